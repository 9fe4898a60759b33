"""A PostgreSQL server of the tests' own: made, started, and gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

BINARIES = Path("/usr/lib/postgresql")


class NoPostgresql(Exception):
    """The server's programs are not here; the text says what is missing."""


def programs() -> Path:
    """The folder of the newest installed version's programs."""
    found = [one.parent for one in BINARIES.glob("*/bin/initdb")]
    if not found:
        raise NoPostgresql(f"no PostgreSQL server in {BINARIES}: apt-get install postgresql")
    return max(found, key=lambda folder: float(folder.parent.name))


@contextmanager
def server() -> Iterator[str]:
    """Run a server that listens on a socket in a folder of its own; yields its DATABASE_URL.

    As root it runs as the user postgres, because it refuses to run as root.
    """
    bin = programs()
    # Not pytest's folder: only its owner may enter that, and the server may be another user.
    folder = Path(tempfile.mkdtemp(prefix="stagecheck-pg-"))
    user: dict[str, object] = {}
    if os.geteuid() == 0:
        owner = _postgres_user()
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        user = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}

    def run(program: str, *arguments: str) -> None:
        log = folder / "log"
        done = subprocess.run(
            [bin / program, *arguments], cwd=folder, capture_output=True, text=True, **user
        )  # type: ignore[call-overload]
        if done.returncode:
            told = log.read_text() if log.exists() else ""
            raise RuntimeError(f"{program}: {done.stdout}{done.stderr}{told}")

    data = str(folder / "data")
    options = f"-c listen_addresses= -k {folder} -c fsync=off -c max_connections=40"
    try:
        run("initdb", "-D", data, "-U", "stagecheck", "-A", "trust", "-E", "UTF8", "--no-sync")
        run("pg_ctl", "start", "-w", "-D", data, "-l", str(folder / "log"), "-o", options)
        try:
            yield f"postgresql://stagecheck@{quote(str(folder), safe='')}/postgres"
        finally:
            run("pg_ctl", "stop", "-D", data, "-m", "immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _postgres_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        raise NoPostgresql("root may not run PostgreSQL, and there is no user postgres") from None
