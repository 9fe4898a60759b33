"""Glossary terms explained in place: which words become a button, and what the buttons open."""

from __future__ import annotations

import re
from itertools import count

import pytest
from django.template import Context, Template
from django.template.loader import get_template
from django.test import Client
from django.urls import reverse

from assessments.domain.rubric import Rubric, Term
from assessments.reference.terms import TermFinder

from ..small_rubric import small_rubric
from .markup import Html

_hashes = count()
BUTTON = '<button type="button" class="term" popovertarget="term-{}">{}</button>'


def term(name: str, id: str | None = None) -> Term:
    made = id or "-".join(re.findall("[a-z0-9]+", name.lower()))
    return Term(id=made, name=name, meaning=f"What {name} means.", source=("S0",))


def terms_in(text: str, *names: str) -> list[str]:
    """What is taken for a term, as it is written."""
    finder = TermFinder(tuple(term(name, f"t{at}") for at, name in enumerate(names)))
    found = list(finder.pieces(text))
    assert "".join(piece for piece, _ in found) == text
    return [piece for piece, one in found if one is not None]


def rubric_with(*names: str) -> Rubric:
    rubric = small_rubric(glossary=tuple(term(name).model_dump() for name in names))
    return rubric.model_copy(update={"hash": f"glossary-{next(_hashes)}"})


def render(source: str, rubric: Rubric | None, **context: object) -> str:
    return Template("{% load glossary %}" + source).render(Context({"rubric": rubric, **context}))


def explain(text: str, *names: str) -> str:
    return render("{% explain text %}", rubric_with(*names), text=text)


# --- which words ---------------------------------------------------------------------------------


def test_a_term_may_begin_with_a_capital_or_not():
    assert terms_in("Audit trail; the audit trail", "Audit trail") == ["Audit trail", "audit trail"]
    assert terms_in("AUDIT TRAIL, Audit Trail", "Audit trail") == []


def test_a_term_with_capitals_of_its_own_stands_so_or_not_at_all():
    assert terms_in("bi Bi BI, sla SLA", "BI", "SLA") == ["BI", "SLA"]
    assert terms_in("devops DevOps", "DevOps") == ["DevOps"]


def test_a_term_is_a_whole_word():
    assert terms_in("chat, that, hats, hat, hatter, a hat-rack, top-hat", "Hat") == ["hats", "hat"]
    assert terms_in("BIG, BI-", "BI") == ["BI"]


def test_the_plural_is_the_same_term():
    assert terms_in("SLAs and a load test; load tests", "SLA", "Load test") == [
        "SLAs",
        "load test",
        "load tests",
    ]
    assert terms_in("an IT member", "IT members") == ["IT member"]
    assert terms_in("customer successs", "Customer success") == []


def test_a_space_may_be_a_hyphen_and_the_other_way_round():
    assert terms_in("on call, on-call, code-ownership", "On-call", "Code ownership") == [
        "on call",
        "on-call",
        "code-ownership",
    ]


def test_an_addition_in_brackets_is_no_part_of_the_name():
    assert terms_in("BI (business intelligence)", "BI (business intelligence)") == ["BI"]


def test_the_longest_term_wins():
    finder = TermFinder((term("Product"), term("Product owner")))

    found = {piece: one.id for piece, one in finder.pieces("A product owner owns a product") if one}
    assert found == {"product owner": "product-owner", "product": "product"}


def test_signs_in_a_name_stand_for_themselves():
    assert terms_in("C+ C++ M&A CI/CD CIxCD", "C++", "M&A", "CI/CD") == ["C++", "M&A", "CI/CD"]


def test_without_a_glossary_nothing_is_a_term():
    assert terms_in("An SLA and a hat") == []


def test_a_name_that_is_nothing_but_an_addition_is_never_found():
    assert terms_in("An (x) and nothing", "(x)") == []


def test_every_term_of_the_rubric_is_found_in_its_own_name(rubric: Rubric):
    finder = TermFinder(rubric.glossary)
    for one in rubric.glossary:
        assert next(found for _, found in finder.pieces(f"The {one.name}.") if found) == one


# --- the buttons ---------------------------------------------------------------------------------


def test_the_first_occurrence_becomes_a_button_and_no_other():
    assert explain("A hat is a hat", "Hat") == f"A {BUTTON.format('hat', 'hat')} is a hat"


def test_the_first_occurrence_is_that_of_the_page():
    source = "{% explain one %}|{% explain two %}"

    said = render(source, rubric_with("Hat", "SLA"), one="A hat", two="A hat, an SLA")

    assert said == f"A {BUTTON.format('hat', 'hat')}|A hat, an {BUTTON.format('sla', 'SLA')}"


def test_every_rendering_begins_anew():
    rubric = rubric_with("Hat")
    template = Template("{% load glossary %}{% explain text %}")

    said = {template.render(Context({"rubric": rubric, "text": "A hat"})) for _ in range(3)}

    assert said == {f"A {BUTTON.format('hat', 'hat')}"}


