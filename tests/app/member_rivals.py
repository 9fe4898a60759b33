"""Those who join, leave, change roles and write at the same moment. Part of ``rivals``."""

from __future__ import annotations

from functools import partial

from assessments.models import Act, Entry, Grant, Member, Portfolio, PortfolioAct, Tag
from assessments.models.tokens import new_token
from assessments.selectors.entries import Remarks, remarks_on
from assessments.services import accounts, members, portfolios, sharing
from assessments.services.accounts import OnlyOwner
from assessments.services.members import LastOwner, MemberAlready, NotOwner
from assessments.services.sharing import CannotAccept, ChangedMeanwhile

from .factories import entry_in, invited_to, member_of, owned_assessment, portfolio_of, user
from .racing import ROUNDS, Found, at_once, surprises

Role, Kind = Member.Role, PortfolioAct.Kind
NOTHING = Remarks("", (), None)


def of_two_owners_of_a_portfolio_who_leave_at_once_one_stays() -> Found:
    found: Found = []
    for number in range(ROUNDS):
        first, second = (
            user(f"{who}-leaver-{number}@members.example.org") for who in ("first", "second")
        )
        portfolio = portfolio_of(first)
        member_of(portfolio, second, role=Role.OWNER)
        results = at_once(*(partial(members.leave, portfolio, one) for one in (first, second)))
        found += surprises(results, LastOwner)
        left = portfolio.acts.filter(kind=Kind.MEMBER_LEFT).count()
        if portfolio.members.count() != 1 or left != 1:
            found.append(f"{portfolio.members.count()} members, {left} have left")
    return found


def of_two_owners_who_take_the_role_from_each_other_one_stays_owner() -> Found:
    found: Found = []
    for number in range(ROUNDS):
        first, second = (
            user(f"{who}-role-{number}@members.example.org") for who in ("first", "second")
        )
        portfolio = portfolio_of(first)
        other = member_of(portfolio, second, role=Role.OWNER)
        mine = portfolio.members.get(user=first)
        results = at_once(
            partial(members.change_role, other, Role.VIEWER, was="owner", by=first),
            partial(members.remove, mine, by=second),
        )
        found += surprises(results, LastOwner, NotOwner)
        if (owners := portfolio.members.filter(role=Role.OWNER).count()) != 1:
            found.append(f"{owners} owners after {results}")
    return found


def leaving_raced_with_deleting_the_account_leaves_an_owner() -> Found:
    found: Found = []
    for number in range(ROUNDS):
        first, second = (
            user(f"{who}-going-{number}@members.example.org") for who in ("first", "second")
        )
        portfolio = portfolio_of(first)
        member_of(portfolio, second, role=Role.OWNER)
        member_of(portfolio, user(f"staying-{number}@members.example.org"))
        results = at_once(
            partial(members.leave, portfolio, first), partial(accounts.delete_account, second)
        )
        found += surprises(results, LastOwner, OnlyOwner)
        if (owners := portfolio.members.filter(role=Role.OWNER).count()) != 1:
            found.append(f"{owners} owners after {results}")
    return found


def an_invitation_to_keep_a_portfolio_is_accepted_by_one_of_many() -> Found:
    found: Found = []
    for number in range(ROUNDS):
        portfolio = portfolio_of(user(f"inviting-{number}@members.example.org"))
        member, _token = invited_to(portfolio)
        people = [user(f"joining-{number}-{each}@members.example.org") for each in range(4)]
        results = at_once(*(partial(members.accept, member, one) for one in people))
        found += surprises(results, CannotAccept)
        joined = portfolio.acts.filter(kind=Kind.MEMBER_JOINED).count()
        if results.count(None) != 1 or joined != 1:
            found.append(f"{results}, {joined} in the record")
    return found


