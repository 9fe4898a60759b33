"""The pages of the questionnaire: what is asked follows what was answered."""

from __future__ import annotations

import pytest

from assessments.domain.answers import (
    UNKNOWN,
    Amount,
    AnswerSet,
    Choice,
    Holding,
    NotApplicable,
)
from assessments.domain.rubric import AnswerCondition, Contradiction, RoleCondition, Rubric
from assessments.questionnaire import Questionnaire, Section

from ..factories import answer_set, company_at, real_rubric

STAGES = real_rubric().stage_ids
CIRCUMSTANCES = [
    (circumstance.id, option.id)
    for circumstance in real_rubric().circumstances
    for option in circumstance.options
    if option.expects
]


def asked(rubric: Rubric, answers: AnswerSet, kind: str) -> list[str]:
    sections = Questionnaire(rubric, answers).sections
    return [
        one.id
        for section in sections
        if section.kind == kind
        for one in (*section.questions, *section.roles)
    ]


def section_of(rubric: Rubric, answers: AnswerSet, slug: str) -> Section:
    found = Questionnaire(rubric, answers).section(slug)
    assert found
    return found


def test_the_facts_come_first_then_circumstances_practices_and_roles(rubric: Rubric):
    kinds = [section.kind for section in Questionnaire(rubric, AnswerSet()).sections]

    assert list(dict.fromkeys(kinds)) == ["facts", "circumstances", "practices", "roles"]
    assert kinds == sorted(kinds, key=["facts", "circumstances", "practices", "roles"].index)


@pytest.mark.parametrize("stage", [None, *STAGES])
def test_every_fact_is_asked_once_and_no_question_stands_in_two_sections(
    rubric: Rubric, stage: str | None
):
    answers = company_at(rubric, stage) if stage else AnswerSet()
    sections = Questionnaire(rubric, answers).sections
    questions = [one.id for section in sections for one in section.questions]

    assert len(questions) == len(set(questions))
    assert {fact.id for fact in rubric.facts} <= set(questions)
    assert {one.id for one in rubric.circumstances} <= set(questions)
    assert len({section.slug for section in sections}) == len(sections)
    assert all(section.size for section in sections)


def test_before_the_facts_are_known_the_first_two_stages_are_asked_about(rubric: Rubric):
    assert Questionnaire(rubric, AnswerSet()).stage is None
    assert stages_of_practices(rubric, AnswerSet()) == set(STAGES[:2])
    assert asked(rubric, AnswerSet(), "roles") == seats_of(rubric, *STAGES[:2])


@pytest.mark.parametrize("stage", STAGES)
def test_practices_and_roles_follow_the_stage_of_the_facts(rubric: Rubric, stage: str):
    answers = company_at(rubric, stage)
    here = rubric.stage_order[stage]

    assert Questionnaire(rubric, answers).stage == stage
    assert stages_of_practices(rubric, answers) == set(STAGES[: here + 2])
    assert asked(rubric, answers, "roles") == seats_of(rubric, *STAGES[here : here + 2])


def stages_of_practices(rubric: Rubric, answers: AnswerSet) -> set[str]:
    return {rubric.practice_by_id[one].expected_from for one in asked(rubric, answers, "practices")}


def seats_of(rubric: Rubric, *stages: str) -> list[str]:
    seats = [seat.role for one in stages for seat in rubric.org_chart_by_stage[one].seats]
    return list(dict.fromkeys(seats))


@pytest.mark.parametrize(("circumstance", "option"), CIRCUMSTANCES)
def test_a_circumstance_brings_the_practices_that_it_expects(
    rubric: Rubric, circumstance: str, option: str
):
    without = company_at(rubric, STAGES[0])
    told = without.with_answer(circumstance, Choice(option))
    chosen = next(
        one for one in rubric.circumstance_by_id[circumstance].options if one.id == option
    )

    before = asked(rubric, without, "practices")
    after = asked(rubric, told, "practices")

    assert set(after) == set(before) | set(chosen.expects)
    assert Questionnaire(rubric, told).stage == Questionnaire(rubric, without).stage


