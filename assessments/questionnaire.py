"""The pages of the questionnaire: which questions stand in which section, and what is done.

Pure of the web: built from a rubric and an answer set, used by the views and the templates.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from itertools import chain
from math import ceil
from typing import Literal

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from .domain.answers import AnswerSet, Question, question
from .domain.conditions import all_hold, subjects
from .domain.notes import ROLE_PREFIX
from .domain.org_chart import asked_roles
from .domain.readiness import asked_practices
from .domain.rubric import Practice, Role, Rubric
from .domain.scoring import add_up, closed_gate, contributions, judge, missing_facts
from .reports.words import question_words
from .rubrics import once_per_rubric

Kind = Literal["facts", "circumstances", "practices", "roles"]
SECONDS_PER_QUESTION = {"facts": 15, "circumstances": 15, "practices": 10, "roles": 6}
SECONDS_TO_CONFIRM = 4  # an answer that one reads and finds still right


@dataclass(frozen=True)
class Section:
    """One page: its questions (or roles), how many of them have an answer, and how many of those are
    an earlier assessment's and still to be confirmed."""

    slug: str
    kind: Kind
    title: str
    intro: str
    questions: tuple[Question, ...]
    roles: tuple[Role, ...]
    answered: int
    to_confirm: int = 0

    @property
    def size(self) -> int:
        return len(self.questions) + len(self.roles)

    @property
    def minutes(self) -> int:
        """What the section costs in time, in whole minutes."""
        return ceil(self.size * SECONDS_PER_QUESTION[self.kind] / 60)

    @property
    def seconds_left(self) -> int:
        """What its open questions cost in time."""
        still_open = max(self.size - self.answered, 0) * SECONDS_PER_QUESTION[self.kind]
        return still_open + self.to_confirm * SECONDS_TO_CONFIRM

    @property
    def status(self) -> Literal["not-started", "in-progress", "to-confirm", "complete"]:
        if self.answered == 0:
            return "not-started"
        if self.answered < self.size:
            return "in-progress"
        return "to-confirm" if self.to_confirm else "complete"


@dataclass(frozen=True)
class Doubt:
    """Answers that seldom go together, asked about again beside one of them.

    ``others`` are the other answers: the question in short, its section, and its field's name.
    """

    ask: str
    others: tuple[tuple[str, str, str], ...]


