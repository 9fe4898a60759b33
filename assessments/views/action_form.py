"""The form of an action, and what its page had shown when it was opened."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from datetime import date
from typing import Any
from unicodedata import category

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..domain.notes import NoteFault, make_note
from ..models import Action
from ..services.plan import FIELDS, Entry
from .day_input import DayInput

DATE_FORMATS = ["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%d %B %Y", "%d %b %Y"]
_HOST = re.compile(r"[^\s/:?#]+\.[^\s/:?#]+(:\d+)?(/|$)")  # an address without https://
EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)


class ActionForm(forms.Form):
    """What people write into an action."""

    title = forms.CharField(
        label=_("What is to be done"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": _("Say what is to be done."),
            "max_length": _("Keep it to 200 characters; the note has room for more."),
        },
    )
    owner = forms.CharField(
        label=_("Who does it"),
        max_length=120,
        required=False,
        help_text=_("A name or a role. The plan can be shown for one of them alone."),
        error_messages={"max_length": _("Keep the name to 120 characters.")},
    )
    due = forms.DateField(
        label=_("By when"),
        required=False,
        input_formats=DATE_FORMATS,
        widget=DayInput(),
        error_messages={"invalid": _("Give the date as day, month and year.")},
    )
    state = forms.ChoiceField(
        label=_("State"),
        choices=Action.State.choices,
        error_messages={
            "required": _("Choose a state."),
            "invalid_choice": _("Choose one of the states."),
        },
    )
    note = forms.CharField(
        label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    link = forms.CharField(
        label=_("Link"),
        required=False,
        help_text=_("Where the work is kept, such as https://tracker.example/123."),
        widget=forms.TextInput(attrs={"inputmode": "url"}),
    )

    def __init__(self, *args: Any, conflicts: Collection[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "input"
            if name in conflicts:
                field.widget.attrs["aria-describedby"] = f"id_{name}_theirs"

    @classmethod
    def of(cls, entry: Entry, conflicts: Collection[str] = ()) -> ActionForm:
        """The form with an entry in it. Beside the fields in ``conflicts`` stands another value."""
        return cls(initial={name: getattr(entry, name) for name in FIELDS}, conflicts=conflicts)

    def clean_title(self) -> str:
        return _line(self.cleaned_data["title"])

    def clean_owner(self) -> str:
        return _line(self.cleaned_data["owner"])

    def clean_due(self) -> date | None:
        due: date | None = self.cleaned_data["due"]
        if due is not None and not EARLIEST <= due <= LATEST:
            raise ValidationError(_("Give a date between 2000 and 2099."))
        return due

    def clean_note(self) -> str:
        note = _note(self.cleaned_data["note"], "")
        return note.text if note else ""

    def clean_link(self) -> str:
        """An address of a page; ``https`` goes without saying, and nothing else is taken."""
        link: str = self.cleaned_data["link"]
        if _HOST.match(link):
            link = f"https://{link}"
        note = _note("", link)
        if note and not note.link.lower().startswith("https://"):
            raise ValidationError(_("Give an address that begins with https://."))
        return note.link if note else ""

    @property
    def entry(self) -> Entry:
        """What was written, once it is valid."""
        return Entry(**{name: self.cleaned_data[name] for name in FIELDS})


def _line(text: str) -> str:
    """The text in one line."""
    if any(category(one) in ("Cc", "Cs", "Co", "Cn") and not one.isspace() for one in text):
        raise ValidationError(_("It holds characters that cannot be printed."))
    return " ".join(text.split())


def _note(text: str, link: str) -> Any:
    try:
        return make_note(text, link)
    except NoteFault as fault:
        raise ValidationError(str(fault)) from fault


def value_words(name: str, value: object) -> str:
    """What a field holds, in words."""
    if isinstance(value, date):
        return date_format(value, "j F Y")
    if name == "state":
        return str(Action.State(str(value)).label)
    return str(value) if value else gettext("nothing")


# --- what the page had shown ---------------------------------------------------------------------

_NOT_SHOWN = Entry(title="", owner="\0", state="", note="\0", link="\0")


def write_seen(entry: Entry) -> str:
    """The entry as a page carries it along, to be posted with what is written."""
    return json.dumps({name: _plain(getattr(entry, name)) for name in FIELDS}, sort_keys=True)


def read_seen(written: str) -> Entry:
    """The entry that the page had shown. What it does not tell counts as other than anything: then
    whatever is written to it meets what stands, and is asked about."""
    try:
        told = json.loads(written)
        due = told["due"]
        values = {name: str(told[name]) for name in FIELDS if name != "due"}
        return Entry(due=date.fromisoformat(due) if due else None, **values)
    except (ValueError, KeyError, TypeError, RecursionError):
        return _NOT_SHOWN


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
