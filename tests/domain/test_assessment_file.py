"""Assessment files: what is read, what is complained about and where, and what is written."""

import re

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from assessments.domain.answers import Amount, AnswerSet, NotApplicable
from assessments.domain.assessment_file import (
    AssessmentFile,
    FileFaults,
    UnknownRubric,
    as_plain,
    read,
    read_plain,
)
from assessments.domain.marked_yaml import Fault
from assessments.domain.rubric import Rubric

from .. import strategies
from ..factories import answer_set
from ..small_rubric import small_rubric
from ..strategies import RUBRIC
from .test_marked_yaml import line_count

SMALL = small_rubric()


def find(wanted: str | None) -> Rubric:
    if wanted in (None, "small", "small@1.0"):
        return SMALL
    raise UnknownRubric(f"no rubric '{wanted}' (known: small@1.0)")


def read_small(text: str) -> AssessmentFile:
    return read(text, "f.yaml", find)


def faults(text: str) -> list[tuple[int, int, str]]:
    with pytest.raises(FileFaults) as raised:
        read_small(text)
    assert all(fault.file == "f.yaml" for fault in raised.value.faults)
    assert str(raised.value).count("\n") == len(raised.value.faults) - 1
    return [(fault.line, fault.column, fault.what) for fault in raised.value.faults]


# --- reading -------------------------------------------------------------------------------------


def test_a_whole_file_is_read():
    file = read_small(
        "rubric: small@1.0\ncompany: Some  Company\ndate: 2026-11-22\nabout: >-\n  Two\n  lines.\n"
        "expect: {stage: first}\n"
        "answers:\n  users: users-first\n  size: 3\n  review: unknown\n"
        "roles:\n  cto: {held-by: dedicated}\n"
    )

    assert file == AssessmentFile(
        SMALL,
        "Some Company",
        "2026-11-22",
        answer_set(
            SMALL, users="users-first", size=3, review="unknown", roles={"cto": "dedicated"}
        ),
        "Two lines.",
        {"stage": "first"},
    )


def test_one_answer_is_enough():
    file = read_small("answers: {users: 2}")

    assert (file.company, file.date, file.about, file.expect) == ("", "", "", None)
    assert file.answers == answer_set(SMALL, users="users-second")


@pytest.mark.parametrize("date", ["2026", "2026-11", "2026-11-22", "autumn 2026", "Q3"])
def test_a_date_is_a_day_a_month_a_year_or_words(date: str):
    assert read_small(f"answers: {{users: 1}}\ndate: {date}").date == date


def test_a_name_that_looks_like_a_number_is_a_name():
    assert read_small("answers: {users: 1}\ncompany: 37").company == "37"


# --- faults --------------------------------------------------------------------------------------

