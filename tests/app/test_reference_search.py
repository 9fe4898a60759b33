"""Searching the reference: what is found, in which order, and that strange input does no harm."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from assessments.domain.rubric import Rubric
from assessments.reference.entries import Entry, entries
from assessments.reference.search import (
    EXCERPT,
    LONGEST,
    MOST_SHOWN,
    Found,
    Index,
    clean,
    index_of,
    pieces,
    search,
    words_of,
)

from .markup import Html


def entry(title: str, *texts: str, names: tuple[str, ...] = (), id: str = "x") -> Entry:
    return Entry("practice", id, title, names, texts or ("Nothing else.",))


def titles(found: Found) -> list[str]:
    return [hit.entry.title for hit in found.hits]


def find(query: str, *made: Entry) -> list[str]:
    return titles(search(Index(made), query))


def marked(parts: tuple[tuple[str, bool], ...]) -> list[str]:
    return [text for text, is_marked in parts if is_marked]


# --- words ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("On-call rotation", ["on", "call", "rotation"]),
        ("Backups, teams’ wishes", ["backup", "team", "wishe"]),
        ("The CTO's week", ["the", "cto", "week"]),
        ("Process, status, analysis, bus", ["process", "status", "analysis", "bus"]),
        ("Élan São ﬁx", ["elan", "sao", "fix"]),
        ("ISO 27001 / SOC 2", ["iso", "27001", "soc", "2"]),
        ("– “” … !?", []),
    ],
)
def test_a_text_is_compared_by_its_plain_words(text: str, words: list[str]):
    assert words_of(text) == words


# --- what is found -------------------------------------------------------------------------------


def test_the_beginning_of_a_word_finds_it():
    assert find("deploy", entry("Scripted deployment"), entry("Code review")) == [
        "Scripted deployment"
    ]


def test_the_middle_of_a_word_does_not():
    assert find("ploy", entry("Scripted deployment")) == []


def test_the_plural_finds_the_singular_and_the_other_way_round():
    assert find("backups", entry("Backup proven")) == ["Backup proven"]
    assert find("backup", entry("Backups proven")) == ["Backups proven"]


def test_hire_finds_hiring_and_marks_it():
    (hit,) = search(Index([entry("Hiring plan"), entry("Hirsute")]), "hire").hits

    assert marked(hit.title) == ["Hiring"]
    assert find("test", entry("Stress testing")) == ["Stress testing"]


def test_what_a_word_only_resembles_is_never_suggested():
    """ "Hir" is a form that "hiring" is found by, and no word."""
    assert search(Index([entry("Hiring plan")]), "hirr").suggestions != ("hir",)


def test_every_word_has_to_be_found_but_in_whichever_text():
    both = entry("Hiring plan", "Managers come later.")

    assert find("hiring managers", both, entry("Hiring"), entry("Managers")) == ["Hiring plan"]


def test_words_that_stand_everywhere_are_needed_only_if_there_are_no_others():
    owner = entry("Who owns the code")

    assert find("the code of who", owner, entry("Nothing")) == ["Who owns the code"]
    assert find("the", owner, entry("Code")) == ["Who owns the code"]


def test_a_hyphen_an_accent_and_capitals_make_no_difference():
    assert find("ON CALL", entry("On-call rotation")) == ["On-call rotation"]
    assert find("resume", entry("Résumé")) == ["Résumé"]


def test_a_title_counts_more_than_a_short_name_and_that_more_than_a_text():
    made = (
        entry("Text", "It is about releases."),
        entry("Name", names=("A release",)),
        entry("Release title"),
    )

    assert find("release", *made) == ["Release title", "Name", "Text"]


def test_a_whole_word_counts_more_than_a_beginning():
    assert find("plan", entry("Planning"), entry("A plan")) == ["A plan", "Planning"]


def test_what_is_called_so_comes_first():
    made = (entry("Budget rules", "Budget"), entry("The budget"), entry("Budget"))

    assert find("budget", *made)[0] == "Budget"


def test_a_phrase_comes_before_its_words_scattered():
    made = (entry("One", "Stay if the users do."), entry("Two", "Count the users stay by stay."))

    assert find("users stay", *made) == ["Two", "One"]


def test_of_equals_the_earlier_entry_comes_first():
    assert find("audit", entry("Audit A"), entry("Audit B")) == ["Audit A", "Audit B"]


@pytest.mark.parametrize("query", ["", "   ", "–", "?!", "\x00\x07", "“”"])
def test_a_query_without_words_finds_nothing_and_suggests_nothing(query: str):
    found = search(Index([entry("Budget")]), query)

    assert (found.hits, found.count, found.suggestions) == ((), 0, ())


def test_at_most_thirty_are_shown_and_all_are_counted():
    found = search(Index([entry(f"Audit {at}") for at in range(40)]), "audit")

    assert (len(found.hits), found.count, found.left_out) == (MOST_SHOWN, 40, 10)


# --- near words ----------------------------------------------------------------------------------


def test_a_word_with_a_slip_suggests_the_near_one_of_a_title():
    made = Index([entry("Deployment", "Deplorable.")])

    assert search(made, "deploiment").suggestions == ("deployment",)


def test_a_near_word_of_a_text_is_suggested_if_no_title_has_one():
    assert search(Index([entry("One", "Rehearsed.")]), "rehearsd").suggestions == ("rehearsed",)


def test_a_phrase_with_a_slip_is_suggested_whole_and_by_its_words():
    made = Index([entry("Security policy")])

    assert search(made, "security polcy").suggestions == ("security policy", "security", "policy")


def test_known_words_that_never_stand_together_are_suggested_alone():
    made = Index([entry("Budget"), entry("Culture")])

    assert search(made, "budget culture").suggestions == ("budget", "culture")


def test_a_word_like_no_other_suggests_nothing():
    assert search(Index([entry("Budget")]), "zzzzqqq").suggestions == ()


# --- what is shown -------------------------------------------------------------------------------


def test_what_was_searched_for_is_marked_in_title_and_passage():
    (hit,) = search(Index([entry("Scripted deployment", "We deploy on Fridays.")]), "deploy").hits

    assert marked(hit.title) == ["deployment"]
    assert marked(hit.excerpt) == ["deploy"]
    assert "".join(text for text, _ in hit.excerpt) == "We deploy on Fridays."


def test_the_passage_is_of_the_text_that_has_most_of_the_words():
    made = entry("One", "Budget only.", "The budget and the board.", "Board only.")
    (hit,) = search(Index([made]), "budget board").hits

    assert "".join(text for text, _ in hit.excerpt) == "The budget and the board."


def test_a_long_text_is_cut_between_words_around_the_first_one_found():
    text = "start " * 60 + "needle " + "end " * 60
    (hit,) = search(Index([entry("One", text.strip())]), "needle").hits
    passage = "".join(text for text, _ in hit.excerpt)

    assert marked(hit.excerpt) == ["needle"]
    assert len(passage) <= EXCERPT + 4
    assert passage.startswith("… start")
    assert passage.endswith(" …")


def test_a_long_text_is_shown_from_its_beginning_or_to_its_end_if_the_word_stands_there():
    (first,) = search(Index([entry("One", "needle " + "end " * 90)]), "needle").hits
    (last,) = search(Index([entry("One", "start " * 90 + "needle")]), "needle").hits

    assert first.excerpt[0] == ("needle", True)
    assert last.excerpt[-1] == ("needle", True)


def test_pieces_put_together_are_the_text():
    text = "Deploy, re-deploy and “deployments”."

    parts = pieces(text, ["deploy"])

    assert "".join(part for part, _ in parts) == text
    assert marked(parts) == ["Deploy", "deploy", "deployments"]


def test_a_query_is_repeated_without_control_characters_and_not_beyond_its_limit():
    assert clean("  a\x00b\n c ") == "a b c"
    assert len(clean("x" * 5000)) == LONGEST


# --- the rubric ----------------------------------------------------------------------------------


def test_every_item_of_the_rubric_can_be_found_by_its_name(rubric: Rubric):
    index = index_of(rubric)
    words = {(one.kind, one.id): words_of(one.title) for one in entries(rubric)}
    for one in entries(rubric):
        found = [(hit.entry.kind, hit.entry.id) for hit in search(index, one.title).hits]
        before = found[: found.index((one.kind, one.id))]
        assert all(words[each] == words_of(one.title) for each in before), one.title


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("deploy", "Scripted deployment"),
        ("who owns the code", "Code ownership documented"),
        ("adoption", "Adoption"),
        ("sla", "SLA"),
        ("hire", "Hiring a team"),
        ("restore", "Backups proven by restoring"),
        ("market-wide", "Who used the main product in the last 30 days?"),
    ],
)
def test_what_people_look_for_comes_first(rubric: Rubric, query: str, first: str):
    assert titles(search(index_of(rubric), query))[0] == first


def test_the_index_of_a_rubric_is_built_once(rubric: Rubric):
    assert index_of(rubric) is index_of(rubric)


def test_another_rubric_has_an_index_of_its_own(rubric: Rubric):
    other = rubric.model_copy(update={"hash": "1" * 64, "glossary": ()})

    assert index_of(other) is not index_of(rubric)
    assert len(index_of(other).entries) < len(index_of(rubric).entries)


# --- the page ------------------------------------------------------------------------------------


def results(client: Client, query: str, **headers: str) -> Html:
    response = client.get(reverse("rubric-search"), {"q": query}, headers=headers)
    assert response.status_code == 200
    return Html(response.content.decode())


def test_the_page_says_how_many_there_are_of_which_kind_and_leads_to_them(client: Client):
    page = results(client, "deploy")
    hits = page.one("ol", class_="entries hits")
    first = next(iter(hits))

    assert page.text_of(page.one("p", role="status")).endswith("pages have “deploy”.")
    assert page.text_of(first).startswith("Scripted deployment Practice · Delivery")
    (link,) = first.iter("a")
    assert link.get("href") == reverse(
        "rubric-practice", kwargs={"practice": "scripted-deployment"}
    )
    assert {mark.text for mark in page.all("mark")} >= {"deploy", "deployment"}


def test_every_hit_leads_to_a_page_and_to_a_place_on_it(client: Client, rubric: Rubric):
    kinds = {one.kind: one for one in entries(rubric)}
    pages: dict[str, Html] = {}
    for one in kinds.values():
        page = results(client, one.title)
        links = [link.get("href", "") for link in page.one("ol", class_="entries hits").iter("a")]
        place = next(link for link in links if one.id in link)
        path, _, anchor = place.partition("#")
        if path not in pages:
            pages[path] = Html(client.get(path).content.decode())
        assert not anchor or anchor in pages[path].ids, place


def test_the_query_stands_in_the_field_the_title_and_the_count(client: Client):
    page = results(client, "on-call")

    assert page.by_id("q").get("value") == "on-call"
    assert page.title.startswith("Search: on-call")


def test_without_a_query_the_page_says_what_can_be_typed(client: Client):
    page = results(client, "")

    assert "Type a word or two" in page.text_of(page.one("p", role="status"))
    assert page.all("ol", class_="entries hits") == []
    first = next(page.by_id("results").iter("a"))
    assert first.get("href") == reverse("rubric-search") + "?q=on-call"


def test_without_a_hit_near_words_are_links(client: Client):
    page = results(client, "security polcy")

    assert "Nothing has “security polcy”." in page.words
    links = [one.get("href") for one in page.by_id("results").iter("a")]
    assert links[0] == reverse("rubric-search") + "?q=security%20policy"


def test_without_a_near_word_there_is_a_way_to_browse(client: Client):
    page = results(client, "zzzzqqq")

    links = [one.get("href") for one in page.by_id("results").iter("a")]
    assert reverse("rubric-practices") in links


@pytest.mark.parametrize(
    "query",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "{{ rubric.hash }} {% now 'Y' %}",
        "\x00\x1f\u202e",
        "x" * 20_000,
        "' OR 1=1 --",
        "((((((((((",
        "💥" * 300,
        "a " * 2_000,
        ".*+?^$",
    ],
)
def test_strange_input_is_shown_as_it_is_and_does_no_harm(client: Client, query: str):
    page = results(client, query)

    assert [one.get("src") for one in page.all("img")] == ["/static/img/mark.svg"]
    assert not [one for one in page.all("script") if not one.get("src")]
    assert len(page.by_id("q").get("value", "")) <= LONGEST
    assert "alert" not in page.text or "&lt;script&gt;" in page.text or "&lt;img" in page.text


def test_htmx_gets_the_results_and_the_count_alone(client: Client):
    whole, part = results(client, "deploy"), results(client, "deploy", **{"HX-Request": "true"})
    count = part.by_id("count")

    assert part.all("html", "form", "h1") == []
    assert count.get("hx-swap-oob") == "innerHTML"
    for id in ("results", "count"):
        assert part.text_of(part.by_id(id)) == whole.text_of(whole.by_id(id))


def test_caches_keep_the_page_and_the_results_apart(client: Client):
    assert "HX-Request" in client.get(reverse("rubric-search"))["Vary"]
