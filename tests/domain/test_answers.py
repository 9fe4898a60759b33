"""Answers as people and files give them: typed, checked against the rubric, written back."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.domain.answers import (
    REASON_LIMIT,
    UNKNOWN,
    Amount,
    Answer,
    AnswerFault,
    AnswerSet,
    Choice,
    Holding,
    NotApplicable,
    Question,
    RoleAnswer,
    option_ids,
    parse_answer,
    parse_answers,
    parse_role,
    question,
    write_answer,
    write_role,
)
from assessments.domain.rubric import Rubric

from .. import strategies
from ..factories import answer_set
from ..small_rubric import small_rubric

SMALL = small_rubric()


def asked(question_id: str) -> Question:
    found = question(SMALL, question_id)
    assert found is not None
    return found


def fault_of(question_id: str, written: object) -> str:
    with pytest.raises(AnswerFault) as raised:
        parse_answer(SMALL, asked(question_id), written)
    return str(raised.value)


# --- an answer set -------------------------------------------------------------------------------


def test_an_answer_set_gives_what_was_chosen_and_what_was_counted():
    answers = answer_set(SMALL, users="users-first", size=7, release=UNKNOWN)

    assert answers.choice("users") == "users-first"
    assert answers.number("size") == 7
    assert answers.choice("size") is answers.choice("release") is answers.choice("none") is None
    assert answers.number("users") is answers.number("release") is answers.number("none") is None


def test_only_choices_and_amounts_are_known():
    answers = answer_set(
        SMALL, users="users-first", size=7, release=UNKNOWN, money=NotApplicable("no money")
    )

    known = [one for one in ("users", "size", "release", "money", "none") if answers.is_known(one)]
    assert known == ["users", "size"]


def test_with_another_answer_the_first_set_stays_as_it_was():
    before = answer_set(SMALL, users="users-first", roles={"cto": "hat"})
    after = before.with_answer("users", Choice("users-second"))

    assert before.choice("users") == "users-first"
    assert after.choice("users") == "users-second"
    assert after.roles == before.roles


def test_an_empty_answer_set_needs_no_arguments():
    assert AnswerSet() == AnswerSet({}, {})


# --- questions -----------------------------------------------------------------------------------


def test_a_question_is_a_fact_a_circumstance_or_a_practice():
    assert asked("users") is SMALL.fact_by_id["users"]
    assert asked("sale") is SMALL.circumstance_by_id["sale"]
    assert asked("review") is SMALL.practice_by_id["review"]
    assert question(SMALL, "nothing") is None


def test_the_options_of_a_practice_are_the_levels_and_a_number_has_none():
    assert option_ids(SMALL, asked("review")) == ("no", "half", "yes", "shown")
    assert option_ids(SMALL, asked("sale")) == ("none", "soon", "never")
    assert option_ids(SMALL, asked("size")) == ()


# --- parsing -------------------------------------------------------------------------------------

UNDERSTOOD: list[tuple[str, object, Answer]] = [
    ("users", "users-second", Choice("users-second")),
    ("users", 2, Choice("users-second")),
    ("sale", 3, Choice("never")),
    ("review", "half", Choice("half")),
    ("review", 4, Choice("shown")),
    ("size", 12, Amount(12)),
    ("size", 1, Amount(1)),
    ("size", 1000, Amount(1000)),
    ("size", {"number": 12}, Amount(12)),
    ("users", {"number": 2}, Choice("users-second")),
    ("users", "unknown", UNKNOWN),
    ("size", "unknown", UNKNOWN),
    ("review", "unknown", UNKNOWN),
    ("users", {"not-applicable": " no users \n"}, NotApplicable("no users")),
    ("size", {"not-applicable": "r" * REASON_LIMIT}, NotApplicable("r" * REASON_LIMIT)),
    ("size", {"not-applicable": "a\nb\tc"}, NotApplicable("a\nb\tc")),
]


@pytest.mark.parametrize(("question_id", "written", "answer"), UNDERSTOOD)
def test_an_answer_is_understood(question_id: str, written: object, answer: Answer):
    assert parse_answer(SMALL, asked(question_id), written) == answer


REFUSED: list[tuple[str, object, str]] = [
    ("users", 0, "'users' has options 1 to 4; 0 is none of them"),
    ("users", 5, "'users' has options 1 to 4; 5 is none of them"),
    ("users", True, "'users' takes one of: users-first, users-second, users-third, users-fourth, unknown"),
    ("sale", None, "'sale' takes one of: none, soon, never, unknown"),
    ("sale", 1.0, "'sale' takes one of: none, soon, never, unknown"),
    ("sale", ("soon",), "'sale' takes one of: none, soon, never, unknown"),
    ("sale", "son", "'sale' has no option 'son'; did you mean 'soon'? (known: none, soon, never)"),
    ("sale", "unknwn", "'sale' has no option 'unknwn'; did you mean 'unknown'? (known: none, soon, never)"),
    ("review", "zzz", "'review' has no option 'zzz' (known: no, half, yes, shown)"),
    ("size", 0, "'size' lies between 1 and 1000 people; 0 does not"),
    ("size", 1001, "'size' lies between 1 and 1000 people; 1001 does not"),
    ("size", "12", "'size' is a whole number of people, not '12'"),
    ("size", 1.5, "'size' is a whole number of people, not 1.5"),
    ("size", True, "'size' is a whole number of people, not True"),
    ("size", None, "'size' is a whole number of people, not None"),
    ("size", {"number": "x"}, "'size' is a whole number of people, not 'x'"),
    ("users", {"not-applicable": " "}, "'users' is not applicable: say why, in a few words"),
    ("users", {"not-applicable": None}, "'users' is not applicable: say why, in a few words"),
    ("users", {"not-applicable": "r" * (REASON_LIMIT + 1)}, f"the reason for 'users' is longer than {REASON_LIMIT} characters"),
    ("users", {"not-applicable": "a\x1b[2J"}, "the reason for 'users' holds characters that cannot be printed"),
    ("users", {"not-applicable": "a\ud800"}, "the reason for 'users' holds characters that cannot be printed"),
    ("users", {}, "'users' takes an answer or {not-applicable: reason}, not {}"),
    ("users", {"other": 1}, "'users' takes an answer or {not-applicable: reason}, not {'other': 1}"),
    ("users", {"number": {"number": 1}}, "'users' takes an answer or {not-applicable: reason}, not {'number': {'number': 1}}"),
    ("users", {"not-applicable": "so", "number": 1}, "'users' takes an answer or {not-applicable: reason}, not {'not-applicable': 'so', 'number': 1}"),
]  # fmt: skip


@pytest.mark.parametrize(("question_id", "written", "what"), REFUSED)
def test_an_answer_that_does_not_fit_is_refused(question_id: str, written: object, what: str):
    assert fault_of(question_id, written) == what


@pytest.mark.parametrize(
    ("written", "answer"),
    [
        ("unknown", UNKNOWN),
        ({"held-by": "dedicated"}, Holding("dedicated")),
        ({"held-by": "nobody"}, Holding("nobody")),
        ({"held-by": "outside"}, Holding("outside")),
        ({"held-by": "hat"}, Holding("hat")),
        ({"held-by": "hat", "of": "cto"}, Holding("hat", "cto")),
        ({"held-by": "dedicated", "of": None}, Holding("dedicated")),
    ],
)
def test_a_role_is_understood(written: object, answer: RoleAnswer):
    assert parse_role(SMALL, "tester", written) == answer


TAKES = "role 'tester' takes {held-by: dedicated | hat | nobody | outside} or unknown"


@pytest.mark.parametrize(
    ("written", "what"),
    [
        ("hat", TAKES),
        (None, TAKES),
        ({"of": "cto"}, TAKES),
        ({"held-by": "hat", "off": "cto"}, "role 'tester' has no 'off'; did you mean 'of'?"),
        (
            {"held-by": "hats"},
            "role 'tester' is not held by 'hats'; did you mean 'hat'?"
            " (known: dedicated, hat, nobody, outside)",
        ),
        (
            {"held-by": {"hat": "cto"}},
            "role 'tester' is not held by '{'hat': 'cto'}' (known: dedicated, hat, nobody, outside)",
        ),
        (
            {"held-by": "dedicated", "of": "cto"},
            "role 'tester': 'of' says whose hat it is, so held-by must be 'hat'",
        ),
        (
            {"held-by": "hat", "of": "cta"},
            "role 'tester' is the hat of an unknown role 'cta'; did you mean 'cto'?",
        ),
        ({"held-by": "hat", "of": "tester"}, "role 'tester' cannot be its own hat"),
    ],
)
def test_a_role_that_does_not_fit_is_refused(written: object, what: str):
    with pytest.raises(AnswerFault) as raised:
        parse_role(SMALL, "tester", written)

    assert str(raised.value) == what


@pytest.mark.parametrize("hat_of", [{"a": "b"}, ({"a": "b"},)])
def test_the_hat_of_something_that_is_no_word_is_refused(hat_of: object):
    with pytest.raises(AnswerFault):
        parse_role(SMALL, "tester", {"held-by": "hat", "of": hat_of})


# --- a whole set ---------------------------------------------------------------------------------


def parse(raw: Mapping[str, Any]) -> tuple[AnswerSet, list[tuple[str, str]]]:
    complaints: list[tuple[str, str]] = []
    answers = parse_answers(
        SMALL, raw, lambda path, what: complaints.append((".".join(path), what))
    )
    return answers, complaints


def test_all_answers_and_roles_are_parsed():
    answers, complaints = parse(
        {
            "answers": {"users": 1, "size": 4, "sale": "soon", "review": "unknown"},
            "roles": {"cto": {"held-by": "dedicated"}, "head": "unknown"},
        }
    )

    assert complaints == []
    assert answers == answer_set(
        SMALL,
        users="users-first",
        size=4,
        sale="soon",
        review=UNKNOWN,
        roles={"cto": "dedicated", "head": "unknown"},
    )


def test_what_does_not_fit_is_left_out_and_everything_is_told():
    answers, complaints = parse(
        {
            "answers": {"users": 9, "uses": 1, "size": 4},
            "roles": {"cta": "unknown", "cto": "both", "head": {"held-by": "nobody"}},
        }
    )

    assert answers == answer_set(SMALL, size=4, roles={"head": "nobody"})
    assert complaints == [
        ("answers.users", "'users' has options 1 to 4; 9 is none of them"),
        ("answers.uses", "unknown question 'uses'; did you mean 'users'?"),
        ("roles.cta", "unknown role 'cta'; did you mean 'cto'?"),
        ("roles.cto", TAKES.replace("tester", "cto")),
    ]


@pytest.mark.parametrize("raw", [{}, {"answers": None, "roles": None}, {"answers": {}}])
def test_no_answers_are_an_empty_set(raw: Mapping[str, Any]):
    assert parse(raw) == (AnswerSet(), [])


def test_answers_that_are_a_list_are_told():
    assert parse({"answers": ("users",), "roles": "cto"}) == (
        AnswerSet(),
        [
            ("answers", "'answers' holds ids and what is said of them"),
            ("roles", "'roles' holds ids and what is said of them"),
        ],
    )


# --- writing -------------------------------------------------------------------------------------


@given(st.data())
def test_an_answer_that_was_written_is_read_back(data: st.DataObject):
    rubric = strategies.RUBRIC
    one = data.draw(st.sampled_from(list(strategies.question_by_id().values())))
    answer = data.draw(
        strategies.known(one.id) | st.just(UNKNOWN) | strategies.reasons.map(NotApplicable)
    )

    assert parse_answer(rubric, one, write_answer(answer)) == answer


@given(st.data())
def test_a_role_that_was_written_is_read_back(data: st.DataObject):
    rubric = strategies.RUBRIC
    role = data.draw(st.sampled_from(list(rubric.role_by_id)))
    answer = data.draw(strategies.role_answers(role))

    assert parse_role(rubric, role, write_role(answer)) == answer


@given(strategies.answer_sets())
def test_a_whole_set_that_was_written_is_read_back(answers: AnswerSet):
    complaints: list[str] = []
    raw = {
        "answers": {one: write_answer(answer) for one, answer in answers.answers.items()},
        "roles": {one: write_role(answer) for one, answer in answers.roles.items()},
    }

    parsed = parse_answers(strategies.RUBRIC, raw, lambda path, what: complaints.append(what))
    assert complaints == []
    assert parsed == answers


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)
    | st.sampled_from(["unknown", "number", "not-applicable", "held-by", "hat", "of", "cto"]),
    lambda inner: (
        st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(
            st.sampled_from(["number", "not-applicable", "held-by"]) | st.text(max_size=4),
            inner,
            max_size=3,
        )
    ),
    max_leaves=6,
)  # fmt: skip


@given(st.sampled_from(list(strategies.question_by_id().values())), anything)
def test_whatever_is_written_an_answer_is_parsed_or_refused(one: Question, written: object):
    try:
        answer = parse_answer(strategies.RUBRIC, one, written)
    except AnswerFault as fault:
        refusal = str(fault)
    else:
        refusal = ""
        assert isinstance(answer, Answer)
    assert not refusal or one.id in refusal


@given(st.dictionaries(st.sampled_from(["held-by"]) | st.text(max_size=3), anything) | anything)
def test_whatever_is_written_a_role_is_parsed_or_refused(written: object):
    try:
        answer = parse_role(strategies.RUBRIC, "cto", written)
    except AnswerFault as fault:
        refusal = str(fault)
    else:
        refusal = ""
        assert isinstance(answer, RoleAnswer)
    assert not refusal or "cto" in refusal


def test_the_published_rubric_asks_nothing_twice(rubric: Rubric):
    asked = [*rubric.fact_by_id, *rubric.circumstance_by_id, *rubric.practice_by_id]

    assert len(asked) == len(set(asked))