class Questionnaire:
    """The sections for one set of answers. Practices and roles follow the stage of the facts.

    ``to_confirm`` names the questions, and roles as ``roles.<id>``, whose answers are an earlier
    assessment's.
    """

    def __init__(
        self, rubric: Rubric, answers: AnswerSet, to_confirm: Collection[str] = ()
    ) -> None:
        self.rubric, self.answers, self.to_confirm = rubric, answers, frozenset(to_confirm)

    @cached_property
    def stage(self) -> str | None:
        """The stage that the facts give so far; None while too few are known."""
        if missing_facts(self.rubric, self.answers):
            return None
        parts = [part.evidence for part in contributions(self.rubric, self.answers)]
        gate = closed_gate(self.rubric, self.answers)
        return judge(self.rubric, add_up(self.rubric, parts), gate).stage

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        facts: list[Section] = []
        others: list[Section] = []
        for section in self.rubric.sections:
            mine = [fact for fact in self.rubric.facts if fact.section == section.id]
            told = [one for one in self.rubric.circumstances if one.section == section.id]
            kind: Kind = "facts" if mine else "circumstances"
            built = self._section(section.id, kind, section.title, section.intro, (*mine, *told))
            (facts if mine else others).append(built)
        return (*facts, *others, *self._practice_sections(), self._role_section())

    def _practice_sections(self) -> list[Section]:
        asked = asked_practices(self.rubric, self.answers, self.stage)
        found = []
        for dimension in self.rubric.dimensions:
            mine = tuple(one for one in asked if one.dimension == dimension.id)
            if mine:
                slug = f"practices-{dimension.id}"
                title = _("Practices: %(dimension)s") % {"dimension": dimension.name.lower()}
                found.append(self._section(slug, "practices", title, dimension.about, mine))
        return found

    def _role_section(self) -> Section:
        roles = tuple(self.rubric.role_by_id[one] for one in asked_roles(self.rubric, self.stage))
        answered = sum(role.id in self.answers.roles for role in roles)
        to_confirm = sum(ROLE_PREFIX + role.id in self.to_confirm for role in roles)
        intro = _(
            "Who holds each role today? One person may hold several: choose the second hat there. "
            "The answers make your org chart."
        )
        return Section("roles", "roles", _("Roles"), intro, (), roles, answered, to_confirm)

    def _section(
        self, slug: str, kind: Kind, title: str, intro: str, questions: tuple[Question, ...]
    ) -> Section:
        answered = sum(one.id in self.answers.answers for one in questions)
        to_confirm = sum(one.id in self.to_confirm for one in questions)
        return Section(slug, kind, title, intro, questions, (), answered, to_confirm)

    def section(self, slug: str, also: Collection[str] = ()) -> Section | None:
        """The section with this slug, or None if there is none for these answers.

        ``also`` names questions (``question-<id>``) and roles (``role-<id>``) to be in it even if
        they are not asked now: a page opened earlier may still hold them, and what is given there
        must not get lost.
        """
        found = next((one for one in self.sections if one.slug == slug), None)
        if slug.startswith("practices-"):
            dimension = slug.removeprefix("practices-")
            asked = found.questions if found else ()
            extra = tuple(
                one
                for one in self.rubric.practices
                if one.dimension == dimension and f"question-{one.id}" in also and one not in asked
            )
            if extra and found:
                return replace(found, questions=(*asked, *extra))
            if extra:
                about = self.rubric.dimension_by_id[dimension]
                return self._section(slug, "practices", about.name, about.about, extra)
        elif slug == "roles" and found:
            extra_roles = tuple(
                one
                for one in self.rubric.roles
                if f"role-{one.id}" in also and one not in found.roles
            )
            return replace(found, roles=(*found.roles, *extra_roles))
        return found

    @cached_property
    def all_to_confirm(self) -> int:
        """How many of the answers to what is asked are an earlier assessment's."""
        return sum(one.to_confirm for one in self.sections)

    @cached_property
    def minutes_left(self) -> int:
        """What all open questions cost in time, and what is to be confirmed, in whole minutes."""
        return ceil(sum(one.seconds_left for one in self.sections) / 60)

    @property
    def may_be_doubted(self) -> frozenset[str]:
        """Names of the fields whose answers could contradict another."""
        return _fields_in_doubt(self.rubric)

    @cached_property
    def doubts(self) -> dict[str, tuple[Doubt, ...]]:
        """What to ask again, by the name of each field that is concerned."""
        found: dict[str, tuple[Doubt, ...]] = {}
        for rule in self.rubric.contradictions:
            if not all_hold(rule.when, self.answers):
                continue
            for one in subjects(rule.when):
                others = tuple(
                    (question_words(self.rubric, other), self.slug_of(other), _field_name(other))
                    for other in subjects(rule.when)
                    if other != one
                )
                name = _field_name(one)
                found[name] = (*found.get(name, ()), Doubt(rule.ask, others))
        return found

    def beside(self, held: Section) -> list[tuple[str, tuple[Doubt, ...]]]:
        """Names of the other fields of its section whose answers could contradict one that is held,
        each with what to ask again about it."""
        mine = _subjects_of(held)
        others = _go_together(self.rubric, mine) - mine
        return [
            (_field_name(one), self.doubts.get(_field_name(one), ()))
            for one in sorted(others)
            if self.slug_of(one) == held.slug
        ]

    def slug_of(self, subject: str) -> str:
        """The section of a question, or of a role given as ``roles.<id>``; empty if unknown."""
        if subject.startswith(ROLE_PREFIX):
            return "roles"
        asked = question(self.rubric, subject)
        if asked is None:
            return ""
        return _slug_of(asked)

    def first_open(self, section: Section) -> str:
        """The name of the section's first field without an answer, or else with one that is to be
        confirmed; empty if there is none."""
        subjects = [one.id for one in section.questions]
        subjects += [ROLE_PREFIX + role.id for role in section.roles]
        given = {*self.answers.answers, *(ROLE_PREFIX + role for role in self.answers.roles)}
        without = (one for one in subjects if one not in given)
        old = (one for one in subjects if one in self.to_confirm)
        first = next(chain(without, old), None)
        return _field_name(first) if first else ""

    def stopped_at(self, last: str | None) -> Section | None:
        """The section to go on with: that of the answer given last (a question, or
        ``roles.<id>``) if it still has open questions, else the next one that has."""
        slugs = [one.slug for one in self.sections]
        start = 0
        if last is not None and (slug := self.slug_of(last)) in slugs:
            start = slugs.index(slug)
        in_order = (*self.sections[start:], *self.sections[:start])
        return next((one for one in in_order if one.status != "complete"), None)

    def after(self, slug: str) -> Section | None:
        """The section that follows; None after the last."""
        slugs = [one.slug for one in self.sections]
        following = slugs.index(slug) + 1 if slug in slugs else len(slugs)
        return self.sections[following] if following < len(slugs) else None