def test_at_the_last_stage_every_practice_is_asked(rubric: Rubric):
    answers = company_at(rubric, STAGES[-1])

    assert set(asked(rubric, answers, "practices")) == set(rubric.practice_by_id)


def test_a_section_is_not_started_then_in_progress_then_complete(rubric: Rubric):
    slug = rubric.sections[0].id
    questions = [one.id for one in section_of(rubric, AnswerSet(), slug).questions]
    some = AnswerSet({questions[0]: UNKNOWN})
    every = AnswerSet(dict.fromkeys(questions, UNKNOWN))

    assert section_of(rubric, AnswerSet(), slug).status == "not-started"
    assert section_of(rubric, some, slug).status == "in-progress"
    assert section_of(rubric, some, slug).answered == 1
    assert section_of(rubric, every, slug).status == "complete"


def test_not_knowing_and_not_applicable_are_answers(rubric: Rubric):
    asked_first = asked(rubric, AnswerSet(), "practices")
    dimension = rubric.practice_by_id[asked_first[0]].dimension
    slug = f"practices-{dimension}"
    mine = [one.id for one in section_of(rubric, AnswerSet(), slug).questions]
    answers = AnswerSet({mine[0]: UNKNOWN} | {one: NotApplicable("no code") for one in mine[1:]})

    assert section_of(rubric, answers, slug).status == "complete"


def test_roles_count_as_answered_too(rubric: Rubric):
    answers = answer_set(rubric, roles={"cto": "dedicated", "developers": "unknown"})

    assert section_of(rubric, answers, "roles").answered == 2
    assert section_of(rubric, answers, "roles").status == "in-progress"


def test_each_section_costs_whole_minutes_and_at_least_one(rubric: Rubric):
    for stage in STAGES:
        for section in Questionnaire(rubric, company_at(rubric, stage)).sections:
            assert isinstance(section.minutes, int)
            assert 1 <= section.minutes <= 10


def test_the_facts_take_about_ten_minutes_with_circumstances_practices_and_roles(rubric: Rubric):
    minutes = sum(section.minutes for section in Questionnaire(rubric, AnswerSet()).sections)

    assert minutes <= 15


def test_after_each_section_comes_the_next_and_after_the_last_none(rubric: Rubric):
    pages = Questionnaire(rubric, AnswerSet())
    slugs = [section.slug for section in pages.sections]

    following = [pages.after(slug) for slug in slugs]

    assert [one.slug for one in following if one] == slugs[1:]
    assert following[-1] is None


def test_a_section_that_these_answers_do_not_have_is_none(rubric: Rubric):
    pages = Questionnaire(rubric, AnswerSet())

    assert pages.section("practices-nothing") is None
    assert pages.section("") is None


def test_a_rubric_without_circumstances_has_no_section_for_them(rubric: Rubric):
    kept = tuple(one for one in rubric.sections if one.id in {f.section for f in rubric.facts})
    told = tuple(one for one in rubric.circumstances if one.section in {s.id for s in kept})
    plainer = rubric.model_copy(update={"circumstances": told, "sections": kept})

    kinds = {section.kind for section in Questionnaire(plainer, AnswerSet()).sections}

    assert kinds == {"facts", "practices", "roles"}


# --- where one stopped, what is left, what is asked again -----------------------------------------


def test_a_fresh_questionnaire_begins_with_the_first_question(rubric: Rubric):
    pages = Questionnaire(rubric, AnswerSet())

    first = pages.stopped_at(None)
    assert first is not None
    assert first.slug == "product-and-users"
    assert pages.first_open(first) == "question-release-status"


def test_one_goes_on_in_the_section_of_the_last_answer(rubric: Rubric):
    answers = AnswerSet({"it-members": Amount(4), "release-status": UNKNOWN})
    pages = Questionnaire(rubric, answers)

    section = pages.stopped_at("it-members")
    assert section is not None
    assert section.slug == "team-and-structure"
    assert pages.first_open(section) == "question-teams"


