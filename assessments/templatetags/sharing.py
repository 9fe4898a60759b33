"""Words for the log of who looked."""

from __future__ import annotations

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

register = template.Library()

# By the name of the URL, as the log keeps it.
PAGES: dict[str, Promise] = {
    "company": _("The company over time"),
    "moved": _("What moved"),
    "company-compare": _("The company side by side"),
    "portfolio-compare": _("Beside other companies"),
    "portfolio-table": _("Among other companies, as a table (CSV)"),
    "portfolio-workbook": _("Among other companies, as a spreadsheet (XLSX)"),
    "portfolio-programs": _("Among other companies, for programs (JSON)"),
    "portfolio-report": _("Among other companies, as a report (PDF)"),
    "plan": _("The action plan"),
    "plan-print": _("The action plan, to print"),
    "plan-calendar": _("The action plan as a calendar"),
    "plan-table": _("The action plan as a table"),
    "result": _("Result"),
    "answers": _("Answers"),
    "what-if": _("What if?"),
    "report": _("Report (PDF)"),
    "report-wait": _("Report (PDF), waiting for it"),
    "brief": _("Brief for the board (PDF)"),
    "brief-wait": _("Brief for the board (PDF), waiting for it"),
    "answers-file": _("Answers as a file"),
    "api-company": _("The company, by a program"),
    "api-company-assessments": _("The company over time, by a program"),
    "api-portfolio-companies": _("Among other companies, by a program"),
    "api-assessment": _("Result, by a program"),
}


@register.filter
def page_words(page: str) -> str:
    """What the page is called that was looked at."""
    return str(PAGES.get(page, page))
