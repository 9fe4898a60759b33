"""Writes: what is kept, what is refused, and that nobody's answer is overwritten unseen."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.http import Http404
from django.test import Client
from django.utils import timezone

from assessments import access, rubrics, services
from assessments.access import May
from assessments.models import Act, Answer, Assessment, Company, Link
from assessments.selectors import answer_set, rubric_of, saved_values
from assessments.services import NotReady, answering, begin_from, save_answers, submit

from .factories import (
    QUESTION,
    ROLE,
    answered,
    begun_assessment,
    change,
    history_rewritten,
    link_to,
    owned_assessment,
    submitted_assessment,
    user,
    visitor,
    write_rows,
)

pytestmark = pytest.mark.django_db

USERS, RELEASE = (QUESTION, "users"), (QUESTION, "release-status")


def by_link(token: str) -> Assessment:
    return access.assessment(visitor(), token, May.ANSWER).assessment


def value_of(assessment: Assessment, key: str, subject: str = QUESTION) -> object:
    return saved_values(assessment).get((subject, key))


# --- beginning -----------------------------------------------------------------------------------


def test_a_new_assessment_is_pinned_to_the_rubric_as_it_is_now():
    assessment, _token = begun_assessment(company="Ferrovia", as_of=date(2026, 3, 1))

    rubric = rubrics.find()
    assert (assessment.company.name, assessment.as_of) == ("Ferrovia", date(2026, 3, 1))
    assert assessment.rubric_name == f"{rubric.id}@{rubric.version}"
    assert assessment.rubric_hash == rubric.hash
    assert rubric_of(assessment) is rubric
    assert not assessment.is_submitted


def test_the_token_opens_the_assessment_and_only_its_hash_is_in_the_database(client: Client):
    assessment, token = begun_assessment()
    client.get(f"/a/{token}/")
    begin_from(assessment, as_of=date(2026, 12, 1))

    assert by_link(token) == assessment
    assert Link.hash_of(token) in everything_in_the_database()
    assert token not in everything_in_the_database()


def everything_in_the_database() -> str:
    with connection.cursor() as cursor:
        found = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            found += cursor.fetchall()
    return repr(found)


def test_tokens_are_long_random_and_safe_in_an_address():
    tokens = {Link.new_token() for _ in range(200)}

    assert len(tokens) == 200
    assert all(
        len(token) == 32 and token.replace("-", "a").replace("_", "a").isalnum() for token in tokens
    )


def test_what_goes_wrong_while_beginning_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch):
    def fail(assessment: Assessment) -> str:
        raise RuntimeError

    monkeypatch.setattr(answering, "_new_link", fail)
    with pytest.raises(RuntimeError), transaction.atomic():
        begun_assessment()

    assert not Company.objects.exists()
    assert not Assessment.objects.exists()


def test_beginning_again_copies_the_answers_and_leaves_the_old_assessment_as_it_is():
    old, old_token = submitted_assessment()
    before = saved_values(old)

    new, token = begin_from(old, as_of=date(2027, 1, 31))
    save_answers(new, [change("users", "testers", was=before[USERS])])
    submit(new)

    assert new.company == old.company
    assert new.as_of == date(2027, 1, 31)
    assert saved_values(old) == before
    assert saved_values(new) == {**before, USERS: "testers"}
    assert by_link(old_token) == old
    assert by_link(token) == new


def test_a_new_assessment_begun_from_an_old_one_is_open_and_its_links_are_its_own():
    old, _old_token = submitted_assessment()
    dead = link_to(old, revoked=True)

    new, token = begin_from(old, as_of=date(2027, 1, 31))

    assert not new.is_submitted
    assert [link.token_hash for link in new.links.all()] == [Link.hash_of(token)]
    with pytest.raises(Http404):
        by_link(dead)


# --- saving --------------------------------------------------------------------------------------


def test_an_answer_is_written_changed_and_deleted():
    assessment, _token = begun_assessment()

    result = save_answers(assessment, [change("users", "testers")])
    assert [one.key for one in result.saved] == ["users"]
    assert value_of(assessment, "users") == "testers"

    save_answers(assessment, [change("users", "steady-base", was="testers")])
    assert value_of(assessment, "users") == "steady-base"

    save_answers(assessment, [change("users", None, was="steady-base")])
    assert saved_values(assessment) == {}


def test_every_kind_of_answer_comes_back_as_it_was_given():
    assessment, _token = begun_assessment()
    given = {
        (QUESTION, "it-members"): 16,
        (QUESTION, "users"): "unknown",
        (QUESTION, "code-review"): {"not-applicable": "“we” <write> none\n & never did \U0001f600"},
        (ROLE, "cto"): {"held-by": "hat", "of": "developers"},
        (ROLE, "qa"): "unknown",
    }

    save_answers(
        assessment, [change(key, value, subject=subject) for (subject, key), value in given.items()]
    )

    assert saved_values(assessment) == given
    assert len(answer_set(assessment).answers) == 3
    assert len(answer_set(assessment).roles) == 2


def test_a_question_and_a_role_of_the_same_name_are_two_answers():
    assessment, _token = begun_assessment()

    save_answers(assessment, [change("users", "testers"), change("users", "unknown", subject=ROLE)])

    assert saved_values(assessment) == {USERS: "testers", (ROLE, "users"): "unknown"}


def test_the_same_value_again_writes_nothing():
    assessment, _token = begun_assessment()
    save_answers(assessment, [change("users", "testers")])
    saved_at = Answer.objects.get().saved_at

    result = save_answers(assessment, [change("users", "testers", was="testers")])

    assert result.saved == ()
    assert result.conflicts == frozenset()
    assert Answer.objects.get().saved_at == saved_at


def test_nothing_to_change_costs_no_write():
    assessment, _token = begun_assessment()

    assert save_answers(assessment, []).saved == ()
    assert save_answers(assessment, [change("users", None)]).saved == ()


def test_an_answer_that_was_changed_elsewhere_is_a_conflict_and_stays():
    assessment, _token = begun_assessment()
    save_answers(assessment, [change("users", "testers")])
    save_answers(assessment, [change("users", "steady-base", was="testers")])

    result = save_answers(assessment, [change("users", "large-base", was="testers")])

    assert result.saved == ()
    assert (result.conflicts, result.standing[USERS]) == ({USERS}, "steady-base")
    assert value_of(assessment, "users") == "steady-base"


def test_an_answer_that_was_given_elsewhere_first_is_a_conflict():
    assessment, _token = begun_assessment()
    save_answers(assessment, [change("users", "testers")])

    result = save_answers(assessment, [change("users", "large-base")])

    assert (result.conflicts, result.standing[USERS]) == ({USERS}, "testers")
    assert value_of(assessment, "users") == "testers"


def test_an_answer_that_was_deleted_elsewhere_is_a_conflict_with_nothing():
    assessment, _token = begun_assessment()

    result = save_answers(assessment, [change("users", "large-base", was="testers")])

    assert result.conflicts == {USERS}
    assert USERS not in result.standing
    assert value_of(assessment, "users") is None


def test_an_answer_that_was_changed_elsewhere_is_not_deleted():
    assessment, _token = begun_assessment()
    save_answers(assessment, [change("users", "steady-base")])

    result = save_answers(assessment, [change("users", None, was="testers")])

    assert (result.conflicts, result.standing[USERS]) == ({USERS}, "steady-base")
    assert value_of(assessment, "users") == "steady-base"


def test_two_who_give_the_same_answer_do_not_disagree():
    assessment, _token = begun_assessment()
    save_answers(assessment, [change("users", "steady-base")])

    assert save_answers(assessment, [change("users", "steady-base")]).conflicts == frozenset()
    assert (
        save_answers(assessment, [change("users", "steady-base", was="x")]).conflicts == frozenset()
    )


def test_a_page_that_did_not_touch_an_answer_does_not_undo_what_others_did_to_it():
    assessment, _token = begun_assessment()
    save_answers(assessment, [change("users", "steady-base")])

    result = save_answers(
        assessment, [change("users", None), change("users", "testers", was="testers")]
    )

    assert result.conflicts == frozenset()
    assert value_of(assessment, "users") == "steady-base"


def test_beside_a_conflict_the_other_answers_are_saved():
    assessment, _token = begun_assessment()
    save_answers(assessment, [change("users", "testers")])

    result = save_answers(assessment, [change("users", "large-base"), change("demand", "roadmap")])

    assert [one.key for one in result.saved] == ["demand"]
    assert saved_values(assessment) == {USERS: "testers", (QUESTION, "demand"): "roadmap"}


def test_answers_of_another_assessment_are_left_alone():
    mine, _token = begun_assessment()
    theirs, _token = begun_assessment()
    save_answers(theirs, [change("users", "testers")])

    save_answers(mine, [change("users", "large-base")])
    save_answers(mine, [change("users", None, was="large-base")])

    assert value_of(theirs, "users") == "testers"


def test_of_a_save_that_fails_half_way_nothing_is_written():
    assessment, _token = begun_assessment()

    with pytest.raises(IntegrityError), transaction.atomic():
        save_answers(
            assessment, [change("users", "testers"), change("cto", "unknown", subject="person")]
        )

    assert saved_values(assessment) == {}


def test_answers_of_a_submitted_assessment_stand():
    assessment, _token = submitted_assessment()
    before = saved_values(assessment)

    with pytest.raises(access.SubmittedAlready):
        save_answers(assessment, [change("users", "testers", was=before[USERS])])

    assert saved_values(assessment) == before


def test_whoever_still_holds_the_assessment_as_open_cannot_save_either():
    held, _token = begun_assessment()
    submit(answered(Assessment.objects.get(pk=held.pk)))

    assert not held.is_submitted
    with pytest.raises(access.SubmittedAlready):
        save_answers(held, [change("users", "testers", was="steady-base")])


# --- submitting ----------------------------------------------------------------------------------


def test_submitting_closes_the_assessment():
    assessment, token = begun_assessment()
    submit(answered(assessment))

    assert by_link(token).is_submitted
    with pytest.raises(access.SubmittedAlready) as refused:
        access.open_assessment(visitor(), token)
    assert refused.value.assessment == assessment


def test_submitting_is_written_into_the_companys_record_with_who_did_it():
    by_link, _token = submitted_assessment()
    owner = user("olga@example.org", name="Olga")
    owned = owned_assessment(owner, submitted=False)
    submit(owned, by=owner)

    told = Act.objects.filter(kind=Act.Kind.SUBMITTED).order_by("pk")
    assert list(told.values_list("company", "by", "about")) == [
        (by_link.company_id, "", f"{by_link.as_of:%d %B %Y}"),
        (owned.company_id, "Olga", f"{owned.as_of:%d %B %Y}"),
    ]


def test_submitting_twice_does_nothing_more():
    assessment, _token = submitted_assessment()
    first = assessment.submitted_at

    submit(Assessment.objects.get(pk=assessment.pk))

    assessment.refresh_from_db()
    assert assessment.submitted_at == first
    assert assessment.company.acts.filter(kind=Act.Kind.SUBMITTED).count() == 1


def test_submitting_too_early_says_what_is_missing_and_leaves_the_assessment_open():
    assessment, _token = begun_assessment()
    save_answers(assessment, [change("users", "testers"), change("demand", "unknown")])

    with pytest.raises(NotReady) as refused:
        submit(assessment)

    assessment.refresh_from_db()
    assert not assessment.is_submitted
    assert refused.value.missing.facts == 4
    assert refused.value.missing.anchors == 1
    assert "users" not in refused.value.missing.unanswered
    assert "demand" in refused.value.missing.unanswered


def test_five_facts_with_two_that_anchor_are_enough():
    assessment, _token = begun_assessment()
    given = {"users": "testers", "it-members": 3, "demand": "founders-list", "teams": "none"}
    write_rows(assessment, {(QUESTION, key): value for key, value in given.items()})
    with pytest.raises(NotReady):
        submit(assessment)

    save_answers(assessment, [change("money", "pocket-seed")])
    submit(assessment)

    assessment.refresh_from_db()
    assert assessment.is_submitted


# --- rows ----------------------------------------------------------------------------------------


def test_the_database_itself_keeps_one_answer_per_question():
    assessment, _token = begun_assessment()
    write_rows(assessment, {USERS: "testers"})

    with pytest.raises(IntegrityError), transaction.atomic():
        write_rows(assessment, {USERS: "steady-base"})
    assert value_of(assessment, "users") == "testers"


def test_deleting_a_company_deletes_all_that_is_known_of_it():
    assessment, _token = submitted_assessment()
    begin_from(assessment, as_of=date(2027, 1, 1))
    other, _token = begun_assessment(company="Other")

    Company.objects.filter(pk=assessment.company_id).update(delete_at=timezone.now())
    assessment.company.delete()

    assert list(Assessment.objects.all()) == [other]
    assert not Answer.objects.exists()
    assert Link.objects.count() == 1


def test_a_saved_answer_that_fits_the_rubric_no_longer_is_left_out_and_kept():
    assessment, _token = begun_assessment()
    write_rows(assessment, {USERS: "martians", RELEASE: "launched", (QUESTION, "gone"): "x"})

    assert list(answer_set(assessment).answers) == ["release-status"]
    assert len(saved_values(assessment)) == 3


# --- what it costs -------------------------------------------------------------------------------


def test_reading_costs_one_query_however_many_answers(django_assert_num_queries):
    empty, full = begun_assessment()[0], answered(begun_assessment()[0], "enterprise")
    for assessment in (empty, full):
        with django_assert_num_queries(1):
            saved_values(assessment)
        with django_assert_num_queries(1):
            answer_set(assessment)


def test_a_page_costs_as_many_queries_for_a_full_questionnaire_as_for_an_empty_one(
    client: Client, django_assert_num_queries
):
    empty, full = begun_assessment()[1], begun_assessment()
    answered(full[0], "enterprise")
    pages = {"": 3, "check/": 2, "sections/roles/": 2, "sections/practices-operations/": 2}
    for page, queries in pages.items():
        for token in (empty, full[1]):
            with django_assert_num_queries(queries):
                client.get(f"/a/{token}/{page}")


def test_the_result_costs_two_queries(client: Client, django_assert_num_queries):
    _assessment, token = submitted_assessment(archetype="enterprise")

    with django_assert_num_queries(2):
        client.get(f"/a/{token}/result/")


def test_beginning_again_pins_the_rubric_as_it_reads_today():
    previous, _token = submitted_assessment()
    with history_rewritten():
        Assessment.objects.filter(pk=previous.pk).update(rubric_hash="0" * 64)
    previous.refresh_from_db()

    begun, _token = services.begin_from(previous, as_of=previous.as_of)

    assert begun.rubric_hash == rubrics.find(previous.rubric_name).hash
