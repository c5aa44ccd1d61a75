"""Rows on lines whose figures may be those of another: prints set figures beside the label above or below them.

Where a row shows nothing, and figures stand beside it that are of no row, they are its own, or it has none. But rows
between it and such figures may each have those of their neighbour.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterator, Sequence
from itertools import groupby, pairwise

from parsers.align import Zone
from parsers.form.labels import is_enumerator
from parsers.form.sheet import Row

_EMPTY, _ASTRAY, _ROW = "empty", "astray", "row"


def slid(zones: Sequence[Zone], rows: Sequence[tuple[Row, list[Zone]]]) -> Iterator[int]:
    """The ids of the zones whose figures may not be their own; `rows` are those of the sheet with their zones."""
    columns = {id(zone): row.columns for row, own in rows for zone in own}
    astray = {id(zone): zone.table for zone in zones if _is_astray(zone, columns.get(id(zone)))}
    yield from astray
    for table in set(astray.values()):
        yield from _between(list(_events([zone for zone in zones if zone.table == table], rows, astray)))


def halved(zones: Sequence[Zone]) -> Iterator[int]:
    """The ids of the rows of blanks whose figures stand in the row above, beside nothing but the number of a label."""
    for above, zone in pairwise(zones):
        if above.row is None and above.figures and not zone.figures and is_enumerator(above.label.text):
            yield id(zone)


def _is_astray(zone: Zone, columns: int | None) -> bool:
    """Whether figures on lines are of no row, or those of two rows in one.

    Those are more than columns, or stand together: no figure begins with a 0 and goes on.
    """
    if zone.certain or len(zone.entries) < 2:
        return False
    if columns is None or len(zone.entries) > columns:
        return zone.figures > (columns or 1)
    texts = [entry.text.strip() for entry in zone.entries if "0" in entry.text[:-1]]
    return any(text[0] == "0" and len(text) > 1 and text.isdecimal() for text in texts)


def _events(
    zones: Sequence[Zone], rows: Sequence[tuple[Row, list[Zone]]], astray: Container[int]
) -> Iterator[tuple[str, int]]:
    """What follows what in a table: rows, rows that show nothing or whose label is lost, and figures astray."""
    order = {id(zone): at for at, (_, own) in enumerate(rows) for zone in own}
    empty = {at for at, (_, own) in enumerate(rows) if not any(zone.entries for zone in own)}
    last = None
    for zone in zones:
        at = order.get(id(zone))
        if at is not None:
            yield from ((_EMPTY, 0) for missing in range(at if last is None else last + 1, at) if not rows[missing][1])
            last = at
        if id(zone) in astray:
            yield _ASTRAY, id(zone)
        elif at is not None:
            yield _EMPTY if at in empty else _ROW, id(zone)


def _between(events: Sequence[tuple[str, int]]) -> Iterator[int]:
    """The rows between figures astray and the next rows that show nothing, beside which not as many such stand."""
    runs = [list(run) for _, run in groupby(events, lambda event: event[0] == _ROW)]
    kinds = [[kind for kind, _ in run] for run in runs]
    astray = [at for at, run in enumerate(kinds) if _ASTRAY in run]
    doubtful: set[int] = set()
    done = 0
    for at, run in enumerate(kinds):
        if run.count(_EMPTY) <= run.count(_ASTRAY):
            continue
        place = bisect_left(astray, at)
        before = astray[place - 1] if place else at
        place = bisect_right(astray, at)
        behind = astray[place] if place < len(astray) else at
        doubtful.update(range(max(before, done), behind + 1))
        done = max(done, behind + 1)
    yield from (zone for at in sorted(doubtful) for kind, zone in runs[at] if kind == _ROW)
