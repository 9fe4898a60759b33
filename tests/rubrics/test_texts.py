"""The rubric's texts: nothing unfinished, nothing said twice, first moves that are sentences."""

import re
from collections import defaultdict
from collections.abc import Iterator

import pytest
from pydantic import BaseModel

from assessments.domain.rubric import Circumstance, Fact, Rubric

from ..factories import real_rubric

SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"'“‘])")
FEWEST_WORDS = 5  # shorter sentences may well return
PROSE = {  # fields that hold sentences
    *("meaning", "why", "why_now", "in_place", "measure", "first_moves", "signs", "done_when"),
    *("because", "text", "focus", "software", "one_line", "does", "hat", "hire_when", "vacant"),
    *("trigger", "summary", "do", "ask", "first_move", "moves", "about", "intro", "hint"),
}
UNFINISHED = re.compile(r"\b(TODO|FIXME|TBD|XXX|lorem)\b", re.IGNORECASE)


def texts(rubric: Rubric) -> Iterator[tuple[str, str, str]]:
    """Every text with the path of its item and the name of its field."""

    def walk(part: object, path: str, name: str) -> Iterator[tuple[str, str, str]]:
        if isinstance(part, str):
            yield path, name, part
        elif isinstance(part, BaseModel):
            for field in type(part).model_fields:
                yield from walk(getattr(part, field), f"{path}.{field}", field)
        elif isinstance(part, tuple):
            for at, one in enumerate(part):
                yield from walk(one, f"{path}.{getattr(one, 'id', at)}", name)

    yield from walk(rubric, "", "")


TEXTS = list(texts(real_rubric()))


def first_moves() -> list[tuple[str, str]]:
    return [
        (path, text) for path, name, text in TEXTS if name in ("first_moves", "moves", "first_move")
    ]


def test_there_are_texts_to_look_at():
    assert len(TEXTS) > 2000
    assert len(first_moves()) > 250


def test_no_text_is_unfinished():
    assert [path for path, _, text in TEXTS if UNFINISHED.search(text)] == []


def test_no_text_holds_two_spaces_a_line_break_or_a_space_at_its_end():
    assert [path for path, _, text in TEXTS if re.search(r"\s{2}|[\n\t\xa0]", text)] == []
    assert [path for path, _, text in TEXTS if text != text.strip()] == []


def test_every_first_move_starts_with_a_capital_and_ends_with_a_full_stop():
    wrong = [
        (path, text)
        for path, text in first_moves()
        if not text[0].isupper() or not text.endswith(".") or text.endswith("..")
    ]

    assert wrong == []


def test_every_first_move_is_said_once():
    seen: dict[str, list[str]] = defaultdict(list)
    for path, text in first_moves():
        seen[text.lower()].append(path)

    assert {text: paths for text, paths in seen.items() if len(paths) > 1} == {}


def test_no_sentence_is_repeated_between_two_items():
    seen: dict[str, list[str]] = defaultdict(list)
    for path, name, text in TEXTS:
        if name in PROSE:
            for sentence in SENTENCE_END.split(text):
                if len(sentence.split()) >= FEWEST_WORDS:
                    seen[sentence.strip().lower()].append(path)

    assert {text: paths for text, paths in seen.items() if len(paths) > 1} == {}


@pytest.mark.parametrize(
    "field",
    [
        "meaning",
        "why",
        "why_now",
        "in_place",
        "measure",
        "done_when",
        "because",
        "focus",
        "signs",
        "does",
        "hat",
        "hire_when",
        "vacant",
        "trigger",
        "summary",
        "about",
        "intro",
        "hint",
        "do",
    ],
)
def test_prose_consists_of_whole_sentences(field: str):
    starts = re.compile(r"[A-Z0-9\"'“‘]")
    wrong = [
        (path, text)
        for path, name, text in TEXTS
        if name == field and not (starts.match(text) and text[-1] in ".?!")
    ]

    assert wrong == []


def test_no_two_names_in_a_list_are_the_same(rubric: Rubric):
    for items in (
        rubric.stages,
        rubric.dimensions,
        rubric.practices,
        rubric.roles,
        rubric.glossary,
    ):
        listed = [one.name for one in items]
        assert len(listed) == len(set(listed))
    for stage in rubric.stage_ids:
        named = [one.name for one in rubric.problems if one.stage == stage]
        assert len(named) == len(set(named))


def test_options_of_a_question_can_be_told_apart(rubric: Rubric):
    questions: list[Fact | Circumstance] = [*rubric.facts, *rubric.circumstances]
    for question in questions:
        assert len({one.label for one in question.options}) == len(question.options), question.id
        assert len({one.short for one in question.options}) == len(question.options), question.id


def test_problems_that_return_at_a_later_stage_say_something_else_there(rubric: Rubric):
    by_name: dict[str, list[str]] = defaultdict(list)
    for problem in rubric.problems:
        by_name[problem.name].append(problem.meaning)

    assert any(len(meanings) > 1 for meanings in by_name.values())
    assert all(len(set(meanings)) == len(meanings) for meanings in by_name.values())
