"""Calling for help: a command or a web address of the user's own gets the report of a run that failed."""

import shlex
import subprocess
import threading
import urllib.request
from pathlib import Path
from urllib.error import HTTPError

SECONDS = 60.0


class HookError(Exception):
    """The hook could not be called, or did not do its work; the message says why."""


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A POST that is sent elsewhere would become a GET without the report."""

    def redirect_request(self, *_: object) -> None:
        """Follow nothing: the redirect is the answer."""


def check(hook: str) -> None:
    """Raise HookError when `hook` is neither a command nor an http or https address."""
    if not _is_address(hook):
        _words(hook)


def call(hook: str, path: Path, report: bytes, seconds: float = SECONDS) -> None:
    """Give `report`, which lies at `path`, to `hook`; raises HookError, after so many seconds at the latest.

    A command gets the path as its last argument and the report on its standard input, without a shell. An address
    gets the report by POST. It is the user's own choice, and may be a private one.
    """
    if _is_address(hook):
        _post(hook, report, seconds)
    else:
        _run([*_words(hook), str(path)], report, seconds)


def _is_address(hook: str) -> bool:
    return hook.lower().startswith(("http://", "https://"))


def _words(hook: str) -> list[str]:
    try:
        words = shlex.split(hook)
    except ValueError as error:
        raise HookError(f"{hook} is no command: {error}") from error
    if not words or "://" in words[0]:
        raise HookError(f"{hook!r} is neither a command nor an http or https address")
    return words


def _run(words: list[str], report: bytes, seconds: float) -> None:
    try:
        # The user's own command, word by word; its output goes where ours goes.
        done = subprocess.run(words, input=report, timeout=seconds, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise HookError(f"{words[0]} did not end in {seconds:g} s and was stopped") from None
    except OSError as error:
        raise HookError(f"{words[0]} cannot be run: {error.strerror or error}") from error
    if done.returncode:
        raise HookError(f"{words[0]} ended with exit code {done.returncode}")


def _post(url: str, report: bytes, seconds: float) -> None:
    """In a thread of its own: a server that drips its answer would trip no timeout."""
    failures: list[str] = []
    thread = threading.Thread(target=_send, args=(url, report, seconds, failures), daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        raise HookError(f"{url} gave no answer in {seconds:g} s")
    if failures:
        raise HookError(f"{url}: {failures[0]}")


def _send(url: str, report: bytes, seconds: float, failures: list[str]) -> None:
    headers = {"Content-Type": "application/json; charset=utf-8"}
    try:
        request = urllib.request.Request(url, data=report, headers=headers, method="POST")  # noqa: S310 http alone
        with urllib.request.build_opener(_NoRedirects).open(request, timeout=seconds):
            pass
    except HTTPError as error:
        failures.append(f"HTTP {error.code}")
        error.close()
    except Exception as error:
        failures.append(" ".join(str(error).split()) or repr(error))
