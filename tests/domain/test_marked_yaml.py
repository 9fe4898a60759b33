"""Reading YAML with places: what is read, and what is complained about and where."""

import re
import subprocess
import sys

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from assessments.domain import marked_yaml
from assessments.domain.marked_yaml import Fault, nearest

from ..strategies import texts_like_yaml

LINE_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")


def read(text: str) -> marked_yaml.Marked:
    return marked_yaml.read(text, "f.yaml")


def faults(text: str) -> list[tuple[int, int, str]]:
    return [(fault.line, fault.column, fault.what) for fault in read(text).faults]


def test_text_numbers_and_lists_are_read_as_plain_values():
    document = read(
        "word: seven\nnumber: 7\nminus: -3\nhalf: 0.5\nyes-it-is: true\nno-it-is-not: False\n"
        "nothing:\nlist: [a, 1]\ninner: {key: value}\nempty: []\nfolded: >-\n  one\n  two\n"
    )

    assert document.faults == []
    assert document.value == {
        "word": "seven",
        "number": 7,
        "minus": -3,
        "half": 0.5,
        "yes-it-is": True,
        "no-it-is-not": False,
        "nothing": None,
        "list": ("a", 1),
        "inner": {"key": "value"},
        "empty": (),
        "folded": "one two",
    }


def test_a_date_stays_the_text_that_was_written():
    assert read("date: 2026-11-22").value == {"date": "2026-11-22"}


def test_a_quoted_number_stays_text():
    assert read("version: '1.0'").value == {"version": "1.0"}


def test_a_number_too_long_to_be_counted_becomes_a_float():
    value = read(f"number: {'9' * 30}").value["number"]

    assert isinstance(value, float)


def test_keys_stay_text_whatever_they_look_like():
    assert read("yes: 1\n7: 2\n'': 3").value == {"yes": 1, "7": 2, "": 3}


def test_an_alias_is_a_fault_where_it_stands():
    assert faults("a: &x [1, 2]\nb: *x") == [
        (2, 4, "aliases are not read here: write out what *x stands for")
    ]


def test_an_empty_text_has_no_value_and_no_fault():
    document = read("# only a comment\n")

    assert document.value is None
    assert document.faults == []


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("yes", "bool"),
        ("Off", "bool"),
        ("0x1F", "int"),
        ("1_000", "int"),
        ("10:30", "int"),
        (".inf", "float"),
        ("!!binary aGk=", "binary"),
        ("!custom word", "!custom"),
    ],
)
def test_a_word_that_yaml_reads_as_something_else_is_to_be_quoted(written: str, kind: str):
    plain = written.split()[-1]

    assert faults(f"first: 1\nword: {written}") == [
        (2, 7, f"YAML reads {plain!r} as {kind}, not as text: put it in quotes")
    ]


def test_a_word_to_be_quoted_is_read_as_nothing():
    assert read("word: yes").value == {"word": None}


def test_a_key_that_stands_twice_is_a_fault_at_its_second_place_and_the_first_counts():
    document = read("a: 1\nb: 2\n  \na: 3")

    assert document.value == {"a": 1, "b": 2}
    assert document.faults == [Fault("f.yaml", 4, 1, "the key 'a' stands here twice")]
    assert document.mark(("a",)) == (1, 1)


def test_a_key_that_is_a_list_is_a_fault():
    assert faults("fine: 1\n? [a, b]\n: 2") == [(2, 3, "a key must be a word")]


def test_an_anchor_that_contains_itself_is_a_fault():
    assert faults("a: &a [*a]") == [
        (1, 8, "aliases are not read here: write out what *a stands for")
    ]


def test_nesting_is_read_down_to_forty_levels():
    assert faults("[" * 40 + "]" * 40) == []
    assert faults("[" * 41 + "]" * 41) == [(1, 41, "nested deeper than 40 levels")]


def test_text_that_is_no_yaml_is_a_fault_where_it_goes_wrong():
    assert faults("a: 1\nb: [1, 2\nc: 3") == [(3, 2, "not YAML: did not find expected ',' or ']'")]


def test_a_second_document_is_a_fault():
    ((line, column, what),) = faults("a: 1\n---\nb: 2")

    assert (line, column) == (2, 1)
    assert what.startswith("not YAML: ")


