"""What is asked when companies are invited into a portfolio, and when one is brought in."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from ..company_list import Invitee
from ..models import Grant, Portfolio
from ..models.tokens import new_token
from ..services.invitations import INVITATION_DAYS, Asking
from ..services.sharing import Terms
from .day_input import DayInput
from .portfolio_form import KEY_AGE, PlainForm, one_line
from .share_form import TermsForm, end_of

LONGEST = timedelta(days=366)  # that a link can be accepted
NEW = "new"  # in the list of one's companies: one that is not here yet
TOKEN_LENGTH = len(new_token())


class LinkForm(PlainForm):
    """A link for one company, or for a cohort: what it is called, and until when it can be used."""

    label = forms.CharField(
        max_length=120,
        error_messages={
            "required": _("Say for whom it is."),
            "max_length": _("Keep it to 120 characters."),
        },
    )
    until = forms.DateField(
        label=_("Last day"),
        help_text=_("Until then it can be accepted. At most a year from today."),
        widget=DayInput({"class": "input input--date"}),
        error_messages={
            "required": _("Give the last day."),
            "invalid": _("Give the day as in 24/12/2026."),
        },
    )

    def __init__(self, *args: Any, is_open: bool, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {})
        kwargs["initial"]["until"] = timezone.localdate() + timedelta(days=INVITATION_DAYS)
        super().__init__(*args, **kwargs)
        self.is_open = is_open
        label = self.fields["label"]
        label.label = _("Name of the cohort") if is_open else _("Name of the company")
        label.help_text = (
            _("Such as “Spring 2027”. Only the members see it.")
            if is_open
            else _("So that you know it in your list. Only the members see it.")
        )

    def clean_label(self) -> str:
        return one_line(self.cleaned_data["label"])

    def clean_until(self) -> date:
        day: date = self.cleaned_data["until"]
        today = timezone.localdate()
        if day < today:
            raise ValidationError(_("That day is over. Give today or a later day."))
        if day > today + LONGEST:
            raise ValidationError(_("Give a day within a year from today."))
        return day

    @property
    def asking(self) -> Asking:
        """What was asked for, once the form is valid."""
        until = end_of(self.cleaned_data["until"])
        return Asking(self.cleaned_data["label"], until, self.is_open)


class AddressesForm(PlainForm):
    """Companies and addresses, pasted."""

    companies = forms.CharField(
        label=_("Companies and addresses"),
        max_length=200_000,
        strip=False,
        help_text=_(
            "One company on each line: “Ferrovia, ada@ferrovia.example” or “Ferrovia "
            "<ada@ferrovia.example>”. At most 500."
        ),
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        error_messages={
            "required": _("Write at least one company and its address."),
            "max_length": _("This is too much at once. Upload it as a file, in parts."),
        },
    )


class TableForm(PlainForm):
    """The same as a file."""

    file = forms.FileField(
        label=_("CSV file"),
        allow_empty_file=True,  # what is wrong with it is said by who reads it
        help_text=_("UTF-8, commas or semicolons, at most 1 MB and 500 companies."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={"required": _("Choose the file.")},
    )


# --- what was shown before it is sent ------------------------------------------------------------


def write_list(portfolio: Portfolio, invitees: Sequence[Invitee]) -> str:
    """The list as the page carries it along to be sent, signed, with a name for the sending: sent
    twice, it is sent once."""
    rows = [[one.row, one.company, one.email, list(one.tags), one.note] for one in invitees]
    return signing.dumps([new_token(), rows], salt=_salt(portfolio), compress=True)


def read_list(portfolio: Portfolio, written: str) -> list[tuple[Invitee, str]] | None:
    """What was shown for this portfolio within a day, each with the token of its link; else None."""
    try:
        once, rows = signing.loads(written, salt=_salt(portfolio), max_age=KEY_AGE)
    except signing.BadSignature:
        return None
    return [
        (Invitee(row, company, email, tuple(tags), note), _token(once, row))
        for row, company, email, tags, note in rows
    ]


def _token(once: str, row: int) -> str:
    """A token that follows from what the page carries along, and from the secret of the site: whoever
    sees the page cannot tell it."""
    made = salted_hmac("list of companies", f"{once} {row}", algorithm="sha256").digest()
    return base64.urlsafe_b64encode(made).decode()[:TOKEN_LENGTH]


def _salt(portfolio: Portfolio) -> str:
    return f"companies for {portfolio.public_id}"


# --- the founder's -------------------------------------------------------------------------------


class JoinForm(TermsForm):
    """Which company is brought in, what the members see of it, and until when. Nothing is chosen
    beforehand."""

    over_time = True

    company = forms.ChoiceField(
        error_messages={
            "required": _("Choose a company."),
            "invalid_choice": _("Choose one of those listed."),
        }
    )
    name = forms.CharField(
        required=False,
        max_length=120,
        error_messages={"max_length": _("Keep the name to 120 characters.")},
    )
    field_order = ("company", "name", "tier", "until")

    def __init__(
        self, *args: Any, portfolio: Portfolio, mine: Sequence[tuple[str, str, bool]], **kwargs: Any
    ) -> None:
        super().__init__(*args, kind=Grant.Kind.PORTFOLIO, **kwargs)
        del self.fields["label"]
        self.portfolio, self.mine = portfolio, mine
        choices = [(name, said) for name, said, is_there in mine if not is_there]
        self.fields["company"].choices = [*choices, (NEW, "")]  # type: ignore[attr-defined]
        if not choices:
            self.initial["company"] = NEW

    def clean_name(self) -> str:
        return one_line(self.cleaned_data["name"])

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("company") == NEW and not given.get("name") and "name" not in self.errors:
            self.add_error("name", _("Give the name of the company."))
        return given

    @property
    def terms(self) -> Terms:
        """What was chosen, once the form is valid. The share is called as the portfolio is."""
        self.cleaned_data["label"] = self.portfolio.name
        return super().terms

    @property
    def choices(self) -> list[tuple[str, str, bool, bool]]:
        """One's companies: name in addresses, name, whether it is there already, whether chosen."""
        chosen = self["company"].value()
        return [(name, said, there, name == chosen) for name, said, there in self.mine]
