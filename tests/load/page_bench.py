"""What pages cost: the throughput of each as a share of that of an empty view behind the same middleware.

Part of ``make bench``. One client asks for each page in turn, so that whatever else the machine does
meets all of them.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from ..app import postgresql
from ..app.markup import Html
from ..browser.production import Server
from .ratio import Ratio, alternate, share
from .serving import EMPTY, Client, bench_server, request

REQUESTS = 400
LARGE = "portfolio page, 50 rows of 10,000"
ORDERS = {"": "by name", "?sort=stage": "by stage"}
SECTION = "product-and-users"  # 24 radio buttons
MAKE_ROWS = """
from tests.app.factories import answered, begun_assessment, submitted_assessment
assessment, token = begun_assessment(company="Ferrovia")
answered(assessment, "adoption")
print(token, submitted_assessment(company="Ferrovia", archetype="adoption")[1])
"""
# Of somebody who has signed in: the session, an open assessment, a small portfolio and a large one.
MAKE_ROWS_OF_A_USER = """
from django.test import Client
from tests.app.factories import owned_assessment, portfolio_of, user
from tests.load.portfolio_rows import fill
advisor, client = user("advisor@example.org"), Client()
client.force_login(advisor)
small, large = portfolio_of(advisor, name="Small"), portfolio_of(advisor, name="Large")
fill(small, 100)
fill(large, 10_000)
own = owned_assessment(advisor, submitted=False)
print(client.cookies["sessionid"].value, own.public_id, small.public_id, large.public_id)
"""


@dataclass(frozen=True)
class PageGoal:
    """A page, how it is asked for, and the least share that it is to have."""

    what: str
    goal: str
    ask: Callable[[], float]


def ratios() -> Iterator[Ratio]:
    """Every page's share, then what a large portfolio costs. Takes two minutes."""
    with bench_server() as server:
        client = Client(server)
        goals = _goals(server, client)
        sides = {one.what: one.ask for one in goals}
        sides[EMPTY] = lambda: client.seconds(request(EMPTY))
        taken = alternate(sides, REQUESTS)
    for one in goals:
        yield Ratio(
            f"{one.what}: share of an empty view's throughput", _share(taken, one), one.goal
        )
    yield from _grown("SQLite")
    try:
        with postgresql.server() as url:
            yield from _grown("PostgreSQL", DATABASE_URL=url)
    except postgresql.NoPostgresql as why:
        print(f"not measured with PostgreSQL: {why}")


def _grown(database: str, **environment: str) -> Iterator[Ratio]:
    """How the page of a portfolio's companies takes longer over very many, in two orders."""
    with bench_server(**environment) as server:
        client = Client(server)
        portfolios = _of_a_user(server)
        sides = {
            (query, name): _page(client, f"/portfolios/{one}/{query}", portfolios.cookie)
            for query in ORDERS
            for name, one in (("few", portfolios.small), ("many", portfolios.large))
        }
        taken = alternate({" ".join(side): ask for side, ask in sides.items()}, REQUESTS // 4)
    for query, order in ORDERS.items():
        measured = share(taken[f"{query} many"], taken[f"{query} few"])
        what = f"portfolio page over 10,000 companies / over 100, {order}, {database}: time"
        yield Ratio(what, measured, "<= 2.0")


@dataclass(frozen=True)
class OfAUser:
    """What somebody has who has signed in: the session's cookie, and public ids."""

    cookie: str
    assessment: str
    small: str
    large: str


def _of_a_user(server: Server) -> OfAUser:
    session, *ids = server.python(MAKE_ROWS_OF_A_USER).split()
    return OfAUser(f"sessionid={session}", *ids)


def _share(taken: dict[str, list[float]], one: PageGoal) -> float:
    return share(taken[EMPTY], taken[one.what])


def _goals(server: Server, client: Client) -> list[PageGoal]:
    """Every page that has a goal. Those of signed-in visitors are at home here, too."""
    begun, submitted = server.python(MAKE_ROWS).split()
    user = _of_a_user(server)
    section, result = f"/a/{begun}/sections/{SECTION}/", f"/a/{submitted}/result/"
    own_section, cookie = f"/a/{user.assessment}/sections/{SECTION}/", user.cookie
    return [
        PageGoal("autosave of one answer by link", ">= 0.35", _autosave(client, section)),
        PageGoal("autosave signed in", ">= 0.20", _autosave(client, own_section, cookie)),
        PageGoal("section page with 24 radio buttons", ">= 0.12", _page(client, section)),
        PageGoal("result page of a submitted assessment", ">= 0.10", _page(client, result)),
        PageGoal(LARGE, ">= 0.08", _page(client, f"/portfolios/{user.large}/", cookie)),
    ]


def _page(client: Client, path: str, cookie: str = "") -> Callable[[], float]:
    asked = request(path, Cookie=cookie) if cookie else request(path)
    return lambda: client.seconds(asked)


def _autosave(client: Client, path: str, cookie: str = "") -> Callable[[], float]:
    """Posts its first question as the page's script does, each time with another answer.

    ``cookie`` is that of a session.
    """
    answer = client.ask(request(path, Cookie=cookie) if cookie else request(path))
    cookies = "; ".join(filter(None, (answer.cookies, cookie)))
    page = Html(answer.text)
    assert len(page.all("input", type="radio")) == 24
    all_values = page.form_values()
    name = next(one for one in all_values if one.startswith("question-"))
    question = name.removeprefix("question-")
    posted = ("page", "csrfmiddlewaretoken")
    values = {
        one: value for one, value in all_values.items() if one in posted or one.endswith(question)
    }
    options = [one.get("value", "") for one in page.all("input", type="radio", name=name)]
    posts = itertools.cycle(
        request(
            path,
            urlencode(values | {name: option}).encode(),
            HX_Request="true",
            Cookie=cookies,
        )
        for option in options[:2]
    )
    return lambda: client.seconds(next(posts))
