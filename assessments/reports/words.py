"""Words and numbers as people read them. The only place where a number is rounded for display."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from math import floor

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..domain.answers import Amount, Answer, Choice, Holding, NotApplicable, RoleAnswer, question
from ..domain.rubric import Band, Practice, Rubric

MINUS = "\u2212"


SENTENCE_END = r"(?<=[.!?])\s+(?=[A-Z“])"  # the space behind it


def percent(share: float) -> str:
    """A probability or share in whole per cent; never 0 or 100 unless it is exactly so."""
    if 0 < share < 0.01:
        return _("under 1 %%") % ()
    if 0.99 < share < 1:
        return _("over 99 %%") % ()
    return _("%(number)s %%") % {"number": round(share * 100)}


def in_a_hundred(share: float) -> int:
    """A probability as how many of a hundred."""
    return round(share * 100)


def times_words(factor: float) -> str:
    """How many times likelier, for a factor of 1 or more: "1.3 times", "12 times"."""
    if factor >= 1000:
        return _("over 1000 times")
    shown = f"{factor:.1f}".removesuffix(".0") if factor < 10 else str(round(factor))
    return _("%(factor)s times") % {"factor": shown}


def in_tenths(before: float, after: float, parts: Sequence[float]) -> tuple[int, int, list[int]]:
    """Two numbers and the parts of their difference in whole tenths, so that they add up as shown.

    The parts must sum to the difference. Each is rounded to one of the two nearest tenths: by the
    largest remainder, so that what rounding leaves over goes where it distorts least.
    """
    first, last = round(before * 10), round(after * 10)
    found = [floor(part * 10) for part in parts]
    left_over = last - first - sum(found)
    by_remainder = sorted(
        (at for at, part in enumerate(parts) if part),
        key=lambda at: found[at] - parts[at] * 10,
    )
    for at in by_remainder[:left_over]:
        found[at] += 1
    return first, last, found


def tenths_words(tenths: int) -> str:
    """Tenths as a number with its sign: "+1.6"; 0 has none."""
    if tenths == 0:
        return "0"
    sign = MINUS if tenths < 0 else "+"
    return f"{sign}{abs(tenths) // 10}.{abs(tenths) % 10}"


def date_words(date: str) -> str:
    """A day (2026-11-22) or month (2026-11) in words; anything else as it is."""
    for form, shown in (("%Y-%m-%d", "j F Y"), ("%Y-%m", "F Y")):
        try:
            return date_format(datetime.strptime(date, form), shown)  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
    return date


def band_words(band: Band) -> str:
    """The IT members that are usual at a stage."""
    if band.hi is None:
        return _("%(lo)s IT members or more.") % {"lo": band.lo}
    return _("%(lo)s to %(hi)s IT members; the ranges overlap, so size alone never decides.") % {
        "lo": band.lo,
        "hi": band.hi,
    }


def join(words: Sequence[str], last: str | None = None) -> str:
    """``a, b and c``."""
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s %(and)s %(last)s") % {
        "first": ", ".join(words[:-1]),
        "and": last or _("and"),
        "last": words[-1],
    }


def first_sentence(text: str) -> str:
    return re.split(SENTENCE_END, text, maxsplit=1)[0]


def lower_first(text: str) -> str:
    """A phrase as it stands within a sentence: "Two teams" -> "two teams", "DevOps" as it is."""
    first = text.partition(" ")[0]
    return text if first[1:] != first[1:].lower() else text[:1].lower() + text[1:]


def thousands(number: int) -> str:
    """A whole number with narrow no-break spaces between its thousands: 10 000."""
    return f"{number:,}".replace(",", "\u202f")


def answer_words(rubric: Rubric, question_id: str, answer: Answer | None) -> str:
    """An answer in short: the option's short form, the number with its unit, or why there is none."""
    asked = question(rubric, question_id)
    if isinstance(answer, Amount) and asked is not None and not isinstance(asked, Practice):
        return thousands(answer.number)
    if isinstance(answer, Choice) and asked is not None:
        if isinstance(asked, Practice):
            return rubric.level_by_id[answer.option].name
        return next(one.short for one in asked.options if one.id == answer.option)
    if isinstance(answer, NotApplicable):
        return _("Not applicable: %(reason)s") % {"reason": answer.reason}
    return _("Not answered") if answer is None else _("Don’t know")


def question_words(rubric: Rubric, question_id: str) -> str:
    """A question, practice or role (``roles.<id>``) in short, as charts and reasons name it."""
    asked = question(rubric, question_id)
    if asked is None:
        role = rubric.role_by_id.get(question_id.removeprefix("roles."))
        return role.name if role else question_id
    return asked.name if isinstance(asked, Practice) else asked.short


def stages_apart(count: int) -> str:
    return ngettext("one stage", "%(count)s stages", count) % {"count": count_words(count)}


def count_words(count: int) -> str:
    """Small numbers as words."""
    names = [_("no"), _("one"), _("two"), _("three"), _("four"), _("five")]
    return names[count] if count < len(names) else str(count)


def certainty_words(certainty: str) -> str:
    return {"clear": _("clear"), "leaning": _("leaning"), "between": _("between two stages")}[
        certainty
    ]


def moscow_words(moscow: str) -> str:
    return {
        "must": _("Must"),
        "should": _("Should"),
        "could": _("Could"),
        "wont-now": _("Not now"),
    }[moscow]


def timing_words(timing: str) -> str:
    return {
        "now": _("this stage"),
        "carried-over": _("carried over"),
        "coming": _("coming up"),
        "brought-forward": _("brought forward"),
    }[timing]


def effort_words(effort: str) -> str:
    return {"days": _("days"), "weeks": _("weeks"), "months": _("months")}[effort]


def holding_words(rubric: Rubric, held: str, hat_of: str | None) -> str:
    """How a role is held."""
    if held == "hat" and hat_of:
        return _("second hat of: %(role)s") % {"role": rubric.role_by_id[hat_of].name}
    return {
        "dedicated": _("a dedicated person"),
        "hat": _("somebody’s second hat"),
        "outside": _("somebody outside"),
        "nobody": _("nobody"),
        "unknown": _("not answered"),
    }[held]


def step_words(step: str | None) -> str:
    """What a seat asks for."""
    return {
        None: _("as it should be"),
        "fill-now": _("hire or appoint now"),
        "give-as-hat": _("give to somebody as a hat"),
        "hire-when": _("hire when the trigger is met"),
        "ask": _("find out who holds it"),
    }[step]


def role_words(rubric: Rubric, answer: RoleAnswer | None) -> tuple[str, bool]:
    """How a role is held, as a row of its own, and whether that is known."""
    if not isinstance(answer, Holding):
        return (_("Not answered") if answer is None else _("Don’t know")), False
    said = holding_words(rubric, answer.held_by, answer.hat_of)
    return said[:1].upper() + said[1:], True
