"""Captures → readings: every stored page through the reader, in order, over processes where that pays."""

import signal
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from itertools import chain, islice
from typing import NamedTuple

from parsers import Report, read_report
from scraper import Archive, ArchiveError, Capture

POOL_FROM = 200  # below this many captures, starting the processes costs more than they save
_IN_FLIGHT = 64


class Reading(NamedTuple):
    """A capture and the record that was read from its bytes."""

    capture: Capture
    report: Report

    @property
    def is_report(self) -> bool:
        """Whether the page is an annual report at all, be it one whose tables cannot be read."""
        return bool(self.report.cells or self.report.sections)


def read_capture(archive: Archive, capture: Capture) -> Reading:
    """One stored page as read; raises ArchiveError where its bytes are gone."""
    return Reading(capture, _read(archive.body(capture), capture.url, capture.media_type, capture.charset))


def read_captures(archive: Archive, captures: Iterable[Capture], lost: list[tuple[str, str]]) -> Iterator[Reading]:
    """Every capture as read, in the order given; one whose bytes are gone is put in `lost` (url, reason)."""
    stream = iter(captures)
    head = list(islice(stream, POOL_FROM))
    bodies = _bodies(archive, chain(head, stream), lost)
    if len(head) < POOL_FROM:
        for capture, body in bodies:
            yield Reading(capture, _read(body, capture.url, capture.media_type, capture.charset))
        return
    with ProcessPoolExecutor(initializer=_leave_interrupts_to_parent) as pool:
        try:
            yield from _pooled(pool, bodies)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _bodies(
    archive: Archive, captures: Iterable[Capture], lost: list[tuple[str, str]]
) -> Iterator[tuple[Capture, bytes]]:
    for capture in captures:
        try:
            yield capture, archive.body(capture)
        except ArchiveError as error:
            lost.append((capture.url, str(error)))


def _pooled(pool: Executor, bodies: Iterable[tuple[Capture, bytes]]) -> Iterator[Reading]:
    """At most `_IN_FLIGHT` pages at a time, so that memory does not grow with the archive."""
    waiting: deque[tuple[Capture, Future[Report]]] = deque()
    for capture, body in bodies:
        waiting.append((capture, pool.submit(_read, body, capture.url, capture.media_type, capture.charset)))
        if len(waiting) >= _IN_FLIGHT:
            first, future = waiting.popleft()
            yield Reading(first, future.result())
    for first, future in waiting:
        yield Reading(first, future.result())


def _read(body: bytes, url: str, media_type: str | None, charset: str | None) -> Report:
    return read_report(body, url=url, media_type=media_type, charset=charset)


def _leave_interrupts_to_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
