"""The advice in words: what comes first, who owns it, whom to hire, what is not known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assessments.domain.answers import Amount, Choice, Holding
from assessments.domain.scorecard import score
from assessments.reports.advice_part import ReadinessRow
from assessments.reports.context import ReportContext, build
from assessments.reports.lede import lede
from assessments.reports.move_part import MoveView, moves_in_words
from assessments.reports.organisation_part import OrganisationView
from assessments.reports.words import lower_first

from .test_circumstances import changed
from .test_pdf import ARCHETYPES, EVERY, context_of

SPECIAL = ("founder-without-cto", "bank-before-launch", "code-written-outside", "part-of-a-group")


def organisation_of(report: ReportContext) -> OrganisationView:
    assert report.organisation is not None
    return report.organisation


def with_answers(name: str, **answers: Amount | Choice) -> ReportContext:
    """A case with some answers changed."""
    card = context_of(name).card
    said = {**card.answers.answers, **{key.replace("_", "-"): one for key, one in answers.items()}}
    card = score(card.rubric, replace(card.answers, answers=said))
    return build(card, company="Changed", date="2026-11-22")


# --- priorities ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [f"archetypes/{one}" for one in ARCHETYPES])
def test_no_two_priorities_begin_with_the_same_move(name: str) -> None:
    report = context_of(name)
    begun = [one.first_move for one in report.ranked]

    assert len(set(begun)) == len(begun)
    for one in report.ranked:
        assert one.first_move in one.first_moves


def test_what_is_planned_begins_as_the_plan_does() -> None:
    report = context_of("golden/doubled-after-a-round")
    first: dict[str, str] = {}
    for column in report.plan:
        for item in column.items:
            first.setdefault(item.problem, item.move)

    assert first
    for one in report.priorities:
        assert one.is_planned == (one.id in first)
        assert one.first_move == first.get(one.id, one.first_move)


@pytest.mark.parametrize("name", [f"golden/{one}" for one in SPECIAL])
def test_a_priority_is_told_in_two_columns_of_which_neither_is_empty(name: str) -> None:
    for one in context_of(name).on_paper:
        left, right = one.halves
        assert left[0].is_reason
        assert right[-1].label == "Done when."
        told = " ".join(each.text for each in (*left, *right))
        assert one.in_short in told
        assert one.first_move in told
        assert one.done_when in told
        # moving a paragraph over would not make the longer column shorter
        lengths = [each.length for each in (*left, *right)]
        higher = max(sum(lengths[: len(left)]), sum(lengths[len(left) :]))
        for cut in range(1, len(lengths)):
            assert max(sum(lengths[:cut]), sum(lengths[cut:])) >= higher


def test_what_a_problem_means_is_not_only_what_it_was_at_an_earlier_stage() -> None:
    told = {one.id: one.in_short for one in context_of("archetypes/scaling").priorities}

    assert told["scaling-portfolio-management"] == (
        "At Adoption you kept one roadmap in order. Now each team has its own, and they compete for "
        "the same people, money and release dates."
    )
    assert told["scaling-culture"] == (
        "Until now people learned how things are done by sitting near the founders."
    )


def test_the_circumstances_that_ask_for_something_are_one_reason() -> None:
    first = context_of("golden/bank-before-launch").priorities[0]
    asked = [one for one in first.reasons if one.text.startswith("Your circumstances ask for it")]

    assert [one.text for one in asked] == [
        "Your circumstances ask for it (Regulated: Licence needed and Sale or round: Within six "
        "months)."
    ]
    assert len(asked[0].cited) == 2
    paper = " ".join(each.text for half in first.halves for each in half)
    assert "Companies usually need this later" not in paper


def test_a_name_with_capitals_inside_keeps_them_in_a_sentence() -> None:
    assert lower_first("DevOps engineer") == "DevOps engineer"
    assert lower_first("QA or DevOps") == "QA or DevOps"
    assert lower_first("Two teams") == "two teams"
    assert lower_first("A team") == "a team"
    assert lower_first("") == ""
    owners = {one.owner for one in context_of("golden/part-of-a-group").priorities}
    assert "CTO, until there is somebody as DevOps engineer" in owners


# --- readiness -----------------------------------------------------------------------------------


def behind(*names: str) -> tuple[ReadinessRow, ...]:
    """Dimensions that are a stage behind; of those with a question mark it is not known."""
    row = context_of("archetypes/mvp").readiness[0]
    return tuple(
        replace(row, name=name.rstrip("?"), behind=None if "?" in name else 1) for name in names
    )


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (behind("Product"), "Product is furthest behind: one stage behind the company."),
        (
            behind("Product?", "Support and data"),
            "Of what is known, support and data is furthest behind: one stage.",
        ),
        (
            behind("Product", "People"),
            "Two dimensions are each one stage behind the company: Product, People.",
        ),
        (
            behind("Delivery", "People", "Operations"),
            "Three dimensions are each one stage behind the company, Delivery among them.",
        ),
    ],
)
def test_no_dimension_is_called_furthest_behind_that_is_not_alone(
    rows: tuple[ReadinessRow, ...], said: str
) -> None:
    assert lede(context_of("archetypes/mvp").card, rows, ()) == said


def test_what_was_not_asked_is_not_called_not_known() -> None:
    report = context_of("golden/founder-without-cto")
    unknown = {one.practice.id for one in report.unknown_diligence}
    unasked = {one.practice.id for one in report.unasked_diligence}

    assert "licence-inventory" in unknown
    assert "succession" in unasked
    assert not unknown & unasked
    settled = report.settled_diligence
    gaps = sum(one.is_gap for one in report.due_diligence)
    assert settled + gaps + len(unknown) + len(unasked) == len(report.due_diligence)


# --- the organisation ----------------------------------------------------------------------------


def test_a_company_that_was_cut_hires_nobody_at_the_next_stage_either() -> None:
    report = context_of("golden/cut-by-a-third")
    organisation = organisation_of(report)

    assert organisation.next_hire is None
    assert organisation.no_hire == organisation.stopped
    assert organisation.no_hire.startswith("Nobody is hired for now (Headcount change: Cut)")
    (manager,) = [one for one in organisation.later if one.role.id == "project-manager"]
    assert manager.met == "met"
    assert manager.step == "not while nobody is hired: a hat will do"
    assert not manager.is_due


def test_a_company_that_hires_is_not_told_that_it_does_not() -> None:
    organisation = organisation_of(context_of("golden/part-of-a-group"))

    assert organisation.stopped == ""
    assert organisation.no_hire == ""
    assert organisation.next_hire is not None


def test_why_no_hire_is_due_is_said_as_it_is() -> None:
    none_met = organisation_of(context_of("archetypes/enterprise"))
    unknown = organisation_of(context_of("golden/five-facts-known"))

    assert none_met.no_hire == "None is due: no trigger of this stage or the next is met."
    assert unknown.no_hire == "Not known: nobody has said yet who holds which role."


def test_a_trigger_that_no_question_asks_for_is_not_called_unknown() -> None:
    organisation = organisation_of(context_of("golden/founder-without-cto"))
    hires = {
        (one.role.id, one.stage_name): one for one in (*organisation.hires, *organisation.later)
    }
    manager = hires["development-manager", "MVP"]

    assert manager.met == "yours to judge"
    assert manager.when == "MVP"
    assert hires["cto", "MVP"].when == "MVP, trigger met"


def test_while_nobody_is_hired_what_is_held_from_outside_stays_there() -> None:
    organisation = organisation_of(context_of("golden/founder-without-cto"))
    (developers,) = [one for one in organisation.hires if one.role.id == "developers"]
    (cto,) = [one for one in organisation.hires if one.role.id == "cto"]

    assert developers.step == "leave it outside until you hire"
    assert cto.step == "give to somebody as a hat"


def test_whom_a_seat_reports_to_is_told_for_now_and_next() -> None:
    places = {
        line.seat.role.id: line.place
        for line in organisation_of(context_of("golden/cut-by-a-third")).seats
    }

    assert places["cto"] == "at the top"
    assert places["product-owner"] == "reports to CTO"
    assert places["qa"] == "reports to CTO, next to Development manager"
    assert places["bi-analyst"] == "will report to CTO"


def test_a_seat_that_asks_for_nothing_says_why() -> None:
    organisation = organisation_of(context_of("golden/founder-without-cto"))
    steps = {line.seat.role.id: line.seat.step for line in organisation.settled}

    assert steps["architect"] == "filled from outside"
    assert steps["product-owner"] == "a hat will do"
    assert steps["integration-partners"] == "may stay open"
    (partners,) = [one for one in organisation.now.seats if one.role.id == "integration-partners"]
    assert partners.short == "may stay open"


@pytest.mark.parametrize("name", EVERY[:6])
def test_every_seat_is_either_to_be_filled_or_settled(name: str) -> None:
    organisation = organisation_of(context_of(name))
    now, later = organisation.to_fill_now, organisation.to_fill_later
    settled = [line for pair in organisation.settled_pairs for line in pair]

    assert len(organisation.seats) == len(now) + len(later) + len(settled)
    assert [line.number for line in (*now, *later)] == list(range(1, len(now) + len(later) + 1))


@pytest.mark.parametrize(
    ("members", "said"),
    [
        (5, ""),
        (7, ""),
        (9, "You have 9 IT members; MVP usually has 1 to 5."),
        (58, "You have 58 IT members; MVP usually has 1 to 5."),
    ],
)
def test_a_company_far_off_its_stages_size_is_told_so_and_spared_the_advice_on_size(
    members: int, said: str
) -> None:
    report = with_answers("archetypes/mvp", it_members=Amount(members))
    organisation = organisation_of(report)
    assert report.stage is not None
    assert report.stage.id == "mvp"

    assert organisation.apart.startswith(said)
    assert bool(organisation.apart) == bool(said)
    assert bool(organisation.now.notes) != bool(said)


def test_the_largest_stage_has_no_upper_end() -> None:
    small = with_answers("archetypes/enterprise", it_members=Amount(20))
    large = with_answers("archetypes/enterprise", it_members=Amount(5000))

    assert small.stage is not None
    assert small.stage.id == "enterprise"
    assert "Enterprise usually has 50 or more." in organisation_of(small).apart
    assert organisation_of(large).apart == ""


def test_a_team_too_large_stands_in_the_chart_of_now_only() -> None:
    organisation = organisation_of(context_of("golden/doubled-after-a-round"))
    (_now, now), (_next, following) = organisation.drawings

    assert [box.state for box in now.boxes].count("late") == 1
    assert [box.state for box in following.boxes].count("late") == 0


def test_who_holds_a_role_from_outside_is_told_as_filled() -> None:
    organisation = organisation_of(changed("archetypes/mvp", qa=Holding("outside")))
    (tester,) = [line for line in organisation.settled if line.seat.role.id == "qa"]

    assert tester.seat.step == "filled from outside"
    assert tester.seat.short == "outside"


# --- what would move it --------------------------------------------------------------------------


def test_ways_to_the_same_stage_are_told_together() -> None:
    moves: tuple[MoveView, ...] = context_of("golden/bank-before-launch").moves
    ((title, text),) = moves_in_words(moves)

    assert len(moves) == 2
    assert title == "Up to Scaling"
    assert text == f"{moves[0].text} Or: {moves[1].text}"
