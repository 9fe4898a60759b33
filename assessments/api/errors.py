"""What the API says when something is wrong: always the same shape, whoever notices it.

Faults of a request are told all at once, each with where it is: ``answers.users``, ``query.limit``.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from ..access import SignInFirst, SubmittedAlready
from ..domain.assessment_file import UnknownRubric
from ..domain.rubric_loading import RubricFaults
from ..services.answering import NotReady
from ..services.giving import AnswersFaulty, AnswersMoved
from ..services.settling import NotSettled
from .schemas import Error, Fault

PLACE = "/api/v1/"
PAGES = (PLACE, f"{PLACE}openapi.json")  # they are for people and tools, and answer as pages do
REALM = 'Bearer realm="stagecheck"'

logger = logging.getLogger(__name__)

# What is said by status where nothing more is known than that.
WORDS = {
    400: ("bad-request", "The request cannot be read."),
    401: ("no-token", "Send a token that still works: Authorization: Bearer …"),
    403: ("scope-missing", "The token lacks the scope that this takes."),
    404: ("not-found", "There is nothing of that name here for you."),
    405: ("method-not-allowed", "This address does not take that method."),
    413: ("too-large", "The request is larger than 1 MB."),
    429: (
        "too-many-requests",
        "Too many requests with this token; go on when Retry-After is over.",
    ),
    500: ("server-error", "Something went wrong on our side. It is in the log of the server."),
    503: ("rubric-gone", "The rubric that this follows is not here, or cannot be used."),
}


class Refused(Exception):
    """The request is understood and not done; status, code and message say why."""

    def __init__(
        self, status: int, code: str, message: str, faults: Iterable[tuple[str, str]] = ()
    ) -> None:
        self.status, self.code, self.message, self.faults = status, code, message, tuple(faults)
        super().__init__(message)


def told(
    status: int, code: str = "", message: str = "", faults: Iterable[tuple[str, str]] = ()
) -> HttpResponse:
    """The response that says so; what is not given is said as for every such status."""
    usual_code, usual_message = WORDS.get(status, ("error", "That did not work."))
    error = Error(
        code=code or usual_code,
        message=message or usual_message,
        faults=[Fault(where=where, what=what) for where, what in faults],
    )
    response = JsonResponse(error.model_dump(), status=status)
    if status == 401:
        response["WWW-Authenticate"] = REALM
    return response


def as_told(request: HttpRequest, response: Any) -> Any:
    """The same response, if need be said as the API says it: what Django answers by itself, such as
    that there is no such address, is a page."""
    path = request.path_info
    is_page = path in PAGES or not path.startswith(PLACE)
    is_said = response.get("Content-Type", "").startswith("application/json")
    if is_page or is_said or response.status_code < 400:
        return response
    said = told(response.status_code)
    for header in ("Allow", "Retry-After"):
        if header in response:
            said[header] = response[header]
    return said


def handle_errors(api: NinjaAPI) -> None:
    """Have the API answer what its operations raise."""
    handlers: dict[type[Exception], Callable[[Any], HttpResponse]] = {
        Refused: lambda error: told(error.status, error.code, error.message, error.faults),
        ValidationError: _invalid,
        HttpError: lambda error: told(error.status_code),
        RequestDataTooBig: lambda error: told(413),
        AuthenticationError: lambda error: told(401),
        Throttled: lambda error: told(429),
        Http404: lambda error: told(404),
        SignInFirst: lambda error: told(404),
        SubmittedAlready: lambda error: told(
            409, "submitted", "It was submitted: its answers stand."
        ),
        AnswersFaulty: lambda error: told(
            422, "answers-faulty", "Nothing was saved: some answers do not fit.", error.faults
        ),
        AnswersMoved: lambda error: told(
            409,
            "changed-meanwhile",
            "Nothing was saved: somebody changed some of these answers at the same time. Send them again.",
            ((where, "was changed at the same time") for where in error.places),
        ),
        NotReady: _not_ready,
        NotSettled: lambda error: told(
            409,
            "not-settled",
            "Several people answer it and have yet to settle what they differ on.",
        ),
        UnknownRubric: lambda error: told(503, message=f"The rubric is not here: {error}"),
        RubricFaults: lambda error: told(503),
        Exception: _failed,
    }
    for kind, handle in handlers.items():
        api.add_exception_handler(kind, _handler(handle))


def _handler(handle: Callable[[Any], HttpResponse]) -> Callable[[HttpRequest, Any], HttpResponse]:
    return lambda request, error: handle(error)


def _failed(error: Exception) -> HttpResponse:
    logger.error("A request to the API failed", exc_info=error)
    return told(500)


def _invalid(error: ValidationError) -> HttpResponse:
    faults = (
        (_where(one["loc"]), str(one["msg"]).removeprefix("Value error, ")) for one in error.errors
    )
    return told(422, "invalid", "Some of what was sent does not fit.", faults)


def _where(parts: tuple[Any, ...]) -> str:
    """Where a fault is, from how pydantic names the place: ``body.given.name`` is ``name`` here."""
    source, *rest = parts
    if source == "body":
        return ".".join(str(one) for one in rest[1:]) or "body"
    return ".".join([str(source), *(str(one) for one in rest if one not in ("asked",))])


def _not_ready(error: NotReady) -> HttpResponse:
    missing = error.missing
    more = f"It takes {missing.facts} more known facts" if missing.facts else ""
    anchors = f"{missing.anchors} more of those that weigh most" if missing.anchors else ""
    message = f"Too little is known for a verdict. {' and '.join(filter(None, (more, anchors)))}."
    faults = ((f"answers.{one}", "has no known answer") for one in missing.unanswered)
    return told(422, "not-ready", message, faults)
