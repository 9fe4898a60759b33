"""A portfolio of invented companies, to look around in and to try the load; and its removal.

Its rows carry a mark that no other has: their public ids begin with ``demo_``, and no id that is made
otherwise has an underscore. So it all goes again, and nothing else does.

What it writes is what the services write, many rows at once: open assessments with their answers, then
submitted, then their results worked out from those answers.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction
from django.db.models import DateTimeField, ExpressionWrapper, F
from django.utils import timezone

from .. import rubrics
from ..domain.rubric import Rubric
from ..models import (
    Act,
    Answer,
    Assessment,
    Company,
    Entry,
    Grant,
    Link,
    Member,
    Portfolio,
    PortfolioAct,
    Rendering,
    Tag,
    User,
)
from ..models.tokens import new_public_id
from ..rendering import cache, portfolio_files
from ..rendering.contents import begin_of
from ..selectors import Saved
from .demo_answers import answers_of, traits_of
from .demo_companies import QUARTERS, Story, stories
from .results import keep_results
from .sharing import Terms, revoke_all_of

NAME = "Demo portfolio (invented companies)"
MARK = "demo_"
BY = "seed_demo"  # who did it, in the records
FOUNDER = "Founder (invented)"
MOST = 10_000
AT_ONCE = 40  # companies in one transaction
ROWS_AT_ONCE = 4000
QUARTER = timedelta(days=91)
TOOK = timedelta(minutes=50)  # from the beginning of an assessment to its submission
STILL_HOLDS = 0.25  # of the answers that did not change are not confirmed anew

Told = Callable[[int, int], object]  # how many companies of how many


class ThereAlready(Exception):
    """There is a demonstration already; it has to be removed first."""


def _ignore(done: int, of: int) -> None:
    """Tells nobody."""


def marked_companies() -> int:
    """How many companies of a demonstration there are. One query."""
    return Company.objects.filter(public_id__startswith=MARK).count()


def _marked_id() -> str:
    return MARK + new_public_id()[len(MARK) :]


# --- making --------------------------------------------------------------------------------------


def seed(owner: User, *, count: int, today: date, told: Told = _ignore) -> Portfolio:
    """The portfolio, kept by the owner, with ``count`` companies up to the day. Raises ``ThereAlready``.

    The companies come in transactions of their own: stopped in between, what is there is whole, and
    ``remove`` takes it away.
    """
    with transaction.atomic():
        if Portfolio.objects.filter(public_id__startswith=MARK).exists() or marked_companies():
            raise ThereAlready
        portfolio = Portfolio.objects.create(public_id=_marked_id(), name=NAME)
        Member.objects.create(
            portfolio=portfolio,
            user=owner,
            role=Member.Role.OWNER,
            accepted_at=timezone.now(),
        )
        _record(portfolio, PortfolioAct.Kind.MADE, NAME)
    rubric, every = rubrics.find(), stories(count)
    for begin in range(0, count, AT_ONCE):
        with transaction.atomic():
            _Batch(portfolio, rubric, every[begin : begin + AT_ONCE], today).write()
        told(min(begin + AT_ONCE, count), count)
    return portfolio


def _record(portfolio: Portfolio, kind: PortfolioAct.Kind, about: str) -> None:
    PortfolioAct.objects.create(portfolio=portfolio, kind=kind, by=BY, about=about)


@dataclass(frozen=True)
class _Dated:
    """An assessment that is to be written, with its answers and when each was given."""

    row: Assessment
    answers: Saved
    given: dict[tuple[str, str], datetime]


@dataclass
class _Batch:
    """A few companies at a time."""

    portfolio: Portfolio
    rubric: Rubric
    stories: Sequence[Story]
    today: date

    def write(self) -> None:
        now = timezone.now()
        begun = self._at(self.today - QUARTER * QUARTERS)
        companies = Company.objects.bulk_create(
            Company(public_id=_marked_id(), name=one.title, created_at=begun, claimed_at=begun)
            for one in self.stories
        )
        pairs = list(zip(companies, self.stories, strict=True))
        self._assessments([self._dated(company, story) for company, story in pairs])
        keep_results(*companies)
        self._share(pairs, begun)
        PortfolioAct.objects.bulk_create(
            PortfolioAct(
                portfolio=self.portfolio,
                kind=PortfolioAct.Kind.COMPANY_JOINED,
                at=now,
                by=BY,
                about=story.title,
            )
            for story in self.stories
        )

    def _at(self, day: date) -> datetime:
        return datetime.combine(day, time(9), tzinfo=UTC)

    # --- assessments -----------------------------------------------------------------------------

    def _dated(self, company: Company, story: Story) -> list[_Dated]:
        """The company's assessments, the earliest first, each begun from the answers before."""
        traits = traits_of(self.rubric, story)
        chance = random.Random(f"days:{story.name}")  # noqa: S311  no secret: the same days again
        late = chance.randint(1, 25)
        found: list[_Dated] = []
        for quarter in range(story.quarters):
            ago = QUARTER * (QUARTERS - 1 - quarter) + timedelta(days=late)
            begun = self._at(self.today - ago)
            saved = answers_of(self.rubric, traits, quarter)
            given = {}
            for place, value in saved.items():
                before = found[-1] if found else None
                is_old = before is not None and before.answers.get(place) == value
                if is_old and before is not None and chance.random() < STILL_HOLDS:
                    given[place] = before.given[place]
                else:
                    given[place] = begun + timedelta(minutes=chance.randint(2, 45))
            row = Assessment(
                company=company,
                as_of=begun.date(),
                rubric_id=self.rubric.id,
                rubric_version=self.rubric.version,
                rubric_hash=self.rubric.hash,
                created_at=begun,
            )
            found.append(_Dated(row, saved, given))
        return found

    def _assessments(self, histories: list[list[_Dated]]) -> None:
        """Open first: what is submitted takes no answers. One quarter after the other, since each
        assessment names the one before."""
        for quarter in range(QUARTERS):
            for history in histories:
                if 0 < quarter < len(history):
                    history[quarter].row.previous = history[quarter - 1].row
            rows = [history[quarter].row for history in histories if quarter < len(history)]
            Assessment.objects.bulk_create(rows)
        every = [one for history in histories for one in history]
        Answer.objects.bulk_create(_answer_rows(every), batch_size=ROWS_AT_ONCE)
        submitted = ExpressionWrapper(F("created_at") + TOOK, output_field=DateTimeField())
        pks = [one.row.pk for one in every]
        Assessment.objects.filter(pk__in=pks).update(submitted_at=submitted)
        Act.objects.bulk_create(
            Act(
                company=one.row.company,
                kind=Act.Kind.SUBMITTED,
                at=one.row.created_at + TOOK,
                by=FOUNDER,
                about=f"{one.row.as_of:%d %B %Y}",
            )
            for one in every
        )

    # --- what the portfolio sees -----------------------------------------------------------------

    def _share(self, pairs: list[tuple[Company, Story]], at: datetime) -> None:
        grants = Grant.objects.bulk_create(
            Grant(
                company=company,
                kind=Grant.Kind.PORTFOLIO,
                portfolio=self.portfolio,
                tier=story.tier,
                label=NAME,
                token_hash=Link.hash_of(Link.new_token()),  # nobody has the token
                created_at=at,
                accepted_at=at,
            )
            for company, story in pairs
        )
        Act.objects.bulk_create(
            Act(
                company=one.company,
                kind=Act.Kind.SHARED,
                at=at,
                by=FOUNDER,
                about=f"{NAME}: {Terms.of(one)}",
            )
            for one in grants
        )
        entries = Entry.objects.bulk_create(
            self._entry(company, story, grant, at)
            for (company, story), grant in zip(pairs, grants, strict=True)
        )
        names = {name for story in self.stories for name in story.tags}
        tags = {
            name: Tag.objects.get_or_create(portfolio=self.portfolio, name=name)[0]
            for name in sorted(names)
        }
        through = Entry.tags.through
        through.objects.bulk_create(
            through(entry_id=entry.pk, tag_id=tags[name].pk)
            for entry, story in zip(entries, self.stories, strict=True)
            for name in story.tags
        )

    def _entry(self, company: Company, story: Story, grant: Grant, at: datetime) -> Entry:
        days = story.check_in_days
        return Entry(
            portfolio=self.portfolio,
            company=company,
            grant=grant,
            added_at=at,
            note=f"{story.line} {story.remark}".strip(),
            check_in_on=None if days is None else self.today + timedelta(days=days),
        )


