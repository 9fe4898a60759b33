"""Notes: a remark and an evidence link beside an answer, and what is refused."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from assessments.domain.answers import UNKNOWN, AnswerSet, Choice, parse_answers
from assessments.domain.assessment_file import FileFaults, as_plain, read
from assessments.domain.notes import (
    LINK_LIMIT,
    NOTE_LIMIT,
    Note,
    NoteFault,
    make_note,
    parse_note,
    write_note,
)
from assessments.domain.scorecard import score

from ..small_rubric import small_rubric
from ..strategies import RUBRIC

SMALL = small_rubric()


def test_a_note_has_a_text_a_link_or_both():
    assert make_note(" We page two people. ", " https://wiki.example/on-call?x=1#rota ") == Note(
        "We page two people.", "https://wiki.example/on-call?x=1#rota"
    )
    assert make_note("", "HTTP://wiki.example") == Note("", "HTTP://wiki.example")
    assert make_note(" \n ", "") is None


def test_lines_stay_and_their_ends_are_made_alike():
    assert make_note("one\r\ntwo\rthree\n\tfour", "") == Note("one\ntwo\nthree\n\tfour")


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://files.example",
        "//wiki.example",
        "wiki.example",
        "https://",
        "https:///path",
        "https://wiki.example/a b",
        'https://wiki.example/"><script>',
        "https://wiki.example\\@evil.example",
    ],
)
def test_only_the_address_of_a_web_page_is_a_link(link: str):
    with pytest.raises(NoteFault, match="whole address") as fault:
        make_note("", link)
    assert fault.value.part == "link"


@pytest.mark.parametrize(
    ("text", "link", "part", "what"),
    [
        ("x" * (NOTE_LIMIT + 1), "", "text", "2,000 characters; it has 2,001"),
        ("a\0b", "", "text", "cannot be printed"),
        ("", "https://x.example/" + "y" * LINK_LIMIT, "link", "500 characters; it has 518"),
    ],
)
def test_what_is_too_long_or_cannot_be_printed_is_refused(text, link, part, what):
    with pytest.raises(NoteFault, match=what) as fault:
        make_note(text, link)
    assert fault.value.part == part


@given(st.builds(Note, st.text("ab \n", min_size=1).map(str.strip), st.just("https://x.example/")))
def test_what_is_written_is_read_back(note: Note):
    assert parse_note("users", write_note(note)) == note


@pytest.mark.parametrize(
    ("written", "what"),
    [
        (7, "is a text or {text"),
        ({"txt": "x"}, "has no 'txt'; did you mean 'text'"),
        ({"link": 7}, "the link of the note on 'users' is no text"),
        ({}, "is empty"),
        ("", "is empty"),
        ({"link": "nowhere"}, "whole address"),
    ],
)
def test_a_note_in_a_file_that_does_not_fit_is_told(written: object, what: str):
    with pytest.raises(NoteFault, match=what.replace("{", r"\{")):
        parse_note("users", written)


def test_notes_are_read_beside_answers_and_on_what_has_none():
    told: list[tuple[tuple[str, ...], str]] = []
    question, role = SMALL.facts[0].id, SMALL.roles[0].id
    raw = {
        "notes": {
            question: "why",
            f"roles.{role}": {"link": "https://x.example"},
            "userz": "?",
            SMALL.practices[0].id: 3,
        }
    }

    answers = parse_answers(SMALL, raw, lambda path, what: told.append((path, what)))

    assert answers.answers == {}
    assert answers.notes == {
        question: Note("why"),
        f"roles.{role}": Note("", "https://x.example"),
    }
    assert [path for path, _ in told] == [("notes", "userz"), ("notes", SMALL.practices[0].id)]


def test_notes_go_into_the_file_and_come_back():
    answers = AnswerSet(
        {"users": Choice("testers")},
        {"cto": UNKNOWN},
        {"users": Note("two\nlines"), "roles.cto": Note("", "https://x.example/#a")},
    )
    plain = as_plain("Ferrovia", "2026-11-22", RUBRIC, answers)

    again = read(yaml.safe_dump(plain), "again.yaml", lambda wanted: RUBRIC)

    assert again.answers == answers
    assert list(plain["notes"]) == ["users", "roles.cto"]


def test_a_fault_in_a_note_has_its_line():
    text = "company: Ferrovia\nanswers: {users: testers}\nnotes:\n  users: {link: nowhere}\n"
    with pytest.raises(FileFaults, match=r"f.yaml:4:\d+: Give the whole address"):
        read(text, "f.yaml", lambda wanted: RUBRIC)


def test_notes_change_nothing_about_the_score_and_stay_when_an_answer_changes():
    facts = {one.id: Choice(one.options[0].id) for one in RUBRIC.facts if one.options}
    bare = AnswerSet(facts)
    noted = AnswerSet(facts, {}, {"users": Note("a remark")})

    assert score(RUBRIC, bare).verdict == score(RUBRIC, noted).verdict
    assert noted.with_answer("users", UNKNOWN).notes == noted.notes