def test_a_section_that_is_complete_leads_on_to_the_next_open_one(rubric: Rubric):
    facts = {one.id: UNKNOWN for one in rubric.facts if one.section == "direction-and-money"}
    pages = Questionnaire(rubric, AnswerSet(facts))

    section = pages.stopped_at(next(iter(facts)))
    assert section is not None
    assert section.slug == pages.sections[3].slug


def test_from_the_last_section_one_goes_on_with_what_was_left_out_before(rubric: Rubric):
    roles = dict.fromkeys(rubric.role_by_id, UNKNOWN)
    pages = Questionnaire(rubric, AnswerSet({}, roles))

    section = pages.stopped_at("roles.cto")
    assert section is not None
    assert section.slug == "product-and-users"


def test_an_answer_to_a_question_that_is_no_more_does_no_harm(rubric: Rubric):
    section = Questionnaire(rubric, AnswerSet()).stopped_at("no-such-question")

    assert section is not None
    assert section.slug == "product-and-users"


@pytest.mark.parametrize("stage", STAGES)
def test_where_everything_is_answered_nothing_is_left(rubric: Rubric, stage: str):
    company = company_at(rubric, stage)
    told = {one.id: UNKNOWN for one in rubric.circumstances}
    practices = {one.id: UNKNOWN for one in rubric.practices}
    roles = dict.fromkeys(rubric.role_by_id, UNKNOWN)
    answers = AnswerSet({**told, **practices, **company.answers}, {**roles, **company.roles})
    pages = Questionnaire(rubric, answers)

    assert pages.stopped_at("users") is None
    assert pages.minutes_left == 0
    assert [pages.first_open(section) for section in pages.sections] == [""] * len(pages.sections)


def test_a_role_that_is_open_is_named(rubric: Rubric):
    pages = Questionnaire(rubric, AnswerSet())

    roles = pages.section("roles")
    assert roles is not None
    assert pages.first_open(roles) == f"role-{roles.roles[0].id}"


def test_an_answer_takes_its_time_off_what_is_left(rubric: Rubric):
    def left(answers: AnswerSet) -> int:
        return Questionnaire(rubric, answers).minutes_left

    facts = {one.id: UNKNOWN for one in rubric.facts}
    assert left(AnswerSet(facts)) < left(AnswerSet())


def test_contradicting_answers_are_asked_about_beside_each_of_them(rubric: Rubric):
    answers = AnswerSet(
        {"release-status": Choice("prototype"), "users": Choice("large-base"), "teams": UNKNOWN}
    )

    doubts = Questionnaire(rubric, answers).doubts

    assert set(doubts) == {"question-release-status", "question-users"}
    (doubt,) = doubts["question-users"]
    assert doubt.others == (("Release status", "product-and-users", "question-release-status"),)
    assert set(doubts) <= Questionnaire(rubric, answers).may_be_doubted


def test_doubts_about_roles_lead_to_the_roles(rubric: Rubric):
    when = (
        AnswerCondition(question="users", options=("testers",)),
        RoleCondition(role="cto", held_by=("nobody",)),
    )
    rule = Contradiction(id="testers-without-cto", when=when, ask="Who builds it, then?")
    doubtful = rubric.model_copy(update={"contradictions": (rule,)})
    answers = AnswerSet({"users": Choice("testers")}, {"cto": Holding("nobody")})

    doubts = Questionnaire(doubtful, answers).doubts

    assert doubts["question-users"][0].others == (("CTO", "roles", "role-cto"),)
    assert set(doubts) == {"question-users", "role-cto"}


def test_the_section_of_a_question_or_role_is_known(rubric: Rubric):
    pages = Questionnaire(rubric, AnswerSet())

    assert pages.slug_of("code-review") == "practices-delivery"
    assert pages.slug_of("roles.cto") == "roles"
    assert pages.slug_of("users") == "product-and-users"