def test_characters_that_no_yaml_may_hold_are_a_fault():
    ((line, column, what),) = faults("a: 1\nb: \0")

    assert (line, column) == (1, 1)
    assert what.startswith("not YAML: ")
    assert "#x0000" in what


def test_all_faults_come_at_once():
    assert faults("a: yes\na: 1\nb: {c: 0x1, c: 2}\n? {}\n: 1") == [
        (1, 4, "YAML reads 'yes' as bool, not as text: put it in quotes"),
        (2, 1, "the key 'a' stands here twice"),
        (3, 8, "YAML reads '0x1' as int, not as text: put it in quotes"),
        (3, 13, "the key 'c' stands here twice"),
        (4, 3, "a key must be a word"),
    ]


def test_a_part_of_a_mapping_stands_at_its_key_and_one_of_a_list_at_itself():
    document = read("outer:\n  key: word\n  list:\n    - one\n    - two: 2\n")

    assert document.mark(("outer", "key")) == (2, 3)
    assert document.mark(("outer", "list", 0)) == (4, 7)
    assert document.mark(("outer", "list", 1, "two")) == (5, 7)


def test_a_part_that_is_not_there_stands_at_the_nearest_part_around_it():
    document = read("# comment\nouter:\n  key: word\n")

    assert document.mark(("outer", "key", "deeper", 3)) == (3, 3)
    assert document.mark(("outer", "missing")) == (2, 1)
    assert document.mark(("missing",)) == (2, 1)
    assert read("").mark(("missing",)) == (1, 1)


def test_a_fault_is_written_as_editors_link_to_it():
    fault = read("a: 1\nb: 2").fault(("b",), "too small")

    assert str(fault) == "f.yaml:2:1: too small"


def test_the_nearest_known_word_is_offered_and_nothing_if_none_is_near():
    assert nearest("adopton", ["mvp", "adoption"]) == "; did you mean 'adoption'?"
    assert nearest("zzz", ["mvp", "adoption"]) == ""
    assert nearest("adoption", []) == ""


# --- whatever is written ---------------------------------------------------------------------------


def line_count(text: str) -> int:
    """Lines of a text as YAML counts them; the end of the text may stand on one of its own."""
    return len(LINE_BREAK.split(text)) + (0 if LINE_BREAK.search(text[-1:]) else 1)


@given(st.one_of(st.text(), texts_like_yaml()))
def test_whatever_is_written_reading_raises_nothing_and_faults_lie_within(text: str):
    document = read(text)

    for fault in document.faults:
        assert fault.file == "f.yaml"
        assert 1 <= fault.line <= line_count(text)
        assert fault.column >= 1
        assert fault.what
        assert "\n" not in fault.what
    assert document.faults == read(text).faults


plain_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**17), 10**17)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)


def as_read(value: object) -> object:
    if isinstance(value, dict):
        return {key: as_read(one) for key, one in value.items()}
    if isinstance(value, list):
        return tuple(as_read(one) for one in value)
    return value


@given(plain_values)
def test_plain_values_that_were_written_as_yaml_are_read_back(value: object):
    document = read(yaml.safe_dump(value))

    assert document.faults == []
    assert document.value == as_read(value)


# --- texts made to do harm -------------------------------------------------------------------------


def test_half_of_a_surrogate_pair_is_a_fault():
    assert faults("a: \ud800")


def test_a_fault_at_the_end_of_a_text_without_a_line_break_lies_in_its_last_line():
    ((line, _, _),) = faults("a: [")

    assert line == 1


def test_aliases_that_multiply_are_stopped():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{at}: &a{at} [{', '.join([f'*a{at - 1}'] * 9)}]" for at in range(1, 5)]
    document = read("\n".join(lines))

    assert document.faults
    assert len(document.marks) < 10_000


def test_deep_nesting_does_not_end_the_process():
    code = (
        "from assessments.domain import marked_yaml;"
        "assert marked_yaml.read('[' * 200_000 + ']' * 200_000, 'f').faults"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], check=False, timeout=60
    )  # a crash would end the tests

    assert ended.returncode == 0
