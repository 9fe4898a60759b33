"""What is asked when a company is shared, and when a share is changed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core import signing
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..models import Assessment, Company, Grant, Link
from ..selectors.sharing import assessments_of
from ..services.sharing import Terms
from .day_input import is_day

LINK_DAYS = 30  # how long a link is open unless another day is chosen
KEY_AGE = timedelta(days=1)
EVERY = ""  # in the list of assessments: every submitted one
# What each tier shows of an assessment, and what besides if every one is shared.
OF_EACH: dict[Grant.Tier, Promise] = {
    Grant.Tier.SUMMARY: _(
        "The stage, the probability of each stage, how ready each side of the company is, and what "
        "must be done first, by name. No answer."
    ),
    Grant.Tier.RESULT: _(
        "The whole result page, and the PDFs without the list of answers. They name the facts, such "
        "as how many people work in IT, and what is or is not in place where that is a reason. No "
        "notes and no evidence links."
    ),
    Grant.Tier.ANSWERS: _(
        "All of that, and every answer with its note and evidence link, the what-if, the PDFs with "
        "all answers, and the answers as a file. They change nothing."
    ),
}
OVER_TIME: dict[Grant.Tier, Promise] = {
    Grant.Tier.SUMMARY: _("And how stage and readiness have changed over time."),
    Grant.Tier.RESULT: _(
        "And how stage and readiness have changed over time, and the action plan."
    ),
    Grant.Tier.ANSWERS: _(
        "And how stage and readiness have changed over time, which answers moved them, and the "
        "action plan."
    ),
}
UNCLEAR_DAY = _("Give the day as in 24/12/2026.")


def shows(tier: Grant.Tier, *, over_time: bool) -> str:
    """What exactly a tier shows: of one assessment, or of every one with what comes of that."""
    return f"{OF_EACH[tier]} {OVER_TIME[tier]}" if over_time else str(OF_EACH[tier])


def end_of(day: date) -> datetime:
    """The moment at which the day is over here."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


# --- keys ----------------------------------------------------------------------------------------


def new_key(company: Company) -> str:
    """A token for what the form may make, signed: so the form that is sent twice makes one thing."""
    return _signer(company).sign(Link.new_token())


def token_of(company: Company, key: str) -> str | None:
    """The token of a key that this site has made for this company within a day; else None."""
    try:
        return _signer(company).unsign(key, max_age=KEY_AGE)
    except signing.BadSignature:
        return None


def _signer(company: Company) -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=f"share of {company.public_id}")


# --- forms ---------------------------------------------------------------------------------------


