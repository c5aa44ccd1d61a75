"""Making good what a kill left behind: records without a row, and the torn end of a file."""

import json
import os
import shutil
import sqlite3
from pathlib import Path

import msgspec

import scraper.catalog as catalog
from scraper.archive import ArchiveError, Layout
from scraper.catalog import Capture
from scraper.warc import NOTE, DamagedRecordError, members, read_record


class Recovery(msgspec.Struct, frozen=True):
    """What opening made good: records entered into the catalogue, and torn bytes moved out of their file.

    `damaged` names the bytes in the middle of a file that hold no whole record; they stay where they are.
    """

    adopted: int = 0
    cut_bytes: int = 0
    files: tuple[str, ...] = ()
    damaged: tuple[str, ...] = ()

    def __str__(self) -> str:
        what = f"{self.adopted} records entered after an interruption, {self.cut_bytes} torn bytes cut off"
        lost = "".join(f"; DAMAGED and left out: {each}" for each in self.damaged)
        return f"{what} ({', '.join(self.files)}){lost}"


def recover(layout: Layout, connection: sqlite3.Connection) -> Recovery:
    """Enter the whole records behind the catalogued part of each file, and move what is torn to a file beside it.

    Belongs to the caller's transaction; raises ArchiveError when a file cannot be read or cut.
    """
    known = dict(connection.execute("SELECT name, catalogued FROM warc_files"))
    total = Recovery()
    try:
        for path in sorted(layout.warcs.glob("*.warc.gz")):
            catalogued = known.get(path.name, 0)
            if path.stat().st_size > catalogued:
                total = _recover_file(connection, path, catalogued, total)
    except OSError as error:
        raise ArchiveError(f"{layout.warcs} cannot be made good: {error}") from error
    return total


def _recover_file(connection: sqlite3.Connection, path: Path, start: int, total: Recovery) -> Recovery:
    adopted, whole, read_to = 0, start, start
    damaged: list[str] = []
    gaps: list[str] = []
    for offset, length in members(path, start):
        if offset > read_to:
            gaps.append(f"{path.name}, bytes {read_to} to {offset}")
        read_to = offset + length
        row = _adoptable(path, offset, length)
        if row:
            catalog.add_capture(connection, row)
            adopted += 1
            damaged += gaps
            gaps.clear()
        # A request without its response is of no use: the file ends behind the last response.
        if row or offset == 0:
            whole = read_to
    cut = path.stat().st_size - whole
    if cut:
        _cut_off(path, whole)
    if not (adopted or cut):
        return total
    files, damages = (*total.files, path.name), (*total.damaged, *damaged)
    return Recovery(total.adopted + adopted, total.cut_bytes + cut, files, damages)


def _cut_off(path: Path, whole: int) -> None:
    """Move what stands behind the first `whole` bytes of a file to the file beside it that ends in .torn."""
    with path.open("r+b") as file, path.with_name(f"{path.name}.torn").open("ab") as torn:
        file.seek(whole)
        shutil.copyfileobj(file, torn)
        torn.flush()
        os.fsync(torn.fileno())
        file.truncate(whole)


def _adoptable(path: Path, offset: int, length: int) -> Capture | None:
    """The row that a record carries, or None for records that are no answers."""
    try:
        record = read_record(path, offset)
    except DamagedRecordError:
        return None
    if not record.note:
        return None
    try:
        row = {
            "refers_to": record.refers_to,  # notes of version 2 do not say it
            **json.loads(record.note),
            "id": 0,
            "warc_file": path.name,
            "warc_offset": offset,
            "warc_length": length,
        }
        return msgspec.convert(row, Capture)
    except (ValueError, TypeError) as error:
        raise ArchiveError(f"{path} at byte {offset}: the {NOTE} header cannot be read: {error}") from error