def test_what_is_included_or_extended_belongs_to_the_same_page():
    """Each included template has a scope of its own, which must not make it a page of its own."""
    source = (
        "{% explain text %}"
        "{% include inner %}{% include inner with text='Again a hat' %}"
        "{% include inner with rubric=rubric text='Only a hat' only %}|{% explanations %}"
    )
    inner = Template("{% load glossary %}/{% explain text %}")

    said = render(source, rubric_with("Hat"), text="A hat", inner=inner)

    texts, opened = said.split("|")
    assert texts == f"A {BUTTON.format('hat', 'hat')}/A hat/Again a hat/Only a hat"
    assert opened.count("popover ") == 1


def test_a_text_is_escaped_around_and_within_the_terms():
    said = explain("<b>hat</b> & M&A's", "Hat", "M&A")

    assert "<b>" not in said
    assert "&lt;b&gt;" in said
    assert BUTTON.format("m-a", "M&amp;A") in said
    page = Html(f"<p>{said}</p>")
    assert page.words == "<b>hat</b> & M&A's"


@pytest.mark.parametrize(
    ("text", "together"),
    [
        ("A hat, and", "hat,"),
        ("(hat) and", "(hat)"),
        ("“hat”; and", "“hat”;"),
        ("A hat.", "hat."),
        ("the hat's size", "hat's"),
        ("the hat’s size", "hat’s"),
    ],
)
def test_a_line_never_breaks_between_a_term_and_its_punctuation(text: str, together: str):
    page = Html(f"<p>{explain(text, 'Hat')}</p>")

    assert page.text_of(page.one("span", class_="unbroken")) == together
    assert page.words == text


def test_a_term_between_spaces_needs_no_span():
    assert "<span" not in explain("A hat and", "Hat")


def test_without_a_rubric_a_text_is_only_escaped():
    assert render("{% explain text %}{% explanations %}", None, text="A <hat>").strip() == (
        "A &lt;hat&gt;"
    )


def test_the_rubric_may_be_that_of_a_report():
    report = type("Report", (), {"rubric": rubric_with("Hat")})()

    said = render("{% explain text %}", None, report=report, text="A hat")

    assert said == f"A {BUTTON.format('hat', 'hat')}"


def test_a_text_that_is_none_or_a_number_is_shown_as_it_is():
    assert explain(12, "Hat") == "12"  # type: ignore[arg-type]


# --- what they open ------------------------------------------------------------------------------


def opened_by(text: str, *names: str) -> Html:
    source = "<div>{% explain text %}{% explanations %}</div>"
    return Html(render(source, rubric_with(*names), text=text))


def test_each_term_opens_its_meaning_source_and_the_way_to_the_glossary():
    page = opened_by("An SLA", "SLA (promise)", "Hat")
    opened = page.one("div", class_="explanation")

    assert opened.get("id") == page.one("button", class_="term").get("popovertarget")
    assert "popover" in opened.attrib
    said = page.text_of(opened)
    assert said.startswith("SLA (promise) What SLA (promise) means. [S0]")
    links = [one.get("href") for one in opened.iter("a")]
    assert reverse("rubric-glossary") + "#sla-promise" in links


def test_an_explanation_can_be_closed_without_escape():
    page = opened_by("An SLA", "SLA")
    close = page.one("button", class_="explanation-close")

    assert (close.get("popovertarget"), close.get("popovertargetaction")) == ("term-sla", "hide")


def test_a_page_without_terms_has_no_explanations():
    assert opened_by("Nothing special", "SLA").all("div", class_="explanation") == []


# --- on the pages --------------------------------------------------------------------------------

FORBIDDEN = ("a", "button", "summary", "h1", "h2", "h3", "h4", "label", "legend")


def pages_with_terms(client: Client) -> list[Html]:
    urls = [reverse("rubric-stage", kwargs={"stage": one}) for one in ("mvp", "enterprise")]
    urls += [reverse(f"rubric-{name}") for name in ("method", "leadership", "scale-up")]
    urls += [reverse("rubric-practice", kwargs={"practice": "code-ownership"}), reverse("example")]
    return [Html(client.get(url).content.decode(), name=url) for url in urls]


def test_no_term_stands_in_a_link_a_heading_or_another_button(client: Client):
    for page in pages_with_terms(client):
        for outer in page.all(*FORBIDDEN):
            inner = [one for one in outer.iter("button") if one is not outer]
            assert inner == [], f"{page.name}: {page.text_of(outer)}"


def test_every_term_of_a_page_opens_something_once(client: Client):
    for page in pages_with_terms(client):
        terms = [one.get("popovertarget") for one in page.all("button", class_="term")]
        opened = [one.get("id") for one in page.all("div", class_="explanation")]
        assert terms, page.name
        assert len(set(terms)) == len(terms), page.name
        assert sorted(opened, key=str) == sorted(terms, key=str), page.name


def test_the_glossary_has_the_place_that_every_explanation_leads_to(client: Client):
    glossary = Html(client.get(reverse("rubric-glossary")).content.decode())
    for page in pages_with_terms(client):
        for opened in page.all("div", class_="explanation"):
            assert opened.get("id", "").removeprefix("term-") in glossary.ids


def test_the_template_of_the_explanations_can_be_found():
    assert get_template("reference/_explanations.html")
