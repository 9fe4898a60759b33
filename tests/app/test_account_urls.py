"""Every URL of sign-in and account x who comes x which method -> the exact status.

Generated from the URL configuration: what a newer django-allauth brings along needs a row here. The
pages are a library's; that each of them is in our words is tested below.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.functional import cached_property

from assessments.models import User

from .factories import PASSWORD, user
from .markup import Html

pytestmark = pytest.mark.django_db

METHODS = ("GET", "HEAD", "POST")
Statuses = tuple[int, int, int]
FORM: Statuses = (200, 200, 200)
PAGE: Statuses = (200, 200, 405)
AWAY: Statuses = (302, 302, 302)
NOTHING: Statuses = (404, 404, 404)

# URL -> what gets who has not signed in; who has; who has a second step besides and has just
# confirmed that it is them.
TABLE: dict[str, tuple[Statuses, Statuses, Statuses]] = {
    "account_login": (FORM, AWAY, AWAY),
    "account_logout": (AWAY, (200, 200, 302), (200, 200, 302)),
    "account_inactive": (PAGE, PAGE, PAGE),
    "account_signup": (FORM, AWAY, AWAY),
    "account_signup_by_passkey": (FORM, AWAY, AWAY),
    "account_reauthenticate": (AWAY, FORM, FORM),
    "account_email": (AWAY, (200, 200, 302), (200, 200, 302)),
    "account_email_verification_sent": (AWAY, AWAY, AWAY),
    "account_change_password": (AWAY, FORM, FORM),
    "account_set_password": (AWAY, AWAY, AWAY),
    "account_reset_password": (FORM, FORM, FORM),
    "account_confirm_password_reset_code": (AWAY, AWAY, AWAY),
    "account_complete_password_reset": (AWAY, AWAY, AWAY),
    "account_password_reset_completed": (PAGE, PAGE, PAGE),
    "account_request_login_code": (FORM, AWAY, AWAY),
    "account_confirm_login_code": (AWAY, AWAY, AWAY),
    "mfa_index": (AWAY, PAGE, PAGE),
    "mfa_authenticate": (AWAY, AWAY, AWAY),
    "mfa_reauthenticate": (AWAY, AWAY, FORM),
    "mfa_activate_totp": (AWAY, AWAY, AWAY),  # it is set up already
    "mfa_deactivate_totp": (AWAY, NOTHING, (200, 200, 302)),
    "mfa_view_recovery_codes": (AWAY, (404, 404, 405), PAGE),
    "mfa_generate_recovery_codes": (AWAY, AWAY, (200, 200, 302)),
    "mfa_download_recovery_codes": (AWAY, NOTHING, PAGE),
    "mfa_list_webauthn": (AWAY, PAGE, PAGE),
    "mfa_add_webauthn": (AWAY, AWAY, FORM),
    "mfa_reauthenticate_webauthn": (AWAY, AWAY, AWAY),  # there is no passkey
    "mfa_edit_webauthn": (AWAY, AWAY, NOTHING),  # somebody else's
    "mfa_remove_webauthn": (AWAY, AWAY, NOTHING),
    "mfa_login_webauthn": (AWAY, AWAY, AWAY),
    "mfa_signup_webauthn": (AWAY, AWAY, AWAY),
    "usersessions_list": (AWAY, (200, 200, 302), (200, 200, 302)),
}


class Visitors:
    """Who may come, each made anew for every request."""

    @cached_property
    def others_passkey(self) -> Authenticator:
        other = user("other@example.org")
        data = {"name": "laptop", "credential": {}}
        return Authenticator.objects.create(user=other, type=Authenticator.Type.WEBAUTHN, data=data)

    def url_of(self, name: str) -> str:
        """The address; of what belongs to a passkey, that of somebody else's."""
        of_passkey = name in ("mfa_edit_webauthn", "mfa_remove_webauthn")
        return reverse(name, kwargs={"pk": self.others_passkey.pk} if of_passkey else None)

    def anonymous(self) -> Client:
        return Client()

    def signed_in(self) -> Client:
        return self._client(self._somebody())

    def confirmed(self) -> Client:
        somebody = self._somebody()
        TOTP.activate(somebody, generate_totp_secret())
        RecoveryCodes.activate(somebody)
        client = self._client(somebody)
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        return client

    def _somebody(self) -> User:
        User.objects.filter(email="ada@example.org").delete()
        return user(password=PASSWORD)

    def _client(self, somebody: User) -> Client:
        client = Client()
        client.force_login(somebody)
        return client


def account_patterns() -> Iterator[URLPattern]:
    prefixes = [one for one in get_resolver().url_patterns if isinstance(one, URLResolver)]
    for account in (one for one in prefixes if str(one.pattern) == "account/"):
        yield from (one for one in _patterns(account) if one.name)


def _patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from _patterns(one)
        else:
            yield one


def test_the_table_has_a_row_for_every_url_and_no_other():
    assert {pattern.name for pattern in account_patterns()} == set(TABLE)


@pytest.mark.parametrize("name", TABLE)
def test_everybody_gets_what_the_table_says(name: str):
    visitors = Visitors()
    url = visitors.url_of(name)

    got = tuple(
        tuple(who().generic(method, url).status_code for method in METHODS)
        for who in (visitors.anonymous, visitors.signed_in, visitors.confirmed)
    )

    assert got == TABLE[name]


