"""What stands beside the verdict: the sentence that makes it this company's."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..domain.scorecard import Scorecard
from .advice_part import PriorityView, ReadinessRow
from .verdict_part import split_sentence
from .words import count_words, stages_apart


def lede(
    card: Scorecard, readiness: tuple[ReadinessRow, ...], priorities: tuple[PriorityView, ...]
) -> str:
    """What the verdict means for this company: the split, the hole or the first priority."""
    sentences = [split_sentence(card.rubric, one) for one in card.splits[:1]]
    late = sorted((row for row in readiness if row.behind), key=lambda row: -(row.behind or 0))
    musts = [one for one in priorities if one.moscow == "must"]
    if late and not sentences:
        row = late[0]
        sentences.append(
            _("%(dimension)s is furthest behind: %(apart)s behind the company.")
            % {"dimension": row.name, "apart": stages_apart(row.behind or 0)}
        )
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
