"""`nianbao portals`: the portals that come with the program, and what an unknown page is."""
# ruff: noqa: PLC0415

from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from nianbao.door import contact_option, exit_with, plain_errors, say, visible

if TYPE_CHECKING:
    from scraper.probe import Finding

_place = click.argument("place", metavar="URL|FILE")


@click.group()
def portals() -> None:
    """Portals that come with the program; of which family an unknown page is.

    Example: nianbao portals list
    """


@portals.command("list")
@click.option("--prefectures", is_flag=True, help="Which family the portals of a prefecture are of, where it is known.")
@plain_errors
def list_portals(prefectures: bool) -> NoReturn:  # noqa: FBT001
    """List the portals that come with the program.

    Most files were written from stored pages: they say "not probed" until somebody has crawled them and seen
    the reports come.

    Example: nianbao portals list --prefectures
    """
    for line in _prefecture_lines() if prefectures else _portal_lines():
        click.echo(visible(line))
    exit_with(good=True)


@portals.command()
@_place
@contact_option
@plain_errors
def detect(place: str, contact: str | None) -> NoReturn:
    """Say of which family a page is, and print a portal file to begin with.

    URL is asked for once, as a crawl asks: robots.txt is obeyed, and a contact is needed. FILE is a saved page.
    What is printed is a portal file. Exit code 0: the family is known; 1: it is not, or the page cannot be had.

    Example: nianbao portals detect http://www.my-district.example/list.html
    """
    from scraper.probe import portal_file

    finding = _finding(place, contact)
    for line in portal_file(finding).splitlines():
        click.echo(visible(line))
    exit_with(good=finding.family is not None)


@portals.command()
@_place
@contact_option
@click.option(
    "--output",
    default="golden",
    show_default=True,
    metavar="DIR",
    type=click.Path(file_okay=False),
    help="Folder under which the case gets a folder of its own.",
)
@plain_errors
def record(place: str, contact: str | None, output: str) -> NoReturn:
    """Keep a list page and what was read from it: a test case for its family.

    The case is a folder with page.html and expected.toml. Read expected.toml before it is kept: it says what
    the program reads, not what is right. Cases under tests/scraper/golden are replayed by the tests.

    Example: nianbao portals record list.html --output tests/scraper/golden
    """
    from scraper import probe

    finding = _finding(place, contact)
    say([("recorded", str(probe.record(finding, Path(output))))])
    exit_with(good=True)


def _finding(place: str, contact: str | None) -> "Finding":
    from scraper import probe

    page = probe.fetch(probe.portal_at(place), contact) if "://" in place else probe.saved(Path(place))
    return probe.look(page)


def _portal_lines() -> list[str]:
    from scraper import load_portal, portal_names

    found = [load_portal(name) for name in portal_names()]
    return [
        f"{one.name:<20} {one.family:<14} {'probed' if one.probed else 'not probed':<11} {one.label} {one.label_en}"
        for one in found
    ]


def _prefecture_lines() -> list[str]:
    from scraper.prefectures import prefectures

    return [
        f"{one.name} {one.name_en:<14} {one.family or 'none yet':<14} {_evidence(one.counties)} {one.note}".rstrip()
        for one in prefectures()
    ]


def _evidence(counties: int | None) -> str:
    return "named" if counties is None else f"{counties} counties"
