"""A portfolio's companies as an address asks for them: which, in which order, which page of them.

The query string is the whole state, so a view can be linked to, saved and exported. What it sees it
takes from ``visible_entries`` and from the columns of the latest results: nothing is scored here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from math import ceil
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, Expression, F, Func, IntegerField, Q, QuerySet, When
from django.db.models.functions import Lower
from django.db.models.sql.compiler import SQLCompiler
from django.http import QueryDict
from django.utils import timezone

from .. import rubrics
from ..domain.rubric import Rubric
from ..models import Entry, Grant, Portfolio, SavedView, Tag
from .portfolios import TIERS_WITH_RESULT, visible_entries

PAGE = 50  # companies on a page
AGES = (3, 6, 9, 12, 18)  # months
CERTAINTIES = ("clear", "leaning", "between")
MOVES = ("up", "down", "same", "first")
NO_STAGE = 0  # as a stage: there is no result, or none with a verdict
LONGEST = 120  # letters of a name or a tag that are looked for
READY = "ready-"  # before a dimension, as a column
LATEST = "company__latest__"
COLUMNS = ("name", "stage", "certainty", "split", "it", "moved", "age", "coverage", "musts")
ONE_OF = {"q", "tag", "age", "missing", "moved", "split", "sort", "page"}  # the last one counts


@dataclass(frozen=True)
class View:
    """What is asked for. Made by ``view_of``, so every value in it is one that there is.

    ``stages`` are numbers, ``NO_STAGE`` for companies without one. ``below`` are dimensions in all of
    which a company is ready for less than its own stage. ``age`` is in months. ``ignored`` are the
    parts of the address that mean nothing. Stages, dimensions and practices are those of ``rubric``.
    """

    q: str = ""
    stages: tuple[int, ...] = ()
    tag: str = ""
    certainty: tuple[str, ...] = ()
    moved: str = ""
    split: bool = False
    age: int = 0
    below: tuple[str, ...] = ()
    missing: str = ""
    sort: str = "name"
    is_down: bool = False
    page: int = 1
    ignored: tuple[str, ...] = ()
    rubric: Rubric = field(default_factory=rubrics.find, compare=False, repr=False)

    @property
    def query(self) -> str:
        """The view as a query string, without the page: the same view always gives the same."""
        pairs: list[tuple[str, object]] = [("q", self.q)] if self.q else []
        pairs += [("stage", stage or "none") for stage in self.stages]
        pairs += [("tag", self.tag)] if self.tag else []
        pairs += [("certainty", one) for one in self.certainty]
        pairs += [("moved", self.moved)] if self.moved else []
        pairs += [("split", "yes")] if self.split else []
        pairs += [("age", self.age)] if self.age else []
        pairs += [("below", one) for one in self.below]
        pairs += [("missing", self.missing)] if self.missing else []
        if self.sort != "name" or self.is_down:
            pairs.append(("sort", self.order))
        return urlencode(pairs)

    @property
    def order(self) -> str:
        """The column that it is sorted by, after a minus if the greatest come first."""
        return f"-{self.sort}" if self.is_down else self.sort

    @property
    def is_filtered(self) -> bool:
        return self.all_companies != replace(self, page=1, ignored=())

    @property
    def all_companies(self) -> View:
        """The same order without any filter."""
        return View(sort=self.sort, is_down=self.is_down, rubric=self.rubric)

    def sorted_by(self, column: str) -> View:
        """The first page by this column; by the one that it is sorted by already, the other way."""
        turned = self.sort == column and not self.is_down
        return replace(self, sort=column, is_down=turned, page=1)

    def entries(self, portfolio: Portfolio) -> QuerySet[Entry]:
        """The visible companies that are asked for, in order, each with its latest result. One query.

        What a company does not share is in no filter, and like what is not known it comes last,
        whichever way it is sorted.
        """
        rubric = self.rubric
        rows = visible_entries(portfolio).filter(_wanted(self, rubric))
        for dimension in self.below:
            rows = rows.alias(ready=_readiness(dimension))
            rows = rows.filter(known_by(rubric), ready__lt=F(f"{LATEST}ordinal"))
        column = _column(self.sort, rubric)
        is_down = self.is_down != (self.sort == "age")  # the youngest has the latest date
        first = column.desc(nulls_last=True) if is_down else column.asc(nulls_last=True)
        return rows.order_by(first, Lower("company__name"), "pk")


# --- reading an address --------------------------------------------------------------------------


def view_of(query: QueryDict) -> View:
    """The view that a query string asks for; what there is not is left out and told. No query.

    Empty parts mean nothing is asked, as a form sends them.
    """
    rubric = rubrics.find()
    stages = {"none": NO_STAGE} | {str(at + 1): at + 1 for at in range(len(rubric.stages))}
    ages = {str(one): one for one in AGES}
    dimensions = rubric.dimension_by_id
    given = {
        name: [one for one in query.getlist(name) if one.strip()][-1 if name in ONE_OF else 0 :]
        for name in query
    }
    ignored: list[str] = []

    def known(name: str, choices: Iterable[str]) -> list[str]:
        """What is given of the choices, in their order and each once."""
        asked = given.pop(name, [])
        ignored.extend(f"{name}={one}" for one in asked if one not in choices)
        return [one for one in choices if one in asked]

    def one(name: str, choices: Iterable[str]) -> str:
        return next(iter(known(name, choices)), "")

    columns = columns_of(rubric)
    order = one("sort", [*columns, *(f"-{column}" for column in columns)]) or "name"
    page = given.pop("page", ["1"])
    found = View(
        q=_words(given.pop("q", [])),
        stages=tuple(sorted(stages[one] for one in known("stage", stages))),
        tag=_words(given.pop("tag", [])),
        certainty=tuple(known("certainty", CERTAINTIES)),
        moved=one("moved", MOVES),
        split=bool(one("split", ["yes"])),
        age=ages.get(one("age", ages), 0),
        below=tuple(known("below", dimensions)),
        missing=one("missing", rubric.practice_by_id),
        sort=order.removeprefix("-"),
        is_down=order.startswith("-"),
        page=_number(page[-1]) if page else 1,
        rubric=rubric,
    )
    left = tuple(f"{name}={value}" for name, values in given.items() for value in values)
    return replace(found, ignored=(*ignored, *left))


def columns_of(rubric: Rubric) -> tuple[str, ...]:
    """The columns that can be sorted by, as addresses name them."""
    return (*COLUMNS, *(f"{READY}{dimension.id}" for dimension in rubric.dimensions))


def _words(given: list[str]) -> str:
    """A text to look for: PostgreSQL takes no NUL."""
    return given[-1].replace("\0", "").strip()[:LONGEST] if given else ""


def _number(page: str) -> int:
    return max(int(page), 1) if page.isascii() and page.isdigit() and len(page) < 9 else 1


# --- filters and order ---------------------------------------------------------------------------


def known_by(rubric: Rubric, at: str = LATEST) -> Q:
    """Whether a result has a stage that means what the table's stages mean; ``at`` leads to it."""
    major = rubric.version.partition(".")[0]
    return Q(
        (f"{at}ordinal__gt", 0),
        (f"{at}rubric_id", rubric.id),
        (f"{at}rubric_version__startswith", f"{major}."),
    )


