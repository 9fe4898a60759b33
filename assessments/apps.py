"""The app's configuration: registers the checks of the rubrics, and what keeps history as it is."""

from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "assessments"

    def ready(self) -> None:
        from . import append_only, checks  # noqa: F401  checks register themselves

        append_only.guard_migrations(self)
