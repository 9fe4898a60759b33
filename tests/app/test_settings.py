"""Settings and secret key: made once, kept private, the same for every process."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from stagecheck.secret_key import read_or_make

ROOT = Path(__file__).parents[2]


def test_a_key_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path):
    path = tmp_path / "var" / "deep" / "secret-key"

    key = read_or_make(path)

    assert len(key) >= 50
    assert read_or_make(path) == key
    assert path.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in path.parent.iterdir()] == ["secret-key"]


def test_a_key_that_is_there_is_left_as_it_is(tmp_path: Path):
    path = tmp_path / "secret-key"
    path.write_text("mine\n")

    assert read_or_make(path) == "mine"
    assert path.read_text() == "mine\n"


def test_two_instances_have_different_keys(tmp_path: Path):
    assert read_or_make(tmp_path / "one") != read_or_make(tmp_path / "other")


def test_processes_that_start_at_once_use_the_same_key(tmp_path: Path):
    path = tmp_path / "secret-key"
    program = f"import time; from pathlib import Path; {wait_until(tmp_path / 'go')}" + (
        f"from stagecheck.secret_key import read_or_make; print(read_or_make(Path({str(path)!r})))"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    (tmp_path / "go").touch()

    keys = {one.communicate(timeout=30)[0] for one in started}

    assert [one.returncode for one in started] == [0, 0, 0, 0]
    assert len(keys) == 1
    assert sorted(one.name for one in tmp_path.iterdir()) == ["go", "secret-key"]


def wait_until(path: Path) -> str:
    """Code on one line that waits for a file."""
    return f"[time.sleep(0.01) for _ in iter(lambda: Path({str(path)!r}).exists(), True)]; "


def test_threads_that_start_at_once_use_the_same_key(tmp_path: Path):
    path = tmp_path / "secret-key"
    with ThreadPoolExecutor(8) as threads:
        keys = set(threads.map(read_or_make, [path] * 8))

    assert len(keys) == 1


def settings_with(tmp_path: Path, **environment: str) -> dict[str, object]:
    """The settings of a process of its own with this environment."""
    program = (
        "import json; from stagecheck import settings as s; "
        "print(json.dumps({name: getattr(s, name) for name in dir(s) if name.isupper()}, default=str))"
    )
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=kept | {"STAGECHECK_STATE_DIR": str(tmp_path), **environment},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_without_any_setting_the_instance_is_closed(tmp_path: Path):
    found = settings_with(tmp_path)

    assert found["DEBUG"] is False
    assert found["SECRET_KEY"] == (tmp_path / "secret-key").read_text()
    assert found["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]
    database = found["DATABASES"]["default"]  # type: ignore[index]
    assert database["NAME"] == str(tmp_path / "stagecheck.sqlite3")
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert found["REPORTS_DIR"] == str(tmp_path / "reports")
    assert (found["REPORTS_LIMIT_MB"], found["RENDER_TIMEOUT"]) == (500, 60)
    assert found["RENDER_ON_DEMAND"] is False


def test_behind_https_cookies_are_secure_and_the_browser_remembers(tmp_path: Path):
    found = settings_with(
        tmp_path,
        HTTPS="1",
        SECRET_KEY="given",
        ALLOWED_HOSTS="a.example,b.example",
        DATABASE_URL="postgresql://someone@db.example/stagecheck",
    )

    for name in ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT"):
        assert found[name] is True
    assert found["SECURE_HSTS_SECONDS"] == 31_536_000
    assert found["SECRET_KEY"] == "given"
    assert found["ALLOWED_HOSTS"] == ["a.example", "b.example"]
    assert found["DATABASES"]["default"]["ENGINE"] == "django.db.backends.postgresql"  # type: ignore[index]
    assert not (tmp_path / "secret-key").exists()


def test_reports_may_lie_elsewhere_take_less_and_be_given_up_sooner(tmp_path: Path):
    found = settings_with(
        tmp_path,
        STAGECHECK_REPORTS_DIR="/srv/reports",
        STAGECHECK_REPORTS_LIMIT_MB="50",
        STAGECHECK_RENDER_TIMEOUT="20",
    )

    assert found["REPORTS_DIR"] == "/srv/reports"
    assert (found["REPORTS_LIMIT_MB"], found["RENDER_TIMEOUT"]) == (50, 20)


@pytest.mark.parametrize("value", ["maybe", "2"])
def test_a_setting_that_makes_no_sense_stops_the_start(tmp_path: Path, value: str):
    with pytest.raises(AssertionError, match="DEBUG"):
        settings_with(tmp_path, DEBUG=value)


def test_without_a_mail_server_mails_are_printed_and_attempts_are_counted_where_all_see_them(
    tmp_path: Path,
):
    found = settings_with(tmp_path)

    assert found["EMAIL_BACKEND"] == "django.core.mail.backends.console.EmailBackend"
    assert found["CACHES"]["default"]["BACKEND"].endswith("DatabaseCache")  # type: ignore[index]
    assert found["ALLAUTH_TRUSTED_PROXY_COUNT"] == 0
    assert found["SESSION_COOKIE_SECURE"] is False


def test_a_mail_server_is_named_by_its_address(tmp_path: Path):
    found = settings_with(
        tmp_path,
        EMAIL_URL="submission://ada:p%40ss@mail.example",
        DEFAULT_FROM_EMAIL="Checks <checks@example.org>",
        CACHE_URL="locmem://",
    )

    names = ("EMAIL_HOST", "EMAIL_PORT", "EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD", "EMAIL_USE_TLS")
    assert [found[name] for name in names] == ["mail.example", 587, "ada", "p@ss", True]
    assert found["EMAIL_TIMEOUT"] == 20
    assert found["DEFAULT_FROM_EMAIL"] == "Checks <checks@example.org>"
    assert found["CACHES"]["default"]["BACKEND"].endswith("LocMemCache")  # type: ignore[index]


def test_behind_https_one_proxy_is_believed_and_others_only_if_so_many_are_named(tmp_path: Path):
    assert settings_with(tmp_path, HTTPS="1")["ALLAUTH_TRUSTED_PROXY_COUNT"] == 1
    several = settings_with(tmp_path, HTTPS="1", TRUSTED_PROXIES="2")
    assert several["ALLAUTH_TRUSTED_PROXY_COUNT"] == 2


def test_an_address_of_a_mail_server_that_means_nothing_stops_the_start(tmp_path: Path):
    with pytest.raises(AssertionError, match="EMAIL_URL begins with none of"):
        settings_with(tmp_path, EMAIL_URL="mail.example:25")


def test_the_readme_tells_every_setting():
    read = [ROOT / "gunicorn.conf.py", *(ROOT / "stagecheck").glob("*.py")]
    names = set(
        re.findall(r"""env(?:\.\w+|iron\.get)\(\s*["']([A-Z_]+)""", "".join(map(_text, read)))
    )

    told = set(re.findall(r"^\| `([A-Z_]+)`", _text(ROOT / "README.md"), re.MULTILINE))

    assert len(names) > 20
    assert names | {"WEB_CONCURRENCY"} == told


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")
