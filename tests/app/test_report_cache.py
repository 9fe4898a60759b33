"""Reports as files: whole or not there, removed when there are too many, never under a reader."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings

from assessments.rendering import cache

MEGABYTE = b"x" * 1_000_000


def keep(name: str, content: bytes = b"%PDF-", *, downloaded: float | None = None) -> None:
    """A report in the cache, last downloaded so many seconds ago."""
    cache.publish(cache.write_draft(content), name)
    if downloaded is not None:
        at = time.time() - downloaded
        os.utime(cache.path_of(name), (at, at))


def kept() -> set[str]:
    return {path.stem for path in folder().glob("*.pdf")}


def folder() -> Path:
    return Path(django_settings.REPORTS_DIR)


def test_a_report_is_there_once_it_is_published_and_not_before():
    draft = cache.write_draft(b"%PDF-1.7")
    assert not cache.is_there("a")
    assert cache.open_report("a") is None

    cache.publish(draft, "a")

    assert cache.is_there("a")
    file = cache.open_report("a")
    assert file is not None
    with file:
        assert file.read() == b"%PDF-1.7"
    assert [path.name for path in folder().iterdir()] == ["a.pdf"]


def test_only_the_servers_user_can_read_reports():
    keep("a")

    assert folder().stat().st_mode & 0o777 == 0o700
    assert cache.path_of("a").stat().st_mode & 0o777 == 0o600


def test_a_draft_that_could_not_be_written_leaves_nothing(monkeypatch: pytest.MonkeyPatch):
    def full(_handle: int) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(OSError, match="No space"):
        cache.write_draft(b"%PDF-1.7")

    assert list(folder().iterdir()) == []


def test_over_the_limit_the_least_recently_downloaded_go_first(settings: Any):
    settings.REPORTS_LIMIT_MB = 3
    for name, downloaded in (("old", 10), ("older", 20), ("oldest", 30), ("new", 1)):
        keep(name, MEGABYTE, downloaded=downloaded)
    cache.evict()
    assert kept() == {"old", "older", "new"}

    older = cache.open_report("older")
    assert older is not None
    older.close()
    keep("newest", MEGABYTE)
    cache.evict()

    assert kept() == {"older", "new", "newest"}


def test_within_the_limit_nothing_is_removed(settings: Any):
    settings.REPORTS_LIMIT_MB = 2
    keep("a", MEGABYTE, downloaded=1000)
    keep("b", MEGABYTE)

    cache.evict()

    assert kept() == {"a", "b"}


def test_the_newest_stays_even_if_it_alone_is_too_large(settings: Any):
    settings.REPORTS_LIMIT_MB = 1
    keep("small", b"x", downloaded=60)
    keep("huge", 3 * MEGABYTE)

    cache.evict()

    assert kept() == {"huge"}


def test_whoever_reads_a_report_reads_it_to_its_end_while_it_is_removed(settings: Any):
    settings.REPORTS_LIMIT_MB = 0
    keep("a", MEGABYTE)
    file = cache.open_report("a")
    assert file is not None
    with file:
        begun = file.read(1000)
        keep("b")
        cache.evict()
        assert not cache.is_there("a")

        assert begun + file.read() == MEGABYTE


def test_a_draft_in_the_making_is_not_evicted(settings: Any):
    settings.REPORTS_LIMIT_MB = 0
    draft = cache.write_draft(MEGABYTE)
    keep("a")
    keep("b")

    cache.evict()
    cache.remove_abandoned_drafts()
    cache.publish(draft, "c")

    assert "c" in kept()


def test_a_draft_that_nobody_came_back_for_is_removed():
    abandoned, fresh = cache.write_draft(b"half"), cache.write_draft(b"whole")
    long_ago = time.time() - cache.ABANDONED - 1
    os.utime(abandoned, (long_ago, long_ago))

    cache.remove_abandoned_drafts()

    assert list(folder().iterdir()) == [fresh]


def test_without_a_folder_there_is_nothing_to_tidy():
    cache.evict()
    cache.remove_abandoned_drafts()

    assert not folder().exists()


def test_writers_readers_and_evictors_at_once_never_see_half_a_report(settings: Any):
    settings.REPORTS_LIMIT_MB = 1
    whole = b"x" * 400_000
    found: list[str] = []
    done = threading.Event()

    def write(name: str) -> None:
        try:
            for _ in range(25):
                keep(name, whole)
                cache.evict()
        except Exception as error:
            found.append(repr(error))

    def read() -> None:
        while not done.is_set():
            for name in "abc":
                if file := cache.open_report(name):
                    with file:
                        size = len(file.read())
                    if size != len(whole):
                        found.append(f"{size} bytes")

    writers = [threading.Thread(target=write, args=(name,)) for name in "abc"]
    reader = threading.Thread(target=read)
    for one in (*writers, reader):
        one.start()
    for one in writers:
        one.join()
    done.set()
    reader.join()

    assert found == []
    cache.evict()
    assert sum(path.stat().st_size for path in folder().iterdir()) <= 1_000_000