def _answer_rows(every: list[_Dated]) -> Iterator[Answer]:
    for one in every:
        for (subject, key), value in one.answers.items():
            yield Answer(
                assessment=one.row,
                subject=subject,
                key=key,
                value=value,
                saved_at=one.given[subject, key],
            )


# --- removing ------------------------------------------------------------------------------------


def remove(*, told: Told = _ignore) -> int:
    """Take the whole demonstration away: portfolio, companies, reports. How many companies went.

    A real company that somebody brought into the portfolio stays; only what it shared with it ends.
    Stopped in between, it goes on when it is asked for again.
    """
    Company.objects.filter(public_id__startswith=MARK).update(delete_at=timezone.now())
    pks = list(
        Company.objects.filter(public_id__startswith=MARK)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    for begin in range(0, len(pks), AT_ONCE):
        _remove_companies(pks[begin : begin + AT_ONCE])
        told(min(begin + AT_ONCE, len(pks)), len(pks))
    for portfolio in Portfolio.objects.filter(public_id__startswith=MARK):
        _remove_portfolio(portfolio)
    return len(pks)


def _remove_companies(pks: list[int]) -> None:
    """Reports first and last, as where one company is removed: a worker may have one in hand."""
    companies = Company.objects.filter(pk__in=pks)
    begins = [begin_of(one) for one in companies.values_list("public_id", flat=True)]
    Rendering.objects.filter(assessment__company__in=pks).delete()
    with transaction.atomic():
        companies.update(latest=None)
        companies.delete()
    for begin in begins:
        cache.remove_all(begin)


def _remove_portfolio(portfolio: Portfolio) -> None:
    """What real companies shared with it ends before, as where its owner deletes it."""
    owners = portfolio.members.filter(role=Member.Role.OWNER, user__isnull=False)
    owner = owners.select_related("user").first()
    with transaction.atomic():
        if owner is not None and owner.user is not None:
            revoke_all_of(portfolio, by=owner.user)
        else:  # their account was deleted: nobody is left to say who did it
            standing = Grant.objects.filter(portfolio=portfolio, revoked_at__isnull=True)
            standing.update(revoked_at=timezone.now())
        portfolio_files.forget(portfolio)
        Portfolio.objects.filter(pk=portfolio.pk).delete()
