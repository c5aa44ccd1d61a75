"""What all commands share: text, errors in one line, exit codes."""

import errno
import io
import sys
from collections.abc import Callable, Iterable
from functools import wraps
from typing import NoReturn, ParamSpec

import click

from nianbao.errors import DatasetError, ExtraMissingError

P = ParamSpec("P")

SOME_WERE_NOT, WRONG_USAGE, INTERRUPTED = 1, 2, 130

contact_option = click.option(
    "--contact",
    envvar="NIANBAO_CONTACT",
    show_envvar=True,
    metavar="ADDRESS",
    help="E-mail or web address that portals can write to; the sample needs none.",
)


def print_utf8() -> None:
    """Print UTF-8 whatever the terminal says of itself; what UTF-8 cannot hold becomes a question mark."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def say(lines: Iterable[tuple[str, str]]) -> None:
    """Print lines of (name, text), the names in a column."""
    for name, text in lines:
        click.echo(f"{name:<13} {visible(text)}".rstrip())


def visible(text: str) -> str:
    r"""`text` without what a terminal would obey instead of showing: some of it comes from the web.

    >>> visible("年报\x1b[2J\n2020")
    '年报 [2J 2020'
    """
    return "".join(character if character.isprintable() else " " for character in text)


def exit_with(*, good: bool) -> NoReturn:
    """End the program: 0 when all is well, 1 when something could not be fetched or read."""
    raise SystemExit(0 if good else SOME_WERE_NOT)


def plain_errors(command: Callable[P, NoReturn]) -> Callable[P, NoReturn]:
    """`command` with every expected error told in one line that says what to do."""

    @wraps(command)
    def plain(*args: P.args, **kwargs: P.kwargs) -> NoReturn:
        try:
            command(*args, **kwargs)
        except KeyboardInterrupt:
            _end("stopped; what was stored is kept, the same command goes on from here", INTERRUPTED)
        except (DatasetError, ExtraMissingError) as error:
            _end(str(error), WRONG_USAGE)
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise
            _end(_disk(error), SOME_WERE_NOT)
        except Exception as error:
            _end(*_told(error))

    return plain


def _told(error: Exception) -> tuple[str, int]:
    """The line and exit code of an error of the crawler; any other is a fault of ours and goes on its way."""
    from scraper import ArchiveError, CrawlError, PortalFileError  # noqa: PLC0415
    from scraper.probe import ProbeError  # noqa: PLC0415

    if isinstance(error, PortalFileError):
        return str(error), WRONG_USAGE
    if isinstance(error, ArchiveError | CrawlError | ProbeError):
        return str(error), SOME_WERE_NOT
    raise error


def _disk(error: OSError) -> str:
    full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    told = "the disk is full; make room" if full else f"{error}; mend that"
    return f"{told} and run it again: what was there before is whole"


def _end(message: str, code: int) -> NoReturn:
    click.echo(f"nianbao: {' '.join(message.split())}", err=True)
    raise SystemExit(code)
