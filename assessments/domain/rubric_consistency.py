"""Could a rubric whose ids all lead somewhere still not work? Values that contradict each other.

Like ``rubric_references``, each check yields the path of the faulty part and what is wrong with it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from .answers import NOT_APPLICABLE_WORD, UNKNOWN_WORD
from .rubric import AnswerCondition, Condition, Part, Rubric

PathFault = tuple[tuple[str | int, ...], str]


def consistency_faults(rubric: Rubric) -> Iterator[PathFault]:
    """Every fault of the kind described above, in no particular order."""
    yield from _scoring_faults(rubric)
    yield from _reserved_words(rubric)
    yield from _twice(rubric)
    yield from _undeclared_sources(rubric)


def _scoring_faults(rubric: Rubric) -> Iterator[PathFault]:
    scoring = rubric.scoring
    if scoring.known_facts > len(rubric.facts):
        yield ("scoring", "known_facts"), f"there are only {len(rubric.facts)} facts"
    if scoring.known_anchors > len(scoring.anchors):
        yield ("scoring", "known_anchors"), f"there are only {len(scoring.anchors)} anchors"
    if scoring.leaning > scoring.clear:
        yield ("scoring", "leaning"), "leaning cannot be more certain than clear"
    if all(level.credit < 1 for level in rubric.levels):
        yield ("levels",), "no level earns the whole credit, so nothing could ever be in place"
    for at, fact in enumerate(rubric.facts):
        if fact.number and fact.number.least < 1:
            yield ("facts", at, "number", "least"), "a headcount begins at 1"


def _reserved_words(rubric: Rubric) -> Iterator[PathFault]:
    reserved = (UNKNOWN_WORD, NOT_APPLICABLE_WORD)
    for name in ("facts", "circumstances"):
        for at, question in enumerate(getattr(rubric, name)):
            for place, option in enumerate(question.options):
                if option.id in reserved:
                    what = f"'{option.id}' is an answer to every question already"
                    yield (name, at, "options", place, "id"), what
    for at, level in enumerate(rubric.levels):
        if level.id in reserved:
            yield ("levels", at, "id"), f"'{level.id}' is an answer to every question already"


def _twice(rubric: Rubric) -> Iterator[PathFault]:
    """What may stand there once."""
    charts = Counter(chart.stage for chart in rubric.org_charts)
    for at, chart in enumerate(rubric.org_charts):
        if charts[chart.stage] > 1:
            yield ("org_charts", at, "stage"), f"stage '{chart.stage}' has more than one org chart"
    splits = Counter((split.ahead, split.behind) for split in rubric.splits)
    for at, split in enumerate(rubric.splits):
        if splits[split.ahead, split.behind] > 1:
            what = f"'{split.ahead}' ahead of '{split.behind}' is read more than once"
            yield ("splits", at), what


def _undeclared_sources(rubric: Rubric) -> Iterator[PathFault]:
    declared = {source.tag for source in rubric.sources}
    for path, part in _parts(rubric, ()):
        for tag in getattr(part, "source", ()):
            if tag not in declared:
                yield (*path, "source"), f"source '{tag}' is not among the sources"


def _parts(
    value: object, path: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], Part]]:
    """Every part of the rubric with its path."""
    if isinstance(value, Part):
        yield path, value
        for name in type(value).model_fields:
            yield from _parts(getattr(value, name), (*path, name))
    elif isinstance(value, tuple):
        for at, one in enumerate(value):
            yield from _parts(one, (*path, at))


def range_fault(condition: Condition) -> str | None:
    """What is wrong with the range of a condition on a number."""
    if not isinstance(condition, AnswerCondition):
        return None
    least, most = condition.at_least, condition.at_most
    if least is not None and most is not None and least > most:
        return f"no number is at least {least} and at most {most}"
    return None
