"""The site's addresses, and that of a view which does nothing behind the same middleware."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from stagecheck.urls import handler404, handler500
from stagecheck.urls import urlpatterns as of_the_site

__all__ = ["handler404", "handler500", "urlpatterns"]


def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


urlpatterns = [*of_the_site, path("empty/", empty, name="empty")]
