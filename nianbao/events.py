"""What happens in a crawl, one JSON object a line on stderr, for journald, cron and whoever searches the log."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import click


def tell(event: str, **facts: object) -> None:
    """One line: when (UTC), what, and its facts; a fact that is None is left out."""
    line: dict[str, object] = {"at": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), "event": event}
    line |= {name: fact if isinstance(fact, int) else str(fact) for name, fact in facts.items() if fact is not None}
    click.echo(json.dumps(line, ensure_ascii=False), err=True)


class _Handler(logging.Handler):
    """What the crawler says while it goes."""

    def emit(self, record: logging.LogRecord) -> None:
        """As an event with its facts."""
        tell(record.getMessage(), **getattr(record, "facts", {}))


@contextmanager
def told() -> Iterator[None]:
    """Tell what the crawler says for as long as the context lasts."""
    logger, handler = logging.getLogger("scraper"), _Handler(logging.WARNING)
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)
