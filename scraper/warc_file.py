"""A WARC file that is being written: whole records at its end, seen on the disk before they count."""

import contextlib
import os
from pathlib import Path

from scraper.archive import ArchiveError
from scraper.exchange import VERSION
from scraper.warc import file_head


class WarcFile:
    """A WARC file open at its end. What is appended is synced or undone."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._file = path.open("ab", buffering=0)
            self.size = self._synced = path.stat().st_size
        except OSError as error:
            raise self._error(error) from error
        if self.size == 0:
            head = file_head(path.name, f"nianbao {VERSION}", "answers of a public portal, as served")
            self.append(head)

    def append(self, data: bytes) -> int:
        """Write `data` and return where it begins; raises ArchiveError. It counts when `sync` has returned."""
        start = self.size
        try:
            view = memoryview(data)
            while view:
                view = view[self._file.write(view) :]
        except OSError as error:
            self.undo()
            raise self._error(error) from error
        self.size = start + len(data)
        return start

    def sync(self) -> None:
        """See on the disk what was appended; raises ArchiveError, and it is undone."""
        if self.size == self._synced:
            return
        try:
            os.fsync(self._file.fileno())
        except OSError as error:
            self.undo()
            raise self._error(error) from error
        self._synced = self.size

    def undo(self) -> None:
        """Take back what was appended since the last `sync`."""
        self.size = self._synced
        with contextlib.suppress(OSError):  # where this fails the next opening cuts it off
            self._file.truncate(self._synced)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _error(self, error: OSError) -> ArchiveError:
        return ArchiveError(
            f"{self.path} cannot be written ({error.strerror}); what is stored is safe: make room and crawl again"
        )
