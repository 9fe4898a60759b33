"""The companies of a portfolio one by one, as its files tell of them: by the grants as they are now.

However many there are, only a few hundred are held at a time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from ..domain.rubric import Rubric
from ..domain.shared_gaps import Standing
from ..models import Entry, Result, Tag
from .portfolios import TIERS_WITH_RESULT

AT_ONCE = 500  # rows that are held at a time
LATEST = "company__latest__"
# Values, not models: these refer to each other, and would wait in memory to be collected as garbage.
OF_ENTRY = ("pk", "company__name", "company__public_id", "grant__tier", "note", "check_in_on")
AS_THEY_ARE = ("certainty", "probability", "readiness", "is_split", "moved", "coverage", "musts")
RESULT = (
    *("assessment", "as_of", "rubric_id", "rubric_version", "ordinal", "it_members", "gaps"),
    *AS_THEY_ARE,
)
OF_RESULT = tuple(f"{LATEST}{name}" for name in RESULT)


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A company, with what it shares. None is what is not known, or does not hold of it.

    ``number`` is that of the stage, from 1; ``readiness`` maps each dimension to the number of the
    stage that it is ready for. Of a company that does not ``share_result`` there are neither
    ``it_members`` nor ``gaps``. ``rubric`` is what its latest assessment followed.
    """

    name: str
    public_id: str
    tier: str
    tags: tuple[str, ...]
    note: str
    check_in_on: date | None
    shares_result: bool
    as_of: date | None = None
    age_days: int | None = None
    rubric: str = ""
    number: int | None = None
    stage: str = ""
    certainty: str = ""
    probability: float | None = None
    readiness: Mapping[str, int | None] = field(default_factory=dict)
    is_split: bool | None = None
    it_members: int | None = None
    moved: int | None = None
    coverage: float | None = None
    musts: int | None = None
    gaps: tuple[str, ...] | None = None
    assessment: int | None = None  # the number of its row, where it has a stage


@dataclass(frozen=True, slots=True)
class Move:
    """That a company was at another stage than at its assessment before. Numbers count from 1."""

    company: str
    as_of: date
    was: int
    becomes: int


def entry_rows(entries: QuerySet[Entry], rubric: Rubric, today: date) -> Iterator[EntryRow]:
    """The companies of visible entries in their order. One query, and one for every few hundred."""
    rows = entries.values(*OF_ENTRY, *OF_RESULT).iterator(chunk_size=AT_ONCE)
    while some := list(islice(rows, AT_ONCE)):
        tags = _tags([row["pk"] for row in some])
        for row in some:
            yield _row(row, tags[row["pk"]], rubric, today)


def _tags(entries: list[int]) -> defaultdict[int, list[str]]:
    """The names of each entry's tags, by its number. One query."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    tags = Tag.objects.filter(entries__in=entries).order_by("name")
    for entry, name in tags.values_list("entries", "name"):
        found[entry].append(name)
    return found


def _row(row: dict[str, Any], tags: list[str], rubric: Rubric, today: date) -> EntryRow:
    """One of them.

    Where its latest assessment follows another rubric, or another major version of this one, its
    stage does not mean the same, so none is told.
    """
    shares = row["grant__tier"] in TIERS_WITH_RESULT
    result = {name: row[f"{LATEST}{name}"] for name in RESULT}
    told = EntryRow(
        name=row["company__name"],
        public_id=row["company__public_id"],
        tier=row["grant__tier"],
        tags=tuple(tags),
        note=row["note"],
        check_in_on=row["check_in_on"],
        shares_result=shares,
    )
    if result["as_of"] is None:
        return told
    told = replace(
        told,
        as_of=result["as_of"],
        age_days=(today - result["as_of"]).days,
        rubric=f"{result['rubric_id']} {result['rubric_version']}",
        it_members=result["it_members"] if shares else None,
    )
    ordinal = _ordinal(result["rubric_id"], result["rubric_version"], result["ordinal"], rubric)
    if not ordinal:
        return told
    return replace(
        told,
        assessment=result["assessment"],
        number=ordinal,
        stage=rubric.stages[ordinal - 1].name,
        **{name: result[name] for name in AS_THEY_ARE},
        gaps=tuple(result["gaps"].split()) if shares else None,
    )


def _ordinal(
    rubric_id: str | None, version: str | None, ordinal: int | None, rubric: Rubric
) -> int:
    """A result's stage, 0 if it has none that means what the rubric's stages mean."""
    is_same = rubric_id == rubric.id and _major(version or "") == _major(rubric.version)
    return ordinal or 0 if is_same else 0


def _major(version: str) -> str:
    return version.partition(".")[0]


def numbers(entries: QuerySet[Entry], rubric: Rubric) -> Iterator[int]:
    """The number of each company's stage, 0 where there is none. One query."""
    names = [f"{LATEST}{name}" for name in ("rubric_id", "rubric_version", "ordinal")]
    rows = entries.order_by().values_list(*names)
    for rubric_id, version, ordinal in rows.iterator(chunk_size=AT_ONCE):
        yield _ordinal(rubric_id, version, ordinal, rubric)


def standings(entries: QuerySet[Entry], rubric: Rubric) -> Iterator[Standing]:
    """Where the companies stand that share their practices, and what they lack. One query."""
    sharing = entries.filter(grant__tier__in=TIERS_WITH_RESULT)
    names = [f"{LATEST}{name}" for name in ("rubric_id", "rubric_version", "ordinal", "gaps")]
    rows = sharing.values_list("company__name", *names)
    for company, rubric_id, version, stage, gaps in rows.iterator(chunk_size=AT_ONCE):
        if ordinal := _ordinal(rubric_id, version, stage, rubric):
            yield company, ordinal, tuple(gaps.split())


def moves(entries: QuerySet[Entry], rubric: Rubric) -> Iterator[Move]:
    """Every change of stage in the history of the companies, the latest first. One query."""
    companies = entries.order_by().values("company")
    major = _major(rubric.version)
    found = Result.objects.filter(
        company__in=companies, rubric_id=rubric.id, rubric_version__startswith=f"{major}."
    ).exclude(moved=0)
    rows = found.filter(moved__isnull=False).order_by("-as_of", "company__name", "pk")
    values = rows.values_list("company__name", "as_of", "ordinal", "moved")
    for name, as_of, ordinal, moved in values.iterator(chunk_size=AT_ONCE):
        yield Move(name, as_of, ordinal - (moved or 0), ordinal)
