"""A client that fetches a PDF that has to be made, again and again, until its input ends.

Run as a program: the server's port, the path of the report, the reports folder. Each round removes
what there is, asks for it and waits, as a visitor's browser does.
"""

from __future__ import annotations

import http.client
import select
import sys
from pathlib import Path

PAUSE = 0.5  # seconds between two looks; a browser takes two


def is_told_to_end(seconds: float) -> bool:
    return bool(select.select([sys.stdin], [], [], seconds)[0])


def main(port: str, path: str, folder: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", int(port))

    def get(address: str) -> tuple[int, str]:
        connection.request("GET", address)
        answer = connection.getresponse()
        answer.read()
        return answer.status, (answer.getheader("ETag") or "").strip('"')

    while not is_told_to_end(0):
        status, content_hash = get(path)
        if status == 200:
            (Path(folder) / f"{content_hash}.pdf").unlink(missing_ok=True)
            continue
        get(path.replace("report.pdf", "report/"))  # asks for it
        if is_told_to_end(PAUSE):
            return


if __name__ == "__main__":
    main(*sys.argv[1:])