def of_two_invitations_that_one_account_accepts_at_once_it_has_one() -> Found:
    found: Found = []
    for number in range(ROUNDS):
        portfolio, ben = (
            portfolio_of(user(f"i-{number}@members.example.org")),
            user(f"b-{number}@x.example"),
        )
        both = [invited_to(portfolio, email=f"{each}@x.example")[0] for each in range(2)]
        results = at_once(*(partial(members.accept, one, ben) for one in both))
        found += surprises(results, MemberAlready)
        if (count := portfolio.members.filter(user=ben).count()) != 1:
            found.append(f"{count} memberships after {results}")
    return found


def inviting_a_member_by_one_form_many_times_at_once_is_inviting_once() -> Found:
    found: Found = []
    for number in range(ROUNDS):
        ada = user(f"member-form-{number}@members.example.org")
        portfolio, token = portfolio_of(ada), new_token()
        invite = partial(
            members.invite, portfolio, email="b@x.example", role=Role.VIEWER, token=token, by=ada
        )
        results = at_once(*[invite] * 4)
        found += surprises(results)
        new = sum(is_new for _member, is_new in results) if not found else 0
        if (portfolio.members.filter(user=None).count(), new) != (1, 1):
            found.append(f"{portfolio.members.count()} members, {new} new")
    return found


def of_many_who_write_about_one_company_one_wins_and_the_others_are_told() -> Found:
    found: Found = []
    for number in range(ROUNDS):
        ada = user(f"writing-{number}@members.example.org")
        entry = entry_in(portfolio_of(ada), owned_assessment(ada, submitted=False).company)
        wanted = [Remarks(f"note {each}", (f"tag {each}",), None) for each in range(4)]
        results = at_once(*(partial(portfolios.remark, entry, one, was=NOTHING) for one in wanted))
        found += surprises(results, ChangedMeanwhile)
        winners = [one for one, got in zip(wanted, results, strict=True) if got is True]
        stands = remarks_on(Entry.objects.get(pk=entry.pk))
        tags = [one.name for one in Tag.objects.filter(portfolio=entry.portfolio)]
        if winners != [stands] or tags != list(stands.tags):
            found.append(f"{stands} stands, {winners} were told so, there are {tags}")
    return found


def revoking_raced_with_deleting_the_portfolio_is_told_once_by_the_company() -> Found:
    found: Found = []
    for number in range(ROUNDS):
        ada, olga = (
            user(f"deleting-{number}@members.example.org"),
            user(f"founder-{number}@example.org"),
        )
        entry = entry_in(portfolio_of(ada), owned_assessment(olga, submitted=False).company)
        grant = Grant.objects.select_related("company").get(pk=entry.grant_id)
        results = at_once(
            partial(portfolios.delete, entry.portfolio, by=ada),
            partial(sharing.revoke, grant, by=olga),
            partial(portfolios.remark, entry, Remarks("x", (), None), was=NOTHING),
        )
        found += surprises(results, portfolios.NotThere)
        told = entry.company.acts.filter(kind=Act.Kind.SHARE_REVOKED).count()
        grant.refresh_from_db()
        if told != 1 or grant.state != Grant.State.REVOKED:
            found.append(f"it is {grant.state}, told {told} times")
        if Portfolio.objects.filter(pk=entry.portfolio_id).exists():
            found.append("the portfolio is still there")
    return found


SENTENCES = (
    of_two_owners_of_a_portfolio_who_leave_at_once_one_stays,
    of_two_owners_who_take_the_role_from_each_other_one_stays_owner,
    leaving_raced_with_deleting_the_account_leaves_an_owner,
    an_invitation_to_keep_a_portfolio_is_accepted_by_one_of_many,
    of_two_invitations_that_one_account_accepts_at_once_it_has_one,
    inviting_a_member_by_one_form_many_times_at_once_is_inviting_once,
    of_many_who_write_about_one_company_one_wins_and_the_others_are_told,
    revoking_raced_with_deleting_the_portfolio_is_told_once_by_the_company,
)
