"""Errands: what the deciding thread of a crawl sends the others to fetch, and what they come back with."""

from concurrent.futures import Future
from typing import Any

import msgspec

from scraper.exchange import Detour, Outcome, Request
from scraper.frontier import Target


class Errand(msgspec.Struct, frozen=True):
    """A request under way: for which of the visits, for which target of it (None for a robots.txt), and where."""

    of: int
    request: Request
    target: Target | None
    detour: Detour | None = None
    first: Outcome | None = None

    @property
    def at(self) -> str:
        """The address that is asked."""
        return self.detour.at if self.detour else self.request.url


class Answer(msgspec.Struct, frozen=True):
    """An errand done, or (without one) a host looked up."""

    host: str
    errand: Errand | None
    future: Future[Any]
