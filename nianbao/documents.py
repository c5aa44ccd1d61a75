"""Files and folders of the user's own → records, one file after the other."""

import heapq
import os
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from parsers import NOT_READ, Issue, Report, read_report
from parsers.read import LARGEST
from parsers.report import Header

_MEDIA_TYPES = {
    ".html": "text/html",
    ".htm": "text/html",
    ".shtml": "text/html",
    ".txt": "text/plain",
    ".md": "text/plain",
}


class Document(NamedTuple):
    """A file and what was read from it; `source` is its path as given."""

    source: str
    report: Report

    @property
    def was_read(self) -> bool:
        """Whether the file could be read, and as an annual report."""
        return not any(issue.code in NOT_READ | {"unreadable_file"} for issue in self.report.issues)

    def to_dict(self) -> dict[str, Any]:
        """The record of the contract, `source` first."""
        return {"source": printable(self.source), **self.report.to_dict()}


def printable(path: str) -> str:
    """A path as UTF-8 can hold it: file names on disk may be any bytes."""
    return os.fsencode(path).decode("utf-8", "replace")


def read_documents(paths: Iterable[str]) -> Iterator[Document]:
    """Every document at or under `paths`, each once, in the order of their paths; none hides another."""
    found = heapq.merge(*map(_files, paths))
    return (read_document(path) for path, _ in groupby(found))


def read_document(path: str) -> Document:
    """One file as read; a file that cannot be opened gives a record whose issue says why."""
    suffix = Path(path).suffix.lower()
    try:
        with Path(path).open("rb") as stream:
            body = stream.read(LARGEST + 1)
    except (OSError, MemoryError) as error:
        return Document(path, _unreadable(error))
    return Document(path, read_report(body, media_type=_MEDIA_TYPES.get(suffix)))


def _unreadable(error: OSError | MemoryError) -> Report:
    reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return Report(Header(), issues=(Issue("unreadable_file", f"The file cannot be opened: {reason}."),))


def _files(path: str) -> Iterator[str]:
    """`path`, or every document under it.

    A folder's name is sorted with its slash, so that the whole stream is in the order of the path strings
    without ever being held; a folder that cannot be listed is given itself, and fails as a file would.
    """
    if not Path(path).is_dir():
        yield path
        return
    try:
        with os.scandir(path) as entries:
            names = sorted(entry.name + "/" * entry.is_dir(follow_symlinks=False) for entry in entries)
    except OSError:
        yield path
        return
    for name in names:
        below = os.path.join(path, name.removesuffix("/"))  # noqa: PTH118 - Path would drop the "./" that was given
        if name.endswith("/"):
            yield from _files(below)
        elif Path(name).suffix.lower() in _MEDIA_TYPES and _may_be_opened(Path(below)):
            yield below


def _may_be_opened(path: Path) -> bool:
    """A file, or a link to nowhere, whose record will say so; to open a pipe could mean to wait for ever."""
    return path.is_file() or not path.exists()
