"""What is uploaded is read to the largest size that anything here accepts, and no further."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler

from .company_file.reading import LARGEST_FILE


class NoMoreThanNeeded(FileUploadHandler):
    """Stands before the handlers that keep what comes: what is past the limit does not reach them.

    So nobody can fill the disk, and the file that a view gets is too large by less than one chunk:
    it sees that, and says so.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        is_enough = self._received > LARGEST_FILE
        self._received += len(raw_data)
        return None if is_enough else raw_data

    def file_complete(self, file_size: int) -> None:
        return None
