"""What stands beside the verdict: the sentence that makes it this company's."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..domain.scorecard import Scorecard
from .advice_part import ReadinessRow
from .priority_part import PriorityView
from .verdict_part import split_sentence
from .words import count_words, lower_first, stages_apart


def lede(
    card: Scorecard, readiness: tuple[ReadinessRow, ...], priorities: tuple[PriorityView, ...]
) -> str:
    """What the verdict means for this company: the split, the hole or the first priority."""
    sentences = [split_sentence(card.rubric, one) for one in card.splits[:1]]
    musts = [one for one in priorities if one.moscow == "must"]
    if not sentences and any(row.behind for row in readiness):
        sentences.append(_furthest_behind(readiness))
    if musts:
        sentences.append(
            ngettext(
                "One thing must happen first: %(first)s.",
                "%(count)s things must happen first, beginning with %(first)s.",
                len(musts),
            )
            % {"count": count_words(len(musts)).capitalize(), "first": musts[0].name}
        )
    if not sentences:
        sentences.append(
            _("Nothing known is out of step. Start with: %(first)s.")
            % {"first": priorities[0].name}
            if priorities
            else _("Nothing known is out of step.")
        )
    return " ".join(sentences)


def _furthest_behind(readiness: tuple[ReadinessRow, ...]) -> str:
    """The dimension that is furthest behind the company, or how many are equally far."""
    most = max(row.behind or 0 for row in readiness)
    furthest = [row.name for row in readiness if row.behind == most]
    values = {"apart": stages_apart(most), "first": furthest[0]}
    if len(furthest) == 1 and any(row.behind is None for row in readiness):
        return _("Of what is known, %(first)s is furthest behind: %(apart)s.") % {
            **values,
            "first": lower_first(furthest[0]),
        }
    if len(furthest) == 1:
        return _("%(first)s is furthest behind: %(apart)s behind the company.") % values
    if len(furthest) == 2:
        text = _("Two dimensions are each %(apart)s behind the company: %(names)s.")
        return text % {**values, "names": ", ".join(furthest)}
    text = _("%(count)s dimensions are each %(apart)s behind the company, %(first)s among them.")
    return text % {**values, "count": count_words(len(furthest)).capitalize()}