class TermsForm(forms.Form):
    """Tier, label and end of a share; whether it may be without an end depends on its kind."""

    over_time = False  # whether it is known to be of every assessment

    label = forms.CharField(
        max_length=120,
        error_messages={
            "required": _("Say for whom it is."),
            "max_length": _("Keep it to 120 characters."),
        },
    )
    tier = forms.ChoiceField(
        choices=Grant.Tier.choices,
        error_messages={
            "required": _("Choose what they see."),
            "invalid_choice": _("Choose one of the three."),
        },
    )
    until = forms.DateField(
        required=False,
        error_messages={"invalid": UNCLEAR_DAY, "required": _("Give the last day.")},
    )

    def __init__(self, *args: Any, kind: Grant.Kind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.fields["until"].required = kind == Grant.Kind.LINK

    def clean_until(self) -> date | None:
        day: date | None = self.cleaned_data["until"]
        if day is not None and day < timezone.localdate():
            raise forms.ValidationError(_("That day is over. Give today or a later day."))
        if day is not None and day.year > 9000:  # the end of the day must still be a moment
            raise forms.ValidationError(UNCLEAR_DAY)
        return day

    @property
    def terms(self) -> Terms:
        """What was asked for, once the form is valid."""
        day = self.cleaned_data["until"]
        return Terms(
            Grant.Tier(self.cleaned_data["tier"]),
            self.cleaned_data["label"],
            end_of(day) if day else None,
        )

    @property
    def until_written(self) -> str:
        """The last day as the field takes it: a day as it was given, or as it was typed."""
        value = self["until"].value()
        return "" if value is None else str(value)

    @property
    def until_is_day(self) -> bool:
        """Whether a browser's field for dates can hold that."""
        return is_day(self.until_written)

    @property
    def tiers(self) -> list[tuple[Grant.Tier, str, bool]]:
        """Each tier, what exactly it shows, and whether it is chosen."""
        chosen, over_time = self["tier"].value(), self.over_time
        return [(tier, shows(tier, over_time=over_time), chosen == tier) for tier in OF_EACH]


class ShareForm(TermsForm):
    """The same for a new share, with the assessments it is for and, for an invitation, the address."""

    field_order = ("email", "label", "tier", "assessment", "until")
    email = forms.EmailField(
        error_messages={
            "required": _("Give the address that the invitation goes to."),
            "invalid": _("Give an e-mail address such as ada@example.org."),
        }
    )
    assessment = forms.ChoiceField(
        required=False, error_messages={"invalid_choice": _("Choose one of those listed.")}
    )

    def __init__(self, *args: Any, company: Company, kind: Grant.Kind, **kwargs: Any) -> None:
        super().__init__(*args, kind=kind, **kwargs)
        if kind == Grant.Kind.LINK:
            del self.fields["email"]
            until = timezone.localdate() + timedelta(days=LINK_DAYS)
            self.initial.setdefault("until", until)
        found = assessments_of(company).filter(submitted_at__isnull=False)
        self.by_name: dict[str, Assessment] = {one.public_id: one for one in found}
        choices = [(EVERY, ""), *((name, one.as_of) for name, one in self.by_name.items())]
        self.fields["assessment"].choices = choices  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Assessment | None:
        """The one that is shared; None for every submitted one. Once the form is valid."""
        return self.by_name.get(self.cleaned_data["assessment"])

    @property
    def address(self) -> str:
        """Where the invitation goes; empty for a link. Once the form is valid."""
        address: str = self.cleaned_data.get("email", "")
        return address.lower()

    @property
    def assessments(self) -> list[tuple[Assessment, bool]]:
        """Those that can be shared alone, and whether one is chosen."""
        name = self["assessment"].value()
        return [(one, one.public_id == name) for one in self.by_name.values()]


class ChangeForm(TermsForm):
    """The same for a share that there is. ``was`` says under which terms the form was made."""

    def __init__(self, *args: Any, grant: Grant, **kwargs: Any) -> None:
        initial = {"label": grant.label, "tier": grant.tier, "until": grant.last_day}
        super().__init__(*args, kind=Grant.Kind(grant.kind), initial=initial, **kwargs)
        self.grant, self.over_time = grant, grant.assessment_id is None
        if self.kind == Grant.Kind.PORTFOLIO:  # which is called as its members call it
            del self.fields["label"]
        self.fields["was"] = forms.CharField(required=False, initial=write(Terms.of(grant)))

    def clean_until(self) -> date | None:
        day: date | None = self.cleaned_data["until"]
        return day if day == self.grant.last_day else super().clean_until()

    @property
    def terms(self) -> Terms:
        """What was asked for. An end that stays on the same day stays to the second."""
        self.cleaned_data.setdefault("label", self.grant.label)
        asked = super().terms
        if self.cleaned_data["until"] != self.grant.last_day:
            return asked
        return Terms(asked.tier, asked.label, self.grant.expires_at)

    @property
    def was(self) -> Terms | None:
        """The terms that were shown; None if that cannot be read."""
        return read(self.cleaned_data["was"])


def write(terms: Terms) -> str:
    """Terms as a form carries them along."""
    end = terms.expires_at.isoformat() if terms.expires_at else ""
    return signing.dumps([terms.tier, terms.label, end], salt="terms")


def read(written: str) -> Terms | None:
    """The terms that a form has carried along; None if they are not as they were written."""
    try:
        tier, label, end = signing.loads(written, salt="terms")
    except signing.BadSignature:
        return None
    return Terms(Grant.Tier(tier), label, datetime.fromisoformat(end) if end else None)