HOLDS = "an assessment file holds 'answers:' with question ids and their answers"
EMPTY = "there are no answers: give at least one under 'answers:'"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [(1, 1, HOLDS)]),
        ("# nothing", [(1, 1, HOLDS)]),
        ("users: [", None),
        ("- users", [(1, 1, HOLDS)]),
        ("users", [(1, 1, HOLDS)]),
        ("company: A\n", [(1, 1, EMPTY)]),
        ("answers:\n", [(1, 1, EMPTY)]),
        ("answers: {users: 1}\nanswer: 1", [(2, 1, "unknown key 'answer'; did you mean 'answers'?")]),
        ("answers: {users: 1}\nrubric: 1.0", [(2, 1, "'rubric' is a name such as cto-stages or cto-stages@1.0")]),
        ("answers: {users: 1}\nrubric: smal", [(2, 1, "no rubric 'smal' (known: small@1.0)")]),
        ("answers: {users: 1}\ncompany: {a: b}", [(2, 1, "'company' is a text")]),
        ("answers: {users: 1}\ncompany: [a]", [(2, 1, "'company' is a text")]),
        ("answers: {users: 1}\ncompany: true", [(2, 1, "'company' is a text")]),
        (f"answers: {{users: 1}}\ncompany: {'a' * 121}", [(2, 1, "'company' is longer than 120 characters")]),
        (f"answers: {{users: 1}}\nabout: {'a' * 2001}", [(2, 1, "'about' is longer than 2000 characters")]),
        ('answers: {users: 1}\ncompany: "a\\x07"', [(2, 1, "'company' holds characters that cannot be printed")]),
        ("answers: {users: 1}\ndate: 22.11.2026", [(2, 1, "'22.11.2026' is no date; write it like 2026-11-22, 2026-11 or 2026")]),
        ("answers: {users: 1}\ndate: 2026-13", [(2, 1, "'2026-13' is no date; write it like 2026-11-22, 2026-11 or 2026")]),
        (f"answers: {{users: 1}}\ndate: {'a' * 41}", [(2, 1, "'date' is longer than 40 characters")]),
        ("answers: {users: 1}\nexpect: first", [(2, 1, "'expect' holds keys, such as stage")]),
        ("answers:\n  users: 9", [(2, 3, "'users' has options 1 to 4; 9 is none of them")]),
        ("answers:\n  user: 1", [(2, 3, "unknown question 'user'; did you mean 'users'?")]),
        ("answers: {users: 1}\nroles:\n  cta: unknown", [(3, 3, "unknown role 'cta'; did you mean 'cto'?")]),
        ("answers: {users: 1}\nroles:\n  cto: {held-by: us}", [(3, 3, "role 'cto' is not held by 'us' (known: dedicated, hat, nobody, outside)")]),
        ("answers: {users: 1, users: 2}", [(1, 21, "the key 'users' stands here twice")]),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_place(text: str, expected: list[tuple[int, int, str]] | None):
    found = faults(text)

    if expected is None:
        assert found[0][2].startswith("not YAML: ")
    else:
        assert found == expected


def test_all_faults_come_at_once_in_the_order_of_lines():
    text = (
        "company: [a]\n"
        "date: 22/11/2026\n"
        "answers:\n"
        "  users: 9\n"
        "  users: 1\n"
        "  sze: 3\n"
        "roles:\n"
        "  cto: both\n"
        "note: x\n"
    )

    assert [(line, column) for line, column, _ in faults(text)] == [
        (1, 1), (2, 1), (4, 3), (5, 3), (6, 3), (8, 3), (9, 1),
    ]  # fmt: skip


def test_without_a_rubric_only_the_outer_faults_are_told():
    found = faults("rubric: none\nanswers: {users: 99}\nwhat: 1")

    assert [(line, what) for line, _, what in found] == [
        (1, "no rubric 'none' (known: small@1.0)"),
        (3, "unknown key 'what'"),
    ]


def test_faults_of_the_yaml_and_a_wrong_shape_come_together():
    assert [what for _, _, what in faults("- yes")] == [
        HOLDS,
        "YAML reads 'yes' as bool, not as text: put it in quotes",
    ]


def test_a_day_that_no_month_has_is_no_date():
    assert faults("answers: {users: 1}\ndate: 2026-02-31")


def test_a_word_to_be_quoted_is_told_once():
    assert len(faults("answers:\n  users: yes")) == 1


def test_the_hat_of_something_that_is_no_word_is_a_fault():
    faults("answers: {users: 1}\nroles: {cto: {held-by: hat, of: {a: b}}}")


# --- writing -------------------------------------------------------------------------------------

words = st.text(st.characters(categories=["L", "N", "P", "S"]), max_size=20).filter(
    lambda text: not re.fullmatch(r"[\d./-]+", text)
)


def test_what_is_written_is_in_the_rubrics_order():
    answers = answer_set(
        SMALL, review="yes", sale="soon", size=3, users="users-first",
        roles={"tester": "hat of cto", "cto": "dedicated"},
    )  # fmt: skip
    plain = as_plain("Company", "2026", SMALL, answers)

    assert plain == {
        "rubric": "small@1.0",
        "company": "Company",
        "date": "2026",
        "answers": {"users": "users-first", "size": 3, "sale": "soon", "review": "yes"},
        "roles": {"cto": {"held-by": "dedicated"}, "tester": {"held-by": "hat", "of": "cto"}},
    }
    assert list(plain["answers"]) == ["users", "size", "sale", "review"]
    assert list(plain["roles"]) == ["cto", "tester"]