FOR_THOSE_WHO_HAVE_SIGNED_IN = [
    name
    for name, (anonymous, signed_in, _confirmed) in TABLE.items()
    if anonymous == AWAY and signed_in[0] == 200 and name != "account_logout"
]


@pytest.mark.parametrize("name", FOR_THOSE_WHO_HAVE_SIGNED_IN)
def test_who_has_to_sign_in_first_is_led_on_to_where_they_wanted_to_go(client: Client, name: str):
    url = reverse(name)

    assert client.get(url)["Location"] == f"{reverse('account_login')}?next={url}"


@pytest.mark.parametrize("name", TABLE)
@pytest.mark.parametrize("who", ["anonymous", "signed_in", "confirmed"])
def test_no_page_of_an_account_is_kept_by_a_cache_and_each_has_the_protection_of_all(
    name: str, who: str
):
    visitors = Visitors()
    url = visitors.url_of(name)

    response = getattr(visitors, who)().get(url)

    control = {part.strip() for part in response["Cache-Control"].split(",")}
    assert {"no-store", "private", "no-cache"} <= control
    assert "script-src 'self'" in response["Content-Security-Policy"]
    assert "unsafe-inline" not in response["Content-Security-Policy"]
    assert response["Referrer-Policy"] == "same-origin"


def test_every_page_of_an_account_looks_like_ours():
    visitors = Visitors()
    for name, rows in TABLE.items():
        for who, (get, _head, _post) in zip(("anonymous", "confirmed"), rows[::2], strict=True):
            if get != 200 or name == "mfa_download_recovery_codes":
                continue
            page = Html(getattr(visitors, who)().get(reverse(name)).content.decode())
            assert page.title.endswith("– Stagecheck"), name
            assert page.all("link", href="/static/css/account.css"), name
            assert page.one("h1").get("class") == "h1--section", name
            assert page.one("meta", name="robots").get("content") == "noindex", name


# --- our words -----------------------------------------------------------------------------------

# Pages, mails and messages of django-allauth that cannot be reached here: telephones, links instead
# of codes, trusted browsers.
NOT_REACHED = {
    "account/base_manage_phone.html",
    "account/confirm_phone_verification_code.html",
    "account/email_change.html",
    "account/email_confirm.html",
    "account/password_reset_done.html",
    "account/phone_change.html",
    "account/snippets/already_logged_in.html",
    "account/snippets/warn_no_email.html",
    "account/verification_sent.html",
    "account/verified_email_required.html",
    "account/email/password_reset_key_message.txt",
    "account/email/password_reset_key_subject.txt",
    "account/messages/phone_verification_sent.txt",
    "account/messages/phone_verified.txt",
    "mfa/trust.html",
    "mfa/webauthn/snippets/login_script.html",
    "mfa/webauthn/snippets/scripts.html",
}
ONLY_EXTENDED = {  # hold nothing themselves
    "account/base_entrance.html",
    "account/base_manage.html",
    "account/base_manage_email.html",
    "account/base_manage_password.html",
    "mfa/base_entrance.html",
    "mfa/base_manage.html",
    "mfa/recovery_codes/base.html",
    "mfa/totp/base.html",
    "mfa/webauthn/base.html",
    "usersessions/base_manage.html",
}
PLAIN = {"mfa/recovery_codes/download.txt"}  # the codes, one a line


def theirs() -> set[str]:
    folder = Path(str(files("allauth"))) / "templates"
    kinds = ("account", "mfa", "usersessions", "allauth")
    found = (one for kind in kinds for one in (folder / kind).rglob("*") if one.is_file())
    return {one.relative_to(folder).as_posix() for one in found}


def ours() -> set[str]:
    folder = settings.BASE_DIR / "templates"
    return {one.relative_to(folder).as_posix() for one in folder.rglob("*") if one.is_file()}


def test_every_page_mail_and_message_that_can_be_reached_is_in_our_words():
    others = {"allauth/elements/provider.html", "allauth/elements/provider_list.html"}

    assert theirs() - ours() - NOT_REACHED - ONLY_EXTENDED - PLAIN - others == set()


def test_nothing_is_named_here_that_is_not_there():
    assert (NOT_REACHED | ONLY_EXTENDED | PLAIN) - theirs() == set()


def test_nothing_of_ours_overrides_what_is_not_there_any_more():
    own = {
        "account/account.html",
        "account/delete.html",
        "account/_field.html",
        "account/_keep_hint.html",
        "account/_new_password.html",
        "account/_problems.html",
        "account/email/account_deleted_message.txt",
        "account/email/email_added_message.txt",
        "account/email/email_added_subject.txt",
        "account/email/account_deleted_subject.txt",
        "account/email/api_token_made_message.txt",
        "account/email/api_token_made_subject.txt",
        "account/token_made.html",
        "account/tokens.html",
        "mfa/webauthn/_scripts.html",
        "mfa/webauthn/_use.html",
        "mfa/webauthn/_words.html",
    }
    kinds = ("account/", "mfa/", "usersessions/", "allauth/")

    assert {one for one in ours() if one.startswith(kinds)} - theirs() == own
