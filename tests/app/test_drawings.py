"""The drawings that page and paper share: complete, legible, and the same wherever they are cut."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations

import pytest

from assessments import rubrics
from assessments.archetypes import archetype
from assessments.domain.scorecard import score
from assessments.reports import drawing, plan_chart, readiness_chart
from assessments.reports.context import ReportContext, build
from assessments.reports.org_drawing import (
    ON_PAGE,
    ON_PAPER,
    PAD,
    SIZE,
    Branch,
    OrgDrawing,
    Outline,
    SeatRow,
    draw_bands,
    draw_chart,
    draw_legend,
)

from ..factories import real_rubric

STAGES = real_rubric().stage_ids
STATES = ("held", "hat", "open", "unknown")
KINDS = ("line", "beside", "group")
LONG = "Head of Customer Success, Integration Partnerships and Regulatory Affairs for the North"


@lru_cache
def report_of(stage: str) -> ReportContext:
    rubric = rubrics.find()
    answers = archetype(rubric, stage).answers
    return build(score(rubric, answers), company="Ferrovia", date="2026-11-22")


def chart(seats: int, *, late: str = "", name: str = "Seat") -> Outline:
    """A chart of so many seats, up to four deep."""
    role = next(iter(real_rubric().roles))
    rows: list[SeatRow] = []
    for at in range(seats):
        one = role.model_copy(update={"id": f"seat-{at}", "name": f"{name} {at}"})
        under = "" if not at else rows[0 if at % 5 == 1 else at - 1 if at % 5 else at - 3].role.name
        state = STATES[at % 4]
        rows.append(SeatRow(one, under, KINDS[at % 3], state, "", state, state))
    return Outline("The chart", rows, late)


def names_in(drawings: Sequence[OrgDrawing]) -> list[str]:
    """The names that the boxes say, in the order in which they are drawn."""
    return [
        "".join(words.text.removesuffix("-") for words in box.words if words.strong).replace(
            " ", ""
        )
        for one in drawings
        for box in one.boxes
    ]


def names_of(outline: Outline) -> set[str]:
    return {seat.role.name.replace(" ", "").replace("-", "") for seat in outline.seats}


def assert_legible(one: OrgDrawing) -> None:
    """All is inside the drawing, no box lies on another, and each holds its text."""
    bottom = one.y + one.height
    for box in one.boxes:
        assert box.x >= 0
        assert box.x + box.width + 2 <= one.width
        assert one.y <= box.y
        assert box.y + box.height <= bottom
        for words in box.words:
            assert box.y < words.y < box.y + box.height
            assert drawing.text_width(words.text, SIZE) <= box.width - 2 * PAD + 1
    for line in one.branches:
        assert one.y <= line.top <= line.bottom <= bottom
    for box, other in combinations(one.boxes, 2):
        assert box.y + box.height < other.y or other.y + other.height < box.y


# --- the org chart -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Seat", LONG, "W" * 60])
@pytest.mark.parametrize("seats", [1, 2, 12, 46, 90])
def test_every_seat_of_a_whole_chart_is_drawn_once_and_legibly(seats: int, name: str) -> None:
    outline = chart(seats, name=name)
    drawn = draw_chart(outline, {})

    assert_legible(drawn)
    assert len(drawn.boxes) == seats
    assert set(names_in([drawn])) == names_of(outline)
    assert len(drawn.branches) == seats - 1


@pytest.mark.parametrize("name", ["Seat", LONG])
@pytest.mark.parametrize(
    "seats", [(1,), (2,), (5,), (24,), (46,), (90,), (8, 12), (46, 50), (1, 30)]
)
def test_cut_into_bands_every_seat_is_drawn_once(seats: tuple[int, ...], name: str) -> None:
    outlines = [chart(count, name=name) for count in seats]
    bands = draw_bands(outlines, {})

    assert len({len(band) for band in bands}) == 1
    for part in (part for band in bands for part in band):
        assert_legible(part)
    columns = list(zip(*bands, strict=True))
    if len(outlines) == 1:
        columns = [tuple(part for band in bands for part in band)]
    for outline, parts in zip(outlines, columns, strict=True):
        assert len(names_in(parts)) == len(outline.seats)
        assert set(names_in(parts)) == names_of(outline)


def test_the_boxes_beside_each_other_in_a_band_are_those_of_the_whole_charts_in_order() -> None:
    outlines = [chart(20), chart(30)]
    left, right = zip(*draw_bands(outlines, {}), strict=True)

    assert names_in(left) == names_in([draw_chart(outlines[0], {})])
    assert names_in(right) == names_in([draw_chart(outlines[1], {})])
    assert [part.height for part in left] == [part.height for part in right]


def test_a_line_to_a_seat_further_down_goes_through_every_band_on_the_way() -> None:
    outline = chart(30)
    parts = [band[0] for band in draw_bands([outline, outline], {})]
    whole = draw_chart(outline, {}, ON_PAPER)

    def length(lines: Sequence[Branch]) -> float:
        return sum(line.bottom - line.top for line in lines)

    assert len(parts) > 3
    assert length([line for part in parts for line in part.branches]) == pytest.approx(
        length(whole.branches)
    )
    assert sum(line.to is not None for part in parts for line in part.branches) == 29


def test_a_chart_alone_goes_on_in_the_second_column_before_a_seat_right_under_the_top() -> None:
    ((left, right),) = draw_bands([chart(24)], {})

    assert abs(len(left.boxes) - len(right.boxes)) <= 8
    assert right.boxes[0].x == left.boxes[1].x


def test_a_seat_to_fill_has_its_number_and_a_team_too_large_its_remark() -> None:
    drawn = draw_chart(chart(4, late="! A team of 12 people without a manager"), {"seat-2": 7})
    said = [" ".join(words.text for words in box.words) for box in drawn.boxes]

    assert said[1] == "! A team of 12 people without a manager"
    assert [one for one in said if "(" in one] == ["Seat 2 open (7)"]
    assert "! A team of 12 people without a manager." in drawn.alternative
    assert drawn.boxes[1].state == "late"


def test_a_chart_is_told_in_words_and_each_later_band_says_which_seats_it_goes_on_with() -> None:
    bands = draw_bands([chart(12), chart(12)], {})

    assert bands[0][0].alternative == (
        "Org chart. The chart: 12 seats, 3 held, 3 as a second hat, 3 held by nobody, 3 not "
        "answered. The table names them all."
    )
    for band in bands[1:]:
        assert band[0].alternative.startswith("Org chart, continued: The chart. ")
        for box in band[0].boxes:
            assert box.words[0].text in band[0].alternative


@pytest.mark.parametrize("width", [ON_PAGE, drawing.WIDTH])
def test_the_key_names_the_states_that_occur_within_its_width(width: int) -> None:
    seats = chart(8).seats
    key, short = draw_legend(seats, width), draw_legend(seats[:1], width)

    assert [one.state for one in key.entries] == [*STATES, "group"]
    assert [one.state for one in short.entries] == ["held"]
    for one in key.entries:
        assert one.text_x + drawing.text_width(one.text, SIZE) <= width
        assert one.y < key.height


@pytest.mark.parametrize("stage", STAGES)
def test_page_and_paper_draw_the_same_seats(stage: str) -> None:
    organisation = report_of(stage).organisation
    assert organisation is not None
    on_page = names_in([drawn for _chart, drawn in organisation.drawings])
    parts = [part for band in organisation.bands for part in band]

    assert sorted(on_page) == sorted(names_in(parts))
    assert [chart.title for chart, _drawn in organisation.drawings] == [
        chart.title for chart in organisation.charts
    ]


# --- the plan and the readiness ------------------------------------------------------------------


@pytest.mark.parametrize("stage", STAGES)
def test_the_plan_is_the_same_beside_the_names_and_below_them(stage: str) -> None:
    report = report_of(stage)
    wide, narrow = report.plan_drawing, report.narrow_plan_drawing
    assert wide is not None
    assert narrow is not None

    assert wide.alternative == narrow.alternative
    assert [bar.label for bar in wide.bars] == [bar.label for bar in narrow.bars]
    assert [len(bar.rings) for bar in wide.bars] == [len(bar.rings) for bar in narrow.bars]
    for one, labels in ((wide, plan_chart.LABELS), (narrow, narrow.width)):
        for bar in one.bars:
            assert drawing.text_width(bar.label, plan_chart.LABEL_SIZE) <= labels
            assert 0 <= bar.x < bar.x + bar.width + 6 <= one.width
            assert bar.x + bar.width == pytest.approx(bar.rings[-1])
            assert bar.rule < bar.text_y < one.height


def test_without_moves_there_is_no_plan_to_draw() -> None:
    assert plan_chart.draw_plan((), ()) is None


@pytest.mark.parametrize("stage", STAGES)
def test_every_dimension_has_its_mark_and_no_name_is_cut(stage: str) -> None:
    report = report_of(stage)
    drawn = report.readiness_drawing
    assert drawn is not None

    assert [mark.label for mark in drawn.marks] == [row.name for row in report.readiness]
    for mark, row in zip(drawn.marks, report.readiness, strict=True):
        reached = row.reached == row.expected
        assert bool(mark.line) == (row.reached is not None and not reached)
        assert mark.ring == drawn.columns[report.stage_number - 1].middle


def test_the_line_of_a_dimension_leads_from_the_dot_to_the_ring() -> None:
    def line(dot: float | None) -> str:
        return readiness_chart.ReadinessMark(10, "", 100, dot, "").line

    assert line(50) == "M54.5 10.0H93.0"
    assert line(150) == "M145.5 10.0H107.0"
    assert line(100) == ""
    assert line(None) == ""
