"""The API: for programs of advisors and founders, what their pages show and begin, under the same gate.

Operations do what views do: gate, parse, call, give. Rows are reached through ``access`` and
``visible_entries`` alone; what is not shared is not in what is made.
"""

from __future__ import annotations

from ninja import NinjaAPI

from . import assessments, companies, portfolios, rubric
from .auth import PerToken
from .errors import handle_errors
from .parsing import StrictParser

api = NinjaAPI(
    title="Stagecheck",
    version="1",
    description=(
        "Portfolios, companies and results, as far as they are shared with you; and assessments of your "
        "own companies to begin, answer and submit. Send a token of your account with every request: "
        "Authorization: Bearer …"
    ),
    openapi_url=None,
    docs_url=None,
    urls_namespace="api",
    throttle=PerToken(),
    parser=StrictParser(),
)
handle_errors(api)
for part in (portfolios, companies, assessments, rubric):
    api.add_router("", part.router)
