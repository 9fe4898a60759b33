"""The pages of a document: one that states page numbers is made anew once they are known, and not twice."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from weasyprint import layout

_make_all_pages = layout.make_all_pages


def make_pages_with_known_numbers(
    context: Any, root_box: Any, html: Any, pages: list[Any]
) -> Iterator[Any]:
    """Where all pages were made before, what they were found to state is put in before they are again.

    WeasyPrint puts it in after it has made the page once more without, and makes it a third time.
    """
    if pages:
        _put_in_numbers(context)
    yield from _make_all_pages(context, root_box, html, pages)


def _put_in_numbers(context: Any) -> None:
    for lookup in context.target_collector.counter_lookup_items.values():
        at = lookup.page_maker_index
        if at is None:
            continue
        _resume_at, _next, _is_right, (_quotes, counters, *_others), _remake = context.page_maker[
            at + 1
        ]
        if lookup.missing_counters and counters != lookup.cached_page_counter_values:
            lookup.cached_page_counter_values = deepcopy(counters)
            lookup.parse_again(counters)
