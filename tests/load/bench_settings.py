"""The settings of a production server that also serves an empty view, to compare others with."""

from stagecheck.settings import *  # noqa: F403

ROOT_URLCONF = "tests.load.bench_urls"
