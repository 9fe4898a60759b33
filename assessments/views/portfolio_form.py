"""What is asked when a portfolio is made, set up, shared with members, and written about."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any
from unicodedata import category

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ..models import Member, Portfolio
from ..models.tokens import new_token
from ..selectors.entries import Remarks
from .action_form import DATE_FORMATS, EARLIEST, LATEST
from .day_input import DayInput

ONCE = re.compile(r"[A-Za-z0-9]{12}")  # a name for what the form makes
KEY_AGE = 24 * 60 * 60  # seconds that the page of an invitation holds
TAG_LIMIT, MOST_TAGS = 40, 20
REMIND_AT_LEAST, REMIND_AT_MOST = 7, 1000  # days


# --- keys ----------------------------------------------------------------------------------------


def new_key(portfolio: Portfolio) -> str:
    """A token for the invitation that the form may make, signed: sent twice, it makes one."""
    return _signer(portfolio).sign(new_token())


def token_of(portfolio: Portfolio, key: str) -> str | None:
    """The token of a key that this site has made for this portfolio within a day; else None."""
    try:
        return _signer(portfolio).unsign(key, max_age=KEY_AGE)
    except signing.BadSignature:
        return None


def _signer(portfolio: Portfolio) -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=f"member of {portfolio.public_id}")


# --- forms ---------------------------------------------------------------------------------------


class PlainForm(forms.Form):
    """A form whose fields look like all others here."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if not isinstance(field.widget, forms.RadioSelect):
                field.widget.attrs.setdefault("class", "input")


class NewPortfolioForm(PlainForm):
    """A portfolio's name."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        help_text=_(
            "Such as “Spring cohort” or “Northern Capital, fund II”. The companies in it see it."
        ),
        error_messages={
            "required": _("Give the portfolio a name."),
            "max_length": _("Keep the name to 120 characters."),
        },
    )

    def clean_name(self) -> str:
        return one_line(self.cleaned_data["name"])


class SettingsForm(NewPortfolioForm):
    """The same, and after how many days without an assessment companies are reminded."""

    remind_after_days = forms.IntegerField(
        label=_("Remind companies after so many days"),
        required=False,
        min_value=REMIND_AT_LEAST,
        max_value=REMIND_AT_MOST,
        help_text=_(
            "A company whose latest assessment is older than that is asked by mail for a new one. "
            "Left empty, none is."
        ),
        error_messages={
            "invalid": _("Give a whole number of days, such as 90."),
            "min_value": _("Give at least %(limit_value)s days."),
            "max_value": _("Give at most %(limit_value)s days."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["remind_after_days"].widget.attrs["class"] = "input input--number"


class MemberForm(PlainForm):
    """Whom to invite, and what they may do."""

    email = forms.EmailField(
        label=_("E-mail address"),
        error_messages={
            "required": _("Give the address that the invitation goes to."),
            "invalid": _("Give an e-mail address such as ada@example.org."),
        },
    )
    role = forms.ChoiceField(
        label=_("What they may do"),
        choices=Member.Role.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what they may do."),
            "invalid_choice": _("Choose one of the three."),
        },
    )

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        return email.lower()

    @property
    def chosen(self) -> Member.Role:
        """The role, once the form is valid."""
        return Member.Role(self.cleaned_data["role"])


class RemarksForm(PlainForm):
    """What the members write about a company for themselves."""

    note = forms.CharField(
        label=_("Note"),
        max_length=2000,
        required=False,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"max_length": _("Keep the note to 2,000 characters.")},
    )
    tags = forms.CharField(
        label=_("Tags"),
        max_length=1000,
        required=False,
        help_text=_("Words, with commas between them: “fintech, Berlin, weekly”."),
        error_messages={"max_length": _("These are too many words for tags.")},
    )
    check_in_on = forms.DateField(
        label=_("Next check-in"),
        required=False,
        input_formats=DATE_FORMATS,
        widget=DayInput({"class": "input input--date"}),
        error_messages={"invalid": _("Give the date as day, month and year.")},
    )

    @classmethod
    def of(cls, remarks: Remarks) -> RemarksForm:
        """The form with what stands in it."""
        initial = {"note": remarks.note, "tags": ", ".join(remarks.tags)}
        return cls(initial={**initial, "check_in_on": remarks.check_in_on})

    def clean_note(self) -> str:
        note: str = self.cleaned_data["note"]
        _refuse_unprintable(note)
        return note.replace("\r\n", "\n")

    def clean_tags(self) -> tuple[str, ...]:
        words = (one_line(one) for one in self.cleaned_data["tags"].split(","))
        return sorted_tags(one for one in words if one)

    def clean_check_in_on(self) -> date | None:
        day: date | None = self.cleaned_data["check_in_on"]
        if day is not None and not EARLIEST <= day <= LATEST:
            raise ValidationError(_("Give a date between 2000 and 2099."))
        return day

    @property
    def remarks(self) -> Remarks:
        """What was written, once it is valid."""
        return Remarks(**self.cleaned_data)


def sorted_tags(words: Any) -> tuple[str, ...]:
    """Each tag once, whatever its case, in order; ``ValidationError`` for too long or too many."""
    once: dict[str, str] = {}
    for word in words:
        once.setdefault(word.casefold(), word)
    if any(len(one) > TAG_LIMIT for one in once.values()):
        raise ValidationError(_("Keep each tag to 40 characters."))
    if len(once) > MOST_TAGS:
        raise ValidationError(_("Give a company at most 20 tags."))
    return tuple(sorted(once.values()))


def one_line(text: str) -> str:
    """The text in one line: names stand in the subjects of mails."""
    _refuse_unprintable(text)
    return " ".join(text.split())


def _refuse_unprintable(text: str) -> None:
    if any(category(one) in ("Cc", "Cs", "Co", "Cn") and not one.isspace() for one in text):
        raise ValidationError(_("It holds characters that cannot be printed."))


# --- what the page had shown ---------------------------------------------------------------------


def write_seen(remarks: Remarks) -> str:
    """What stands, as a page carries it along, to be posted with what is written."""
    day = remarks.check_in_on.isoformat() if remarks.check_in_on else ""
    return json.dumps([remarks.note, list(remarks.tags), day])


def read_seen(written: str) -> Remarks | None:
    """What the page had shown; None if that cannot be read."""
    try:
        note, tags, day = json.loads(written)
        tags = tuple(str(one) for one in tags)
        return Remarks(str(note), tags, date.fromisoformat(day) if day else None)
    except (ValueError, TypeError, RecursionError):
        return None
