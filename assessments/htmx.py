"""A request that knows whether htmx sent it."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails


class HtmxHttpRequest(HttpRequest):
    """What views get: the middleware adds ``htmx``."""

    htmx: HtmxDetails