def posted_section(rubric: Rubric, slug: str, posted: Collection[str]) -> Section | None:
    """What of a section a page held, whatever is asked now; None if there never is such a section.

    ``posted`` names its questions (``question-<id>``) and roles (``role-<id>``). No answer is needed
    to tell.
    """
    kind: Kind
    if slug in {one.id for one in rubric.sections}:
        kind = "facts" if any(one.section == slug for one in rubric.facts) else "circumstances"
    elif slug.removeprefix("practices-") in rubric.dimension_by_id and slug.startswith(
        "practices-"
    ):
        kind = "practices"
    elif slug == "roles":
        kind = "roles"
    else:
        return None
    ids = {one.removeprefix("question-") for one in posted if one.startswith("question-")}
    asked: tuple[Question, ...] = (*rubric.facts, *rubric.circumstances, *rubric.practices)
    questions = tuple(one for one in asked if one.id in ids and _slug_of(one) == slug)
    roles = tuple(one for one in rubric.roles if slug == "roles" and f"role-{one.id}" in posted)
    return Section(slug, kind, "", "", questions, roles, 0)


def subjects_beside(rubric: Rubric, held: Section) -> frozenset[str]:
    """What is held of a section, and every answer that it takes to tell what to ask again about that
    and about the answers that could contradict it. Questions, and roles as ``roles.<id>``."""
    return _go_together(rubric, _go_together(rubric, _subjects_of(held)))


def _subjects_of(held: Section) -> frozenset[str]:
    roles = (ROLE_PREFIX + one.id for one in held.roles)
    return frozenset((*(one.id for one in held.questions), *roles))


def _go_together(rubric: Rubric, some: frozenset[str]) -> frozenset[str]:
    """These, and what they could contradict."""
    return some.union(*(one for one in _contradictory(rubric) if not some.isdisjoint(one)))


@once_per_rubric
def _contradictory(rubric: Rubric) -> tuple[frozenset[str], ...]:
    """What contradicts each other, as the rules have it."""
    return tuple(frozenset(subjects(rule.when)) for rule in rubric.contradictions)


@once_per_rubric
def _fields_in_doubt(rubric: Rubric) -> frozenset[str]:
    """Names of the fields whose answers could contradict another."""
    return frozenset(_field_name(one) for rule in _contradictory(rubric) for one in rule)


def _slug_of(asked: Question) -> str:
    return f"practices-{asked.dimension}" if isinstance(asked, Practice) else asked.section


def _field_name(subject: str) -> str:
    """The name of the field of a question, or of a role given as ``roles.<id>``."""
    if subject.startswith(ROLE_PREFIX):
        return f"role-{subject.removeprefix(ROLE_PREFIX)}"
    return f"question-{subject}"
