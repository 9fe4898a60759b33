"""The app's configuration: registers the checks of the rubrics."""

from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "assessments"

    def ready(self) -> None:
        from . import checks  # noqa: F401  registers itself
