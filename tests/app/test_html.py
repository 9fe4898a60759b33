"""The HTML of every page: sound, labelled, without anything inline, and no link that leads nowhere.

Each test reads all pages and lists all complaints, each with the page it is about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

import pytest
from django.contrib.staticfiles import finders
from django.urls import Resolver404, resolve
from tinyhtml5.parser import HTMLParser

from .markup import HEADINGS, LABELLED, REFERENCES, Html

# The pages are rendered for the whole session; without a mark nobody would make the database.
pytestmark = pytest.mark.django_db

Check = Callable[[Html], Iterator[str]]


def complaints(pages: list[Html], check: Check) -> list[str]:
    return sorted({f"{page.name}: {found}" for page in pages for found in check(page)})


def test_every_page_is_read_without_a_parse_error(pages: list[Html]):
    """By the rules of the HTML standard, as browsers read it."""
    kinds = {page.name.partition(",")[0]: page for page in pages}

    def check(page: Html) -> Iterator[str]:
        parser = HTMLParser()
        parser.parse(page.text)
        yield from map(str, parser.errors)

    assert complaints(list(kinds.values()), check) == []


def test_every_page_says_its_language_and_has_a_title_of_its_own(pages: list[Html]):
    def check(page: Html) -> Iterator[str]:
        if (language := page.one("html").get("lang")) != "en-GB":
            yield f"lang is {language}"
        if not page.title.removesuffix("– Stagecheck").strip():
            yield f"the title is {page.title!r}"

    assert complaints(pages, check) == []


def test_every_page_has_one_h1_and_one_main(pages: list[Html]):
    def check(page: Html) -> Iterator[str]:
        for tag in ("h1", "main"):
            if (count := len(page.all(tag))) != 1:
                yield f"{count} {tag}"

    assert complaints(pages, check) == []


def test_headings_go_down_by_one_level_at_a_time_and_none_is_empty(pages: list[Html]):
    """Before the h1 only the error summary may have a heading, as GOV.UK has it."""

    def check(page: Html) -> Iterator[str]:
        headings = [one for one in page.all(*HEADINGS) if one.get("id") != "error-title"]
        before = 0
        for heading in headings:
            level = int(heading.tag[1])
            if level > before + 1:
                yield f"h{level} after h{before}: {page.text_of(heading)}"
            if not page.text_of(heading):
                yield f"an empty h{level}"
            before = level

    assert complaints(pages, check) == []


def test_ids_are_unique(pages: list[Html]):
    def check(page: Html) -> Iterator[str]:
        for id in page.ids:
            if page.ids.count(id) > 1:
                yield f"id {id!r} stands there {page.ids.count(id)} times"

    assert complaints(pages, check) == []


def test_every_reference_to_an_id_leads_to_one(pages: list[Html]):
    def check(page: Html) -> Iterator[str]:
        known = set(page.ids)
        for element in page.elements:
            for attribute in REFERENCES:
                for id in (element.get(attribute) or "").split():
                    if id not in known:
                        yield f"{attribute} of {element.tag} names {id!r}"

    assert complaints(pages, check) == []


def test_every_field_has_a_label_with_words(pages: list[Html]):
    def check(page: Html) -> Iterator[str]:
        labelled = {one.get("for") for one in page.all("label") if page.text_of(one)}
        for field in page.all(*LABELLED):
            if field.get("type") == "hidden" or field.get("aria-label"):
                continue
            if field.get("id") not in labelled:
                yield f"{field.tag} {field.get('name')} has no label"

    assert complaints(pages, check) == []


def test_every_fieldset_begins_with_a_legend_and_every_table_has_caption_and_heads(
    pages: list[Html],
):
    def check(page: Html) -> Iterator[str]:
        for tag, first in (("fieldset", "legend"), ("table", "caption"), ("details", "summary")):
            for element in page.all(tag):
                if len(element) == 0 or element[0].tag != first or not page.text_of(element[0]):
                    yield f"a {tag} without {first}"
        for head in page.all("th"):
            if head.get("scope") not in ("row", "col"):
                yield f"a th without scope: {page.text_of(head)}"

    assert complaints(pages, check) == []


def test_every_link_and_button_has_words(pages: list[Html]):
    def check(page: Html) -> Iterator[str]:
        for one in page.all("a", "button"):
            if not (page.text_of(one) or one.get("aria-label")):
                yield f"{one.tag} {one.get('href')} without words"

    assert complaints(pages, check) == []


def test_every_picture_has_an_alternative(pages: list[Html]):
    def check(page: Html) -> Iterator[str]:
        for one in page.all("img"):
            if one.get("alt") is None:
                yield f"img {one.get('src')} without alt"
        for one in page.all("svg"):
            title = one.find("title")
            if one.get("aria-hidden") != "true" and (title is None or not page.text_of(title)):
                yield "an svg without title"

    assert complaints(pages, check) == []


def test_nothing_is_inline_that_the_content_security_policy_would_stop(pages: list[Html]):
    def check(page: Html) -> Iterator[str]:
        for one in page.elements:
            tag = one.tag.rpartition("}")[2]
            if tag == "style" or (tag == "script" and not one.get("src")):
                yield f"an inline {tag}"
            for attribute in one.attrib:
                if attribute == "style" or attribute.startswith(("on", "hx-on", "hx-vars")):
                    yield f"{tag} has {attribute}"
            if any(
                value.strip().lower().startswith("javascript:") for value in one.attrib.values()
            ):
                yield f"{tag} has a javascript: address"

    assert complaints(pages, check) == []


def test_every_form_that_posts_has_a_csrf_token(pages: list[Html]):
    def check(page: Html) -> Iterator[str]:
        for form in page.all("form"):
            names = [one.get("name") for one in form.iter("input")]
            if form.get("method", "get").lower() == "post" and "csrfmiddlewaretoken" not in names:
                yield f"the form to {form.get('action')}"

    assert complaints(pages, check) == []


def test_what_htmx_does_works_without_it_too(pages: list[Html]):
    def check(page: Html) -> Iterator[str]:
        for one in page.elements:
            if (post := one.get("hx-post")) and (one.tag != "form" or one.get("action") != post):
                yield f"hx-post of {one.tag} to {post} beside no form that posts there"
            get = one.get("hx-get")
            gets_there = one.get("action") == get and one.get("method") == "get"
            if get is not None and one.tag != "a" and not (one.tag == "form" and gets_there):
                yield f"hx-get of {one.tag} to {get} beside no link and no form that gets there"

    assert complaints(pages, check) == []


def test_no_page_loads_or_leads_to_another_host(pages: list[Html]):
    def check(page: Html) -> Iterator[str]:
        for address in page.links():
            parts = urlsplit(address)
            if parts.scheme == "otpauth":  # an app on the same phone
                continue
            if parts.netloc or parts.scheme not in ("", "data", "mailto"):
                yield address

    assert complaints(pages, check) == []


def test_every_link_leads_to_a_view_or_to_a_file_that_there_is(pages: list[Html]):
    def check(page: Html) -> Iterator[str]:
        for address in page.links():
            path = urlsplit(urljoin(page.url, address)).path
            if address.startswith(("#", "data:", "otpauth:")):
                continue
            if path.startswith("/static/"):
                if finders.find(path.removeprefix("/static/")) is None:
                    yield f"no file {path}"
                continue
            try:
                resolve(path)
            except Resolver404:
                yield f"nothing at {path}"

    assert complaints(pages, check) == []


def test_every_anchor_leads_to_an_id_on_the_page_that_it_names(pages: list[Html]):
    """Of assessments, only pages that were rendered can be asked."""
    by_url: dict[str, Html] = {}
    for page in pages:
        by_url.setdefault(page.url, page)

    def check(page: Html) -> Iterator[str]:
        for address in page.links():
            path, anchor = urlsplit(urljoin(page.url, address))[2::2]
            target = page if path == page.url else by_url.get(path)
            if target is None and path.startswith("/a/"):
                continue
            if anchor and (target is None or anchor not in target.ids):
                yield f"{address} leads to no id"

    assert complaints(pages, check) == []


def test_pages_of_an_assessment_are_not_for_search_engines(pages: list[Html]):
    def check(page: Html) -> Iterator[str]:
        if page.name == "rubric gone":  # no search engine keeps a page with status 503
            return
        if page.url.startswith("/a/") and not page.all("meta", name="robots", content="noindex"):
            yield "no noindex"

    assert complaints(pages, check) == []


def test_every_choice_that_wants_one_is_a_group_of_radio_buttons_with_one_name(pages: list[Html]):
    def check(page: Html) -> Iterator[str]:
        for fieldset in page.all("fieldset"):
            names = {one.get("name") for one in _radios(fieldset)}
            checked = [one for one in _radios(fieldset) if "checked" in one.attrib]
            if len(names) > 1 or len(checked) > 1:
                yield f"{fieldset.get('id')}: {names}, {len(checked)} checked"

    assert complaints(pages, check) == []


def _radios(fieldset: Element) -> list[Element]:
    return [one for one in fieldset.iter("input") if one.get("type") == "radio"]


@pytest.mark.parametrize("name", ["hub, fresh", "result, facts only", "a conflict", "check, fresh"])
def test_a_name_that_looks_like_markup_is_shown_as_it_was_typed(pages: list[Html], name: str):
    shown = next(one for one in pages if one.name == name)

    assert "<script>alert('x')</script> & “Söhne”" in shown.words
    assert not [one for one in shown.all("script") if not one.get("src")]
