"""Progress where somebody watches; nothing where nobody does."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from nianbao.pipeline import Progress, Step


def pace(step: Step, seconds: float) -> str:
    """How fast a stage goes, `seconds` after it began, and how long it will take to the end that is known now.

    >>> pace(Step("crawl", 30, 90, 2), 60.0), pace(Step("read", 0, 9), 0.0)
    ('2 hosts, 30 a minute, 2 min left', '')
    """
    told = [f"{step.hosts} host{'s' * (step.hosts != 1)}"] if step.hosts else []
    if step.done and seconds > 0:
        rate = step.done / seconds
        left = (step.total - step.done) / rate
        told += [f"{rate * 60:.0f} a minute", f"{_duration(left)} left"]
    return ", ".join(told)


def _duration(seconds: float) -> str:
    """In the unit that one reads at a glance.

    >>> _duration(59), _duration(3599), _duration(7300), _duration(400_000)
    ('59 s', '60 min', '2.0 h', '4.6 days')
    """
    if seconds < 60:
        return f"{seconds:.0f} s"
    if seconds < 3600:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h" if seconds < 48 * 3600 else f"{seconds / 86400:.1f} days"


@contextmanager
def progress_bar() -> Iterator[Progress | None]:
    """A callback that draws a bar for each stage on the terminal; None where there is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn  # noqa: PLC0415
    from rich.progress import Progress as Bars  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[pace]}"))
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks, began = {}, {}

        def show(step: Step) -> None:
            if step.what not in tasks:
                tasks[step.what] = bars.add_task(step.what, total=None, pace="")
                began[step.what] = monotonic()
            told = pace(step, monotonic() - began[step.what])
            bars.update(tasks[step.what], completed=step.done, total=step.total, pace=told)

        yield show
