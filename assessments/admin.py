"""The administration of an instance: who has an account; whose companies there are, and who changed
who sees them. No answers, and nothing secret of an account.

For staff only, who sign in like everybody, second step included. To others there is nothing here.
"""

from __future__ import annotations

from functools import wraps
from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.views import logout as sign_out
from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from . import access
from .models import Act, Company, Owner, User


class Administration(admin.AdminSite):
    """The pages of the administration, behind the site's own sign-in."""

    site_header = site_title = _("Stagecheck: administration")
    index_title = _("Accounts and companies")
    enable_nav_sidebar = False

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        inner = super().admin_view(view, cacheable)

        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            self._check(request)
            return inner(request, *args, **kwargs)

        return checked

    def _check(self, request: HttpRequest) -> None:
        """404 for whoever is no administrator, as if there were nothing; first they sign in."""
        access.signed_in(request)
        if not self.has_permission(request):
            raise Http404

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        self._check(request)
        return redirect("admin:index")

    def logout(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return sign_out(request)

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return redirect("account_change_password")


class ReadOnly(admin.ModelAdmin):
    """Rows to look at."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class ReadOnlyInline(admin.TabularInline):
    """Rows that belong to another, to look at."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class OwnerRows(ReadOnlyInline):
    """Who owns a company."""

    model = Owner
    fields = ("user", "since")
    readonly_fields = ("user", "since")


class ActRows(ReadOnlyInline):
    """Who changed who sees what of a company."""

    model = Act
    fields = ("at", "by", "kind", "about")
    readonly_fields = ("at", "by", "kind", "about")


class Companies(ReadOnly):
    """Names and owners."""

    list_display = ("name", "owned_by", "created_at", "claimed_at", "delete_at")
    search_fields = ("name", "owners__user__email")
    fields = ("name", "created_at", "claimed_at", "delete_at")
    inlines = (OwnerRows, ActRows)
    ordering = ("-created_at", "-pk")
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Company]:
        return super().get_queryset(request).prefetch_related("owners__user")

    @admin.display(description=_("owners"))
    def owned_by(self, company: Company) -> str:
        return ", ".join(owner.user.email for owner in company.owners.all())


class Acts(ReadOnly):
    """The record over all companies."""

    list_display = ("at", "company", "by", "kind", "about")
    list_filter = ("kind",)
    search_fields = ("company__name", "by", "about")
    fields = ("at", "company", "by", "kind", "about")
    list_select_related = ("company",)
    show_full_result_count = False


class AddressRows(ReadOnlyInline):
    """The addresses of an account."""

    model = EmailAddress
    fields = ("email", "verified", "primary")
    readonly_fields = ("email", "verified", "primary")


SWITCHES = ("is_active", "is_staff", "is_superuser")


class Users(admin.ModelAdmin):
    """Accounts: to be switched off and on, and made administrators.

    People make their accounts themselves, and delete them; an administrator can do neither for them.
    """

    list_display = ("email", "name", "is_active", "is_staff", "date_joined", "last_login")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email", "name")
    fields = ("email", "name", "is_active", "is_staff", "is_superuser", "date_joined", "last_login")
    readonly_fields = ("email", "name", "date_joined", "last_login")
    inlines = (AddressRows,)
    ordering = ("email",)
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Nobody takes the administration away from themselves, nor gives it without having it."""
        mine = obj is not None and obj.pk == request.user.pk
        is_fixed = mine or not access.signed_in(request).is_superuser
        return [*self.readonly_fields, *(SWITCHES if is_fixed else ())]


administration = Administration(name="admin")
administration.register(User, Users)
administration.register(Company, Companies)
administration.register(Act, Acts)
