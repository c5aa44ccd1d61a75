"""Making good what a kill left behind: records without a row, and the torn end of a file."""

import json
import os
import sqlite3
from pathlib import Path

import msgspec

import scraper.catalog as catalog
from scraper.archive import ArchiveError, Layout
from scraper.catalog import Capture
from scraper.warc import NOTE, DamagedRecordError, members, read_record


class Recovery(msgspec.Struct, frozen=True):
    """What opening made good: records entered into the catalogue, and torn bytes cut off."""

    adopted: int = 0
    cut_bytes: int = 0
    files: tuple[str, ...] = ()

    def __str__(self) -> str:
        what = f"{self.adopted} records entered after an interruption, {self.cut_bytes} torn bytes cut off"
        return f"{what} ({', '.join(self.files)})"


def recover(layout: Layout, connection: sqlite3.Connection) -> Recovery:
    """Enter the whole records behind the catalogued part of each file, and cut off what is torn.

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
    adopted, whole = 0, start
    for offset, length in members(path, start):
        row = _adoptable(path, offset, length)
        if row:
            catalog.add_capture(connection, row)
            adopted += 1
        # A request without its response is of no use: the file ends behind the last response.
        if row or offset == 0:
            whole = offset + length
    cut = path.stat().st_size - whole
    if cut:
        os.truncate(path, whole)
    if not (adopted or cut):
        return total
    return Recovery(total.adopted + adopted, total.cut_bytes + cut, (*total.files, path.name))


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
