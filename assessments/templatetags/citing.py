"""What was answered, as a link to where all answers stand; as plain words for those who may not see
them all."""

from __future__ import annotations

from django import template
from django.template import Context
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag(takes_context=True)
def cite(context: Context, anchor: str, said: str, name: str = "") -> SafeString:
    """What was ``said``, linked to the row ``anchor`` of the answers page that ``page.places`` names.

    ``name`` is the question's, for those who hear links out of their context.
    """
    answers = context["page"].places.answers
    if not answers:
        return escape(said)
    if not name or name == said:
        return format_html('<a class="cite" href="{}#{}">{}</a>', answers, anchor, said)
    label = _("Your answer to %(name)s: %(said)s") % {"name": name, "said": said}
    return format_html(
        '<a class="cite" href="{}#{}" aria-label="{}">{}</a>', answers, anchor, label, said
    )
