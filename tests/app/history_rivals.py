"""Those who begin, confirm, change and rename at the same moment. Part of ``rivals``."""

from __future__ import annotations

from datetime import date
from functools import partial
from itertools import pairwise

from assessments import services
from assessments.access import SubmittedAlready
from assessments.models import Act, Assessment, Company
from assessments.selectors import old_answers, saved_values
from assessments.services import companies

from .factories import QUESTION, TODAY, change, history_of, owned_assessment, user
from .racing import ROUNDS, Found, Work, at_once, surprises

THEN = date(2026, 8, 12)


def asking_for_the_next_assessment_at_once_begins_one() -> Found:
    found: Found = []
    for number in range(ROUNDS):
        first = owned_assessment(user(f"next-{number}@example.org"))
        works: list[Work] = [partial(companies.begin_next, first.company, as_of=TODAY)] * 3
        works += [partial(companies.begin_again, first, as_of=TODAY)] * 3
        results = at_once(*works)
        found += surprises(results)
        begun = Assessment.objects.filter(previous=first)
        if begun.count() != 1 or set(results) != set(begun):
            found.append(f"{begun.count()} begun, {set(results)} were told")
        elif saved_values(begun[0]) != saved_values(first):
            found.append("the answers were not taken over once")
    return found


def of_a_confirmation_and_a_change_at_once_nothing_is_confirmed_unseen() -> Found:
    found: Found = []
    place = (QUESTION.value, "users")
    for number in range(ROUNDS):
        (first,) = history_of(user(f"confirming-{number}@example.org"), THEN)
        begun, _name = services.begin_from(first, as_of=TODAY, with_link=False)
        shown = saved_values(begun)[place]
        confirmation = services.Change(*place, shown, shown, confirms=True)
        results = at_once(
            *[partial(services.save_answers, begun, [confirmation])] * 3,
            partial(services.save_answers, begun, [change("users", "testers", was=shown)]),
        )
        found += surprises(results)
        told = [one for one in results if isinstance(one, services.SaveResult)]
        confirmed = sum(place in one.confirmed for one in told[:3])
        news = sum(place in one.news for one in told[:3])
        if saved_values(begun)[place] != "testers" or "users" in old_answers(begun):
            found.append("the change does not stand")
        if confirmed > 1 or any(place in one.conflicts for one in told[:3]):
            found.append(f"{confirmed} confirmed it, {news} were told of the change")
    return found


def confirming_raced_with_submitting_is_either_kept_or_refused() -> Found:
    found: Found = []
    place = (QUESTION.value, "users")
    for number in range(ROUNDS):
        (first,) = history_of(user(f"closing-{number}@example.org"), THEN)
        begun, _name = services.begin_from(first, as_of=TODAY, with_link=False)
        shown = saved_values(begun)[place]
        confirmation = services.Change(*place, shown, shown, confirms=True)
        results = at_once(
            partial(services.submit, begun),
            partial(services.save_answers, begun, [confirmation]),
        )
        found += surprises(results, SubmittedAlready)
        is_kept = isinstance(results[1], services.SaveResult)
        if is_kept == ("users" in old_answers(begun)):
            found.append(f"told {results[1]!r}, but it is old: {'users' in old_answers(begun)}")
    return found


def of_many_new_names_at_once_each_is_on_record_and_the_last_stands() -> Found:
    found: Found = []
    for number in range(ROUNDS):
        owner = user(f"naming-{number}@example.org")
        company = owned_assessment(owner, company="Old").company
        names = [f"Name {each}" for each in range(4)]
        results = at_once(
            *(
                partial(companies.rename, Company.objects.get(pk=company.pk), name, user=owner)
                for name in names
            )
        )
        found += surprises(results)
        acts = company.acts.filter(kind=Act.Kind.RENAMED).order_by("pk")
        steps = [one.about for one in acts]
        stands = Company.objects.get(pk=company.pk).name
        chain = [("", "Old"), *map(_names, steps), (stands, "")]
        is_whole = all(one[1] == other[0] for one, other in pairwise(chain))
        if len(steps) != len(names) or not is_whole:
            found.append(f"{stands} stands, the record says {steps}")
    return found


def _names(about: str) -> tuple[str, str]:
    _from, old, _to, new, _end = about.replace("”", "“").split("“")
    return old, new


SENTENCES = (
    asking_for_the_next_assessment_at_once_begins_one,
    of_a_confirmation_and_a_change_at_once_nothing_is_confirmed_unseen,
    confirming_raced_with_submitting_is_either_kept_or_refused,
    of_many_new_names_at_once_each_is_on_record_and_the_last_stands,
)
