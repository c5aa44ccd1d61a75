"""The command line: each command parses its arguments, calls one function and prints.

Imports stand in the commands because `nianbao --help` should not wait for libraries that it does not use.
"""
# ruff: noqa: PLC0415

import json
from collections.abc import Callable
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any, NoReturn

import click

from nianbao.door import contact_option, exit_with, plain_errors, print_utf8, say, visible
from nianbao.portals_command import portals as portals_group

if TYPE_CHECKING:
    from scraper import Portal

SAMPLE = "sample"

Command = Callable[..., Any]
_data = click.option(
    "--data",
    default="data",
    show_default=True,
    metavar="DIR",
    type=click.Path(file_okay=False),
    help="Folder of the pages as fetched (DIR/raw) and of the dataset (DIR/clean).",
)
_portals = click.argument("portals", nargs=-1, metavar="[PORTAL]...")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="nianbao", prog_name="nianbao")
def main() -> None:
    """Annual reports on open government information: from portals to a dataset.

    Start with `nianbao run`: it crawls the sample portal that comes with the program and builds a dataset.
    """
    print_utf8()


@main.command()
@_portals
@_data
@contact_option
@plain_errors
def run(portals: tuple[str, ...], data: str, contact: str | None) -> NoReturn:
    """Crawl portals, read their reports, build the dataset and sum it up.

    PORTAL is the name of a portal that comes with the program, or a portal file; the default is the sample.

    Example: nianbao run sample --data data
    """
    from nianbao import summary
    from nianbao.attended import attend
    from nianbao.progress import progress_bar

    chosen = _load(portals or (SAMPLE,))
    with progress_bar() as progress:
        done = attend("run", chosen, data, contact, progress, given=chosen)
    for crawl in done.crawls:
        say(summary.crawl_lines(crawl))
    if done.error or done.built is None:
        raise done.error or RuntimeError("a run without a dataset")
    say(summary.build_lines(done.built, data))
    say(summary.run_lines(done.report, done.path))
    exit_with(good=done.report.level != "failure")


@main.command()
@_portals
@_data
@contact_option
@plain_errors
def crawl(portals: tuple[str, ...], data: str, contact: str | None) -> NoReturn:
    """Fetch what is new or changed on portals into DIR/raw.

    PORTAL is the name of a portal that comes with the program, or a portal file; the default is the sample.

    Example: nianbao crawl my-district.toml
    """
    from nianbao import events, summary
    from nianbao.attended import attend, tell_end
    from nianbao.progress import progress_bar

    chosen = _load(portals or (SAMPLE,))
    with progress_bar() as progress, nullcontext() if progress else events.told():
        if not progress:
            events.tell("run_begun", portals=" ".join(portal.name for portal in chosen))
        done = attend("crawl", chosen, data, contact, progress)
        if not progress:
            tell_end(done)
    for each in done.crawls:
        say(summary.crawl_lines(each))
    if done.error:
        raise done.error
    say(summary.run_lines(done.report, done.path))
    exit_with(good=done.report.level != "failure")


@main.command()
@_portals
@_data
@plain_errors
def build(portals: tuple[str, ...], data: str) -> NoReturn:
    """Build the dataset in DIR/clean from the pages in DIR/raw, without the network.

    PORTAL is needed only for a portal that was crawled from a file of one's own: its organs stand there.

    Example: nianbao build
    """
    from nianbao import pipeline, summary
    from nianbao.health import level_of
    from nianbao.progress import progress_bar

    with progress_bar() as progress:
        built = pipeline.build(data, _load(portals), progress)
    say(summary.build_lines(built, data))
    say(summary.health_lines(built.findings))
    exit_with(good=level_of(built.findings) != "failure")