def test_what_was_read_already_is_held_to_the_same_rules():
    plain = as_plain("Company", "2026", SMALL, answer_set(SMALL, size=4))

    assert read_plain(plain, "plain", find) == read(yaml.safe_dump(plain), "plain", find)
    with pytest.raises(FileFaults, match=r"^plain:1:1: unknown key 'companie'; did you mean"):
        read_plain({**plain, "companie": "X"}, "plain", find)
    with pytest.raises(FileFaults, match=r"^plain:1:1: an assessment file holds 'answers:'"):
        read_plain([plain], "plain", find)


@given(strategies.answer_sets(strategies.scorable_facts()), words, words)
def test_a_whole_file_that_was_written_is_read_back(answers: AnswerSet, company: str, date: str):
    text = yaml.safe_dump(as_plain(company, date, RUBRIC, answers), sort_keys=False)
    file = read(text, "f.yaml", lambda wanted: RUBRIC)

    assert (file.company, file.date) == (company, date)
    assert file.answers == answers


@given(st.data())
def test_reasons_are_read_back_as_they_were_written(data: st.DataObject):
    answers = AnswerSet({"users": NotApplicable(data.draw(strategies.reasons)), "size": Amount(3)})
    text = yaml.safe_dump(as_plain("", "", SMALL, answers), sort_keys=False)

    assert read_small(text).answers == answers


# --- whatever is written ---------------------------------------------------------------------------

lines = st.lists(
    st.sampled_from(
        [
            "answers:", "roles:", "rubric: small", "company: A", "date: 2026-11", "expect: {a: 1}",
            "  users: 1", "  size: 12", "  size: -1", "  review: {not-applicable: so}",
            "  cto: {held-by: hat, of: head}", "  cto: {held-by: hat, of: }", "  cto: [", "}",
            "  users: {number: 1}", "- a", "\t", "about: |", "? a", "  sale: !!int 1", "--- ",
            "  money: &a [*a]", "  money: 0x3", "company: {a: b}", "date: 1.1.2020", "  'x': \"",
        ]
    )
    | st.text(max_size=10),
    max_size=12,
).map("\n".join)  # fmt: skip


def check_places(text: str, faults: tuple[Fault, ...]) -> None:
    """Every fault says what and where, and lies within the text."""
    for fault in faults:
        assert fault.file == "f.yaml"
        assert 1 <= fault.line <= line_count(text)
        assert fault.column >= 1
        assert fault.what


@given(st.one_of(lines, strategies.texts_like_yaml(), st.text()))
def test_whatever_is_written_only_faults_are_raised_and_they_lie_within(text: str):
    faults: tuple[Fault, ...] = ()
    file: AssessmentFile | None = None
    try:
        file = read_small(text)
    except FileFaults as raised:
        faults = raised.faults
    check_places(text, faults)

    assert bool(faults) == (file is None)
    if file is not None:
        plain = as_plain(file.company, file.date, SMALL, file.answers)
        assert read_small(yaml.safe_dump(plain)).answers == file.answers


@given(strategies.answer_sets(strategies.company_facts()), st.data())
def test_a_file_that_was_spoilt_anywhere_raises_only_faults(
    answers: AnswerSet, data: st.DataObject
):
    text = yaml.safe_dump(as_plain("A", "2026", RUBRIC, answers), sort_keys=False)
    at = data.draw(st.integers(0, len(text)))
    width = data.draw(st.integers(0, 12))
    spoilt = text[:at] + data.draw(strategies.texts_like_yaml()) + text[at + width :]

    faults: tuple[Fault, ...] = ()
    try:
        read(spoilt, "f.yaml", lambda wanted: RUBRIC)
    except FileFaults as raised:
        faults = raised.faults
    check_places(spoilt, faults)
