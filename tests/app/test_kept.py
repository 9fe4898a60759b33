"""Parts of pages that are rendered once: the same page each time, and nobody else's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.test import Client, RequestFactory

from assessments.models import Company
from assessments.templatetags import kept

from .factories import link_to, submitted_assessment
from .markup import Html

TOKEN = re.compile(r'(name="csrfmiddlewaretoken" value=")\w+')
PART = Template(
    "{% load kept %}{% kept by=key %}{{ text }}[{% anew %}{{ text }}{% endanew %}]"
    "{% csrf_token %}{% if request %}asked{% endif %}{% endkept %}"
)


@pytest.fixture(autouse=True)
def nothing_is_kept_yet() -> Iterator[None]:
    kept.forget()
    yield
    kept.forget()


def part(key: object, text: str, form: str = "ours", **more: Any) -> str:
    return PART.render(Context({"key": key, "text": text, "csrf_token": form, **more}))


# --- the tag -------------------------------------------------------------------------------------


def test_a_part_is_rendered_once_for_a_key_but_for_what_is_to_be_anew():
    assert part(("a",), "first").startswith("first[first]")
    assert part(("a",), "second").startswith("first[second]")
    assert part(("b",), "third").startswith("third[third]")


@pytest.mark.parametrize("key", [(), "", None])
def test_without_a_key_nothing_is_kept(key: object):
    assert part(key, "first").startswith("first[first]")
    assert part(key, "second").startswith("second[second]")


def test_the_token_of_a_form_is_each_visitors_own():
    assert 'value="mine"' in part(("a",), "first", "mine")
    again = part(("a",), "first", "theirs")

    assert 'value="theirs"' in again
    assert "mine" not in again


def test_nothing_kept_can_ask_the_request():
    request = RequestFactory().get("/")

    assert "asked" not in part(("a",), "first", request=request)
    assert "asked" in part((), "first", request=request)


def test_what_people_write_cannot_make_a_hole():
    assert part(("a",), "{% anew %}<b>").startswith("{% anew %}&lt;b&gt;[")


def test_a_part_that_cannot_be_rendered_is_not_kept():
    broken = Template("{% load kept %}{% kept by=key %}{% include name %}{% endkept %}")
    for _ in range(2):
        with pytest.raises(Exception, match="no-such"):
            broken.render(Context({"key": "a", "name": "no-such.html"}))
    assert part(("a",), "first").startswith("first")


def test_only_those_used_last_are_kept(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(kept, "MOST", 2)
    for key in ("a", "b", "a", "c"):
        part((key,), key)

    assert part(("a",), "new").startswith("a[")
    assert part(("b",), "new").startswith("new[")


@pytest.mark.parametrize("written", ["{% kept %}", "{% kept key %}", "{% kept by=1 2 %}"])
def test_the_tag_says_how_it_is_written(written: str):
    with pytest.raises(TemplateSyntaxError, match="kept by=key"):
        Template(f"{{% load kept %}}{written}{{% endkept %}}")


# --- the result page -----------------------------------------------------------------------------


def seen(client: Client, token: str) -> str:
    answer = client.get(f"/a/{token}/result/")
    assert answer.status_code == 200
    return TOKEN.sub(r"\1", answer.content.decode())


@pytest.mark.django_db
def test_the_result_is_the_same_each_time(client: Client):
    _assessment, token = submitted_assessment()

    assert seen(client, token) == seen(client, token)


@pytest.mark.django_db
def test_a_result_that_was_seen_before_costs_its_link_only(
    client: Client, django_assert_num_queries: Any
):
    _assessment, token = submitted_assessment()
    seen(client, token)

    with django_assert_num_queries(1):
        seen(client, token)


@pytest.mark.django_db
def test_a_form_on_a_result_that_was_seen_before_can_be_sent():
    _assessment, token = submitted_assessment(archetype="adoption", it_members="unknown")
    strict = Client(enforce_csrf_checks=True)
    seen(Client(), token)
    page = Html(strict.get(f"/a/{token}/result/").content.decode())
    tokens = {one.get("value") for one in page.all("input", name="csrfmiddlewaretoken")}

    assert len(page.all("form", method="post")) > 1, "one in what is kept, one above it"
    assert len(tokens) == 1
    sent = strict.post(f"/a/{token}/again/", {"csrfmiddlewaretoken": tokens.pop()})
    assert sent.status_code == 302


@pytest.mark.django_db
def test_another_link_to_the_same_result_has_links_of_its_own(client: Client):
    assessment, token = submitted_assessment()
    other = link_to(assessment)

    assert token in seen(client, token)
    assert token not in seen(client, other)


@pytest.mark.django_db
def test_a_company_that_is_renamed_is_called_by_its_new_name(client: Client):
    assessment, token = submitted_assessment(company="Ferrovia")
    assert "Ferrovia" in seen(client, token)
    Company.objects.filter(pk=assessment.company_id).update(name="Tranvia")

    again = seen(client, token)

    assert "Tranvia" in again
    assert "Ferrovia" not in again


@pytest.mark.django_db
def test_two_companies_with_the_same_answers_see_their_own_results(client: Client):
    tokens = [submitted_assessment(company=name)[1] for name in ("Ferrovia", "Tranvia")]
    for token in tokens:
        seen(client, token)

    assert "Ferrovia" not in seen(client, tokens[1])