@main.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(exists=True, readable=False))
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line for every document.")
@plain_errors
def parse(paths: tuple[str, ...], as_json: bool) -> NoReturn:  # noqa: FBT001
    """Read the reports in files and folders, without a dataset.

    PATH is a file, or a folder whose .html, .htm, .shtml, .txt and .md files are read, at any depth.
    Exit code 0: all were read as reports; 1: some were not, their issues say why.

    Example: nianbao parse report.html saved-pages/ --json
    """
    from nianbao import documents, summary

    good = True
    for document in documents.read_documents(paths):
        good = good and document.was_read
        if as_json:
            click.echo(json.dumps(document.to_dict(), ensure_ascii=False))
        else:
            say(summary.document_lines(document))
    exit_with(good=good)


@main.command()
@click.argument("place", metavar="FILE|URL")
@_data
@plain_errors
def check(place: str, data: str) -> NoReturn:
    """Say what in one report does not add up or cannot be read, in Chinese, for its author.

    A URL is looked up among the pages in DIR/raw.
    Exit code 0: all adds up; 1: something does not, or cannot be read.

    Example: nianbao check report.html
    """
    from nianbao import lint
    from nianbao.subject import find

    document = find(place, data).document
    for line in lint.review(document.report):
        click.echo(visible(line))
    exit_with(good=document.was_read and not lint.has_errors(document.report))


@main.command()
@click.argument("report", metavar="REPORT")
@_data
@click.option(
    "--output",
    metavar="FILE",
    type=click.Path(dir_okay=False),
    help="Where to write the page; REPORT.show.html in the current folder where not given.",
)
@plain_errors
def show(report: str, data: str, output: str | None) -> NoReturn:
    """Write a page that shows a report's source beside its cells, each figure where it was read.

    REPORT is a file, the address of a page in DIR/raw, or a report_id of the dataset in DIR/clean.
    The page is one file that loads nothing. Exit code 0: it was read as a report; 1: it was not, the page says why.

    Example: nianbao show report.html
    """
    from nianbao import summary
    from nianbao.show import page
    from nianbao.subject import find

    subject = find(report, data)
    path = page.write(subject, report, output)
    say(summary.document_lines(subject.document))
    say([("page", str(path)), ("open", f"python -m webbrowser {path.resolve().as_uri()}")])
    exit_with(good=subject.document.was_read)


@main.command()
@_portals
@_data
@plain_errors
def status(portals: tuple[str, ...], data: str) -> NoReturn:
    """Show how the last run was, which reports are there, which are missing, and what could not be fetched.

    PORTAL is the name of a portal or a portal file; the default is every shipped one that was crawled.

    Example: nianbao status
    """
    from nianbao.attended import utc_now
    from nianbao.status import status_lines

    say(status_lines(data, _load(portals), utc_now()))
    exit_with(good=True)


@main.command()
@_portals
@_data
@contact_option
@click.option(
    "--on-failure",
    metavar="COMMAND|URL",
    help="Called when a run fails: a command with the report's path behind it and the report on its standard input "
    "(no shell), or an http(s) address that gets the report by POST.",
)
@plain_errors
def schedule(portals: tuple[str, ...], data: str, contact: str | None, on_failure: str | None) -> NoReturn:
    """Crawl portals and build the dataset by the calendar, in the foreground, until stopped.

    Often from January to March, rarely later; a visit that wanted an answer is made again after hours, then days.
    SIGTERM or Ctrl-C stop it within seconds; the next start goes on from there.
    PORTAL is the name of a portal that comes with the program, or a portal file; the default is the sample.

    Example: nianbao schedule my-district.toml --on-failure ./tell-me.sh
    """
    from nianbao import events, hook
    from nianbao.progress import progress_bar
    from nianbao.schedule import Plan, keep

    if on_failure is not None:
        try:
            hook.check(on_failure)
        except hook.HookError as error:
            raise click.BadParameter(str(error), param_hint="--on-failure") from None
    plan = Plan(_load(portals or (SAMPLE,)), data, contact, on_failure)
    with progress_bar() as progress, events.told():
        keep(plan, progress)
    exit_with(good=True)


main.add_command(portals_group)


def _load(names: tuple[str, ...]) -> "list[Portal]":
    from scraper import load_portal

    return [load_portal(name) for name in names]
