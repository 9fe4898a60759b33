"""Those who claim, sign up, leave and guess at the same moment. Part of ``rivals``."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.test import Client, override_settings
from django.urls import reverse

from assessments.models import Act, Company, Owner, User
from assessments.services.accounts import OnlyOwner, delete_account
from assessments.services.owning import ClaimedAlready, own

from .factories import PASSWORD, begun_assessment, owned_assessment, user
from .racing import ROUNDS, Found, at_once, surprises

LOCALHOST = {"host": "localhost"}
# Hashing that takes no time: what is raced here is what comes before and after.
at_little_cost = override_settings(
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]
)
GUESSES, TAKEN = 9, 5  # wrong passwords for one account within five minutes, and those looked at


def of_many_who_claim_a_company_at_once_one_owns_it_and_the_others_are_told() -> Found:
    """By the page, as people do: whoever is led on to the company has it."""
    found: Found = []
    for number in range(ROUNDS):
        assessment, token = begun_assessment(company=f"claimed {number}")
        people = [user(f"claiming-{number}-{each}@example.org") for each in range(4)]
        url = reverse("claim", kwargs={"token": token})
        results = at_once(*(partial(_post_as, one, url) for one in people))
        found += surprises(results)
        owners = [one.user for one in assessment.company.owners.select_related("user")]
        told = [one for one, status in zip(people, results, strict=True) if status == 302]
        records = assessment.company.acts.filter(kind=Act.Kind.CLAIMED).count()
        if owners != told or len(owners) != 1 or records != 1 or results.count(409) != 3:
            found.append(f"{owners} own it, {told} were told so, {results}, {records} records")
    return found


def claiming_twice_at_once_is_claiming_once() -> Found:
    found: Found = []
    for number in range(ROUNDS):
        company = begun_assessment(company=f"twice {number}")[0].company
        somebody = user(f"twice-{number}@example.org")
        found += surprises(at_once(*[partial(own, company, somebody)] * 4), ClaimedAlready)
        if (count := company.owners.count()) != 1 or company.acts.count() != 1:
            found.append(f"{count} owners, {company.acts.count()} records")
    return found


def of_two_owners_who_delete_their_accounts_at_once_one_stays() -> Found:
    found: Found = []
    for number in range(ROUNDS):
        first = user(f"first-{number}@example.org")
        second = user(f"second-{number}@example.org")
        company = owned_assessment(first, company=f"left {number}").company
        Owner.objects.create(company=company, user=second)
        results = at_once(partial(delete_account, first), partial(delete_account, second))
        found += surprises(results, OnlyOwner)
        refused = [isinstance(one, OnlyOwner) for one in results]
        owners = Company.objects.get(pk=company.pk).owners.count()
        if sorted(refused) != [False, True] or owners != 1:
            found.append(f"{owners} owners are left, {results}")
    return found


@at_little_cost
def signing_up_twice_at_once_makes_one_account_and_no_error() -> Found:
    found: Found = []
    values = {"email": "double@example.org", "password1": PASSWORD}
    results = at_once(*[partial(_post, reverse("account_signup"), values)] * 2)
    found += surprises(results)
    count = User.objects.filter(email="double@example.org").count()
    statuses = {one.status_code for one in results}
    # Whoever comes so late that the account is there already would be mailed that it is, and so soon
    # after the first mail is asked to wait.
    if count != 1 or not {302} <= statuses <= {302, 429}:
        found.append(f"{count} accounts, {results}")
    return found


@at_little_cost
def of_many_wrong_passwords_at_once_only_so_many_are_looked_at() -> Found:
    """Attempts are counted where all processes see them, and none slips through between two counts."""
    user("guessed@example.org", password=PASSWORD)
    guesses = [
        {"login": "guessed@example.org", "password": f"guess {number}"} for number in range(GUESSES)
    ]
    results = at_once(*(partial(_post, reverse("account_login"), one) for one in guesses))
    found = surprises(results)
    looked_at = sum("No account has this address" in one.content.decode() for one in results)
    right = _post(reverse("account_login"), {"login": "guessed@example.org", "password": PASSWORD})
    if not 0 < looked_at <= TAKEN:
        found.append(f"{looked_at} guesses were looked at")
    if looked_at == TAKEN and right.status_code == 302:
        found.append("and then the right one was taken")
    return found


def _post(url: str, values: dict[str, str]) -> Any:
    return Client(headers=LOCALHOST, raise_request_exception=False).post(url, values)


def _post_as(somebody: User, url: str) -> int:
    client = Client(headers=LOCALHOST)
    client.force_login(somebody)
    return client.post(url).status_code


SENTENCES = (
    of_many_who_claim_a_company_at_once_one_owns_it_and_the_others_are_told,
    claiming_twice_at_once_is_claiming_once,
    of_two_owners_who_delete_their_accounts_at_once_one_stays,
    signing_up_twice_at_once_makes_one_account_and_no_error,
    of_many_wrong_passwords_at_once_only_so_many_are_looked_at,
)
