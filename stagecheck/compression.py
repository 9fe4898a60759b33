"""Pages go compressed over the wire. Static files are compressed beforehand, by WhiteNoise."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

TEXT = ("text/", "application/json", "application/yaml", "application/manifest+json")


class CompressText(GZipMiddleware):
    """Compresses what is text; a PDF is compressed already, and would only take time.

    A compressed page can give away a secret to somebody who makes a victim's browser ask for it
    again and again with guesses of their own in it (BREACH). Here that does not come off. The CSRF
    token is masked anew in every response. An assessment's token stands in its pages, but whoever
    can have such a page asked for has the token already: it is in the address. No public page
    holds a secret. Django's random padding comes on top.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if not response.get("Content-Type", "").startswith(TEXT):
            return response
        return super().process_response(request, response)
