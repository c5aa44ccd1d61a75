"""A WARC file that is being written: whole records at its end, each seen on the disk before it counts."""

import os
from importlib.metadata import version
from pathlib import Path

from scraper.archive import ArchiveError
from scraper.warc import file_head


class WarcFile:
    """A WARC file open at its end. Appends are whole or undone."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._file = path.open("ab", buffering=0)
            self.size = path.stat().st_size
        except OSError as error:
            raise self._error(error) from error
        if self.size == 0:
            head = file_head(path.name, f"nianbao {version('nianbao')}", "answers of a public portal, as served")
            self.append(head)

    def append(self, data: bytes) -> int:
        """Write `data`, see it on the disk, return where it begins; raises ArchiveError, nothing written."""
        start = self.size
        try:
            self._write(data)
        except OSError as error:
            self._undo(start)
            raise self._error(error) from error
        self.size = start + len(data)
        return start

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _write(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            view = view[self._file.write(view) :]
        os.fsync(self._file.fileno())

    def _undo(self, start: int) -> None:
        try:
            self._file.truncate(start)
        except OSError:
            return  # the next opening cuts it off

    def _error(self, error: OSError) -> ArchiveError:
        return ArchiveError(
            f"{self.path} cannot be written ({error.strerror}); what is stored is safe: make room and crawl again"
        )