def is_known(entry: Entry, rubric: Rubric) -> bool:
    """The same of one row."""
    latest = entry.company.latest
    if latest is None or latest.rubric_id != rubric.id or not latest.ordinal:
        return False
    return latest.rubric_version.partition(".")[0] == rubric.version.partition(".")[0]


def _wanted(view: View, rubric: Rubric) -> Q:
    known, wanted = known_by(rubric), Q()
    if view.q:
        wanted &= Q(company__name__icontains=view.q)
    if view.stages:
        stages = Q(known, company__latest__ordinal__in=view.stages)
        wanted &= stages | _stageless(known) if NO_STAGE in view.stages else stages
    if view.tag:
        wanted &= Q(tags__name=view.tag)
    if view.certainty:
        wanted &= Q(known, company__latest__certainty__in=view.certainty)
    if view.moved:
        wanted &= Q(known, _moved(view.moved))
    if view.split:
        wanted &= Q(known, company__latest__is_split=True)
    if view.age:
        since = months_before(timezone.localdate(), view.age)
        wanted &= Q(company__latest__as_of__lt=since)
    if view.missing:
        gap = Q(company__latest__gaps__contains=f" {view.missing} ")
        wanted &= Q(known, gap, grant__tier__in=TIERS_WITH_RESULT)
    return wanted


def _stageless(known: Q) -> Q:
    """Not ``~known``: of a company without any result that is neither true nor false."""
    return Q(company__latest__isnull=True) | ~known


def _moved(way: str) -> Q:
    name = f"{LATEST}moved"
    ways = {"up": f"{name}__gt", "down": f"{name}__lt", "same": name}
    return Q(**{ways[way]: 0}) if way in ways else Q(**{f"{name}__isnull": True})


