"""The invented companies of the demonstration: who they are, and how they fare.

Names and stories are made up; as far as we know there is no such company.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field

LABEL = "(invented)"
QUARTERS = 6


@dataclass(frozen=True, slots=True)
class Story:
    """An invented company. Stages count from 0, and parts of one are on the way to the next.

    ``start`` is where the facts place it six quarters ago, ``pace`` what it gains in each. ``lag`` is
    how far its practices are behind that. ``skew`` moves the facts of a dimension, ``lacks`` names
    practices that it does not have, each with the quarter (from 0) in which it has them (None: not
    yet), ``says`` answers that it gives whatever its stage. It answered in the first ``quarters``.
    """

    name: str
    line: str
    start: float
    pace: float = 0.16
    lag: float = 0.3
    skew: Mapping[str, float] = field(default_factory=dict)
    lacks: Mapping[str, int | None] = field(default_factory=dict)
    says: Mapping[str, str] = field(default_factory=dict)
    quarters: int = QUARTERS
    tier: str = "result"
    tags: tuple[str, ...] = ()
    remark: str = ""
    check_in_days: int | None = None

    @property
    def title(self) -> str:
        """The name as it stands everywhere, so that nobody takes the company for a real one."""
        return f"{self.name} {LABEL}"


STORIES = (
    Story(
        "Tidewrack",
        "Tide and mooring alerts for small harbours.",
        start=-0.2,
        pace=0.09,
        tags=("spring cohort", "climate"),
        remark="Three harbours test it; none pays yet.",
        check_in_days=12,
    ),
    Story(
        "Quillhaven",
        "Grant applications for regional museums.",
        start=-0.1,
        pace=0.12,
        lag=0.1,
        tags=("spring cohort",),
    ),
    Story(
        "Brindlecroft",
        "Herd health records read from ear tags.",
        start=0.0,
        pace=0.06,
        lacks={"code-review": None},
        quarters=4,
        tags=("spring cohort", "farming"),
        remark="Has not answered for two quarters. Call before the next round.",
        check_in_days=-9,
    ),
    Story(
        "Lumenfold",
        "Foldable light plans for touring theatres.",
        start=0.1,
        pace=0.2,
        tags=("spring cohort",),
        remark="First paying theatre this year.",
    ),
    Story(
        "Parsnip & Rye",
        "Surplus orders between canteens and bakeries.",
        start=0.6,
        pace=0.14,
        lacks={"user-feedback": 4},
        tags=("food",),
    ),
    Story(
        "Ferncastle",
        "Scheduling for mobile dental clinics.",
        start=0.7,
        pace=0.17,
        says={"regulated": "advised"},
        tags=("health",),
        remark="Asked for help with hiring a product manager.",
        check_in_days=20,
    ),
    Story(
        "Ostergale",
        "Wind-load checks for scaffolding firms.",
        start=0.9,
        pace=0.1,
        lag=0.6,
        lacks={"outage-monitoring": 5, "error-logging": 3},
        tags=("construction",),
    ),
    Story(
        "Wickerbloom",
        "A subscription shop system for florists.",
        start=1.0,
        pace=0.0,
        lag=0.5,
        lacks={"on-call": None, "scripted-deployment": None},
        tags=("retail",),
        remark="No movement in a year and a half. Is the founders' list still the roadmap?",
        check_in_days=5,
    ),
    Story(
        "Hallowmere",
        "Visitor flow for parish churches and abbeys.",
        start=0.8,
        pace=0.13,
        tier="summary",
    ),
    Story(
        "Mossgate",
        "Damp and heat sensors for letting agents.",
        start=1.1,
        pace=0.18,
        lacks={"restorable-backups": 4},
        tags=("climate",),
    ),
    Story(
        "Saltbarrow",
        "Catch quotas and landing slips for fishing co-operatives.",
        start=1.3,
        pace=0.15,
        lacks={"on-call": None, "security-basics": 4},
        tags=("food",),
        remark="Candidate for the on-call workshop.",
    ),
    Story(
        "Pinnacle Yard",
        "Tool hire and returns for craft workshops.",
        start=1.4,
        pace=0.16,
        lacks={"on-call": 5, "incident-review": None},
        tags=("construction",),
    ),
    Story(
        "Cindervale",
        "Kiln control for small potteries.",
        start=1.5,
        pace=0.14,
        lag=0.4,
        lacks={"on-call": None, "load-tests": None},
        tags=("manufacturing",),
    ),
    Story(
        "Threadneedle Fen",
        "Alteration orders for tailors and dry cleaners.",
        start=1.6,
        pace=0.12,
        lacks={"on-call": None},
        quarters=4,
        tags=("retail",),
        remark="Stopped answering after the change of CTO.",
        check_in_days=-21,
    ),
    Story(
        "Orrery Lane",
        "Timetables for music schools.",
        start=1.7,
        pace=0.15,
        lacks={"help-desk": 4, "bi-dashboards": 5},
        tags=("education",),
    ),
    Story(
        "Vellumbrook",
        "Contract archives for housing co-operatives.",
        start=1.9,
        pace=0.1,
        lacks={"incident-review": None},
        tier="answers",
        tags=("law",),
        remark="Shares every answer; good example to show to others.",
    ),
    Story(
        "Kestrel & Loom",
        "Yarn stock and pattern sales for mills.",
        start=2.0,
        pace=0.13,
        lag=0.5,
        lacks={"on-call": None, "observability": None, "roadmap": 4},
        tags=("manufacturing",),
    ),
    Story(
        "Amberquay",
        "Customs papers for small freight forwarders.",
        start=2.1,
        pace=0.17,
        says={"regulated": "licence-needed"},
        lag=0.2,
        lacks={"audit-trail": 5},
        tags=("regulated", "logistics"),
        remark="The licence is due next spring; the audit trail is the open point.",
        check_in_days=30,
    ),
    Story(
        "Nettleworth",
        "Shift plans for care homes.",
        start=2.4,
        pace=0.06,
        skew={"product": 1.3, "operations": 1.0, "team": -1.3},
        lag=0.7,
        lacks={"on-call": None, "team-managers": None},
        tags=("health",),
        remark="A product for hundreds of homes, run by a team that is set up for ten.",
        check_in_days=3,
    ),
    Story(
        "Greywether",
        "Route planning for rural bus lines.",
        start=2.6,
        pace=0.14,
        tags=("logistics",),
        lacks={"kpi-sla-tracking": 4},
    ),
    Story(
        "Copperstile",
        "Meter reading for district heating.",
        start=3.2,
        pace=-0.19,
        says={"headcount-change": "cut"},
        lag=0.4,
        lacks={"run-growth-budget": None},
        tags=("climate",),
        remark="Two rounds of cuts. Which practices can it still keep up?",
        check_in_days=8,
    ),
    Story(
        "Halcyon Drift",
        "Booking and berths for ferry operators.",
        start=2.8,
        pace=0.17,
        tier="summary",
        tags=("logistics",),
    ),
    Story(
        "Marlstone",
        "Quarry output and blasting records.",
        start=3.0,
        pace=0.15,
        lacks={"due-diligence-file": 5, "licence-inventory": 4},
        says={"sale-or-round": "two-years"},
        tags=("manufacturing",),
        remark="Prepares a sale; wants the due-diligence file by summer.",
        check_in_days=45,
    ),
    Story(
        "Ravensbourne Gate",
        "Ticketing for regional rail across three countries.",
        start=3.5,
        pace=0.12,
        lag=0.2,
        tags=("logistics",),
    ),
)

_FIRST = (  # noqa: SIM905  words are read, a column of strings is not
    "Alder Ash Birch Bramble Brook Cedar Clover Coral Crane Dove Elder Elm Fallow Fern Finch Flint "
    "Gorse Hazel Heather Heron Holly Ivy Juniper Larch Lark Linden Maple Meadow Merle Mint Moss Oak "
    "Otter Pear Pine Plover Poppy Quince Reed Rowan Rush Sedge Sorrel Sparrow Swift Tansy Teal "
    "Thistle Thorn Willow"
).split()
_LAST = (  # noqa: SIM905
    "acre bank beck bridge brow burn combe cote croft dale dell field fold ford garth gate glen "
    "holm hurst ley mead mere moor ridge rigg shaw side stead stow thwaite wick worth"
).split()
_TRADES = (
    ("Stock and orders for garden centres.", "retail"),
    ("Rosters for ambulance volunteers.", "health"),
    ("Site diaries for roofers.", "construction"),
    ("Lesson plans for driving schools.", "education"),
    ("Cold-chain logs for dairies.", "food"),
    ("Case files for mediators.", "law"),
    ("Spare parts for tram depots.", "logistics"),
    ("Yield forecasts for orchards.", "farming"),
)


def stories(count: int) -> list[Story]:
    """The first ``count`` companies: those with a story of their own, then generated ones. The same
    every time."""
    return [STORIES[at] if at < len(STORIES) else _generated(at) for at in range(count)]


def _generated(at: int) -> Story:
    chance = random.Random(f"story:{at}")  # noqa: S311  the same company every time, no secret
    line, tag = chance.choice(_TRADES)
    first, last = _FIRST[at % len(_FIRST)], _LAST[at // len(_FIRST) % len(_LAST)]
    missing = ("on-call", "restorable-backups", "incident-review", "roadmap", "load-tests")
    return Story(
        f"{first}{last} {at:05}",
        line,
        start=chance.triangular(-0.2, 3.6, 1.2),
        pace=chance.triangular(-0.15, 0.3, 0.12),
        lag=chance.uniform(0.0, 0.8),
        lacks={chance.choice(missing): chance.choice((None, 3, 4, 5))},
        tier=chance.choices(("summary", "result", "answers"), (10, 75, 15))[0],
        tags=(tag,),
    )