class ReadyFor(Func):
    """The stage that a dimension is ready for, out of the column with all of them; NULL where too
    little is known. Of JSON each database tells its own way, and this is the shortest of each."""

    output_field = IntegerField()

    def as_sqlite(self, compiler: SQLCompiler, connection: Any, **extra: Any) -> tuple[str, tuple]:
        column, params = compiler.compile(self.source_expressions[0])
        path = f'$."{self.extra["dimension"]}"'
        return f"JSON_EXTRACT({column}, %s)", (*params, path)

    def as_postgresql(
        self, compiler: SQLCompiler, connection: Any, **extra: Any
    ) -> tuple[str, tuple]:
        column, params = compiler.compile(self.source_expressions[0])
        return f"({column} ->> %s)::integer", (*params, self.extra["dimension"])


def _readiness(dimension: str) -> ReadyFor:
    return ReadyFor(F(f"{LATEST}readiness"), dimension=dimension)


def _column(name: str, rubric: Rubric) -> Expression | F:
    """What a column is sorted by: NULL where it is not known or not shared."""
    known = known_by(rubric)
    if name == "name":
        return Lower("company__name")
    if name == "age":
        return F(f"{LATEST}as_of")
    if name == "it":
        return _when(Q(known, grant__tier__in=TIERS_WITH_RESULT), F(f"{LATEST}it_members"))
    if name.startswith(READY):
        return _when(known, _readiness(name.removeprefix(READY)))
    fields = {"stage": "ordinal", "certainty": "probability", "split": "is_split"}
    return _when(known, F(LATEST + fields.get(name, name)))


def _when(condition: Q, value: Expression | F) -> Case:
    return Case(When(condition, then=value))


def months_before(day: date, months: int) -> date:
    """The same day that many months earlier, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for last in range(day.day, 27, -1):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    return date(year, month + 1, min(day.day, 28))


# --- a page --------------------------------------------------------------------------------------


SHOWN = ("public_id", "company", "grant", "grant__tier", "company__name", "company__public_id")
SHOWN_LATEST: tuple[str, ...] = (
    "as_of",
    "rubric_id",
    "rubric_version",
    "ordinal",
    "certainty",
    "probability",
)
SHOWN_LATEST += ("readiness", "coverage", "is_split", "it_members", "musts", "moved")


@dataclass(frozen=True)
class Rows:
    """The companies of one page, of ``count`` that are asked for; ``pages`` is 1 or more.

    Of each only what the table shows is read. ``tags`` has the names of those that have any, by the
    entry's key.
    """

    entries: tuple[Entry, ...]
    tags: Mapping[int, tuple[str, ...]]
    count: int
    page: int
    pages: int


def rows_of(view: View, portfolio: Portfolio) -> Rows:
    """A page of the view: the last one if there are not so many. Three queries, however many.

    The rows of the page are chosen by their numbers first: so only they are read whole, of however
    many that had to be sorted. To count all companies costs little; with a filter it costs as much as
    to sort those that are asked for, so then they are counted by their numbers.
    """
    asked = view.entries(portfolio)
    keys: QuerySet[Entry, Any] | list[int] = asked.values("pk")
    if view.is_filtered:
        keys = list(asked.values_list("pk", flat=True))
    count = len(keys) if isinstance(keys, list) else asked.count()
    pages = max(ceil(count / PAGE), 1)
    page = min(view.page, pages)
    here = keys[(page - 1) * PAGE : page * PAGE]
    shown = (*SHOWN, "company__latest", *(LATEST + one for one in SHOWN_LATEST))
    entries = tuple(asked.filter(pk__in=here).only(*shown))
    return Rows(entries, _tags(entries), count, page, pages)


def _tags(entries: Sequence[Entry]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    tagged = Entry.tags.through.objects.filter(entry__in=[one.pk for one in entries])
    for entry, name in tagged.order_by("tag__name").values_list("entry", "tag__name"):
        found[entry] = (*found.get(entry, ()), name)
    return found


def tags_of(portfolio: Portfolio) -> list[Tag]:
    """The portfolio's tags by name. One query."""
    return list(portfolio.tags.all())


def saved_views_of(portfolio: Portfolio) -> list[SavedView]:
    """The portfolio's saved views by name. One query."""
    return list(portfolio.views.all())


def shares_result(entry: Entry) -> bool:
    """Whether the company shares practices and IT members, not only the summary."""
    return Grant.Tier(entry.grant.tier) in TIERS_WITH_RESULT
