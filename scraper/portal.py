"""A portal: which hosts may be visited, where its lists begin, what is expected there, how gently to ask."""

import ipaddress
import math
import re
import tomllib
from datetime import UTC, date, datetime, timedelta
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, cast

import msgspec

from scraper.guard import TlsProfile, is_public
from scraper.urls import canonical, host_of, place_of

FamilyName = Literal[
    "gkmlpt",
    "jpaas",
    "hanweb",
    "hanweb_annual",
    "lonsun",
    "show_list",
    "pc_list",
    "trs",
    "ucap",
    "vsb",
    "nfcms",
    "content_n",
    "snowflake",
    "channel_list",
    "generic",
]

PREFECTURES = "prefectures.toml"  # stands among the portal files and is none

_SHIPPED = "portals"
_SAMPLE = "sample"
_SLUG = re.compile(r"[a-z0-9-]+")
_GENTLEST_ALLOWED = 1.0


class PortalFileError(Exception):
    """A portal file cannot be used; whoever wrote it must mend what the message names."""


class Organ(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A body that owes reports here: the name it prints and other names seen for it."""

    name: str
    aliases: tuple[str, ...] = ()


class Generic(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How the generic family reads a list: CSS selectors, a regex on the URL, a name for the following pages.

    `page_template` is relative to the list's own URL; `first` is the number that the second page bears in it, where
    {n} stands. {stem} is the list's own path without its extension, for pages named after it (`{stem}_{n}.html`,
    `{stem}/{n}`); a template that begins with ? changes the list's query and keeps the rest of it.
    """

    list_selector: str
    article_pattern: str
    page_template: str
    first: int
    date_selector: str | None = None

    def __post_init__(self) -> None:
        if "{n}" not in self.page_template:
            raise ValueError("page_template must contain {n}")
        try:
            re.compile(self.article_pattern)
        except re.error as error:
            raise ValueError(f"article_pattern is no regular expression: {error}") from error


class Portal(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A portal as its file states it.

    `probed` says that somebody crawled the portal with this file and saw its reports come; a file that was written
    from stored pages alone says no. `delay` is in seconds between two requests to a host. `years` are the first and
    last report year expected, both included, `reports_per_year` the least and most reports that each may have.
    `lists_checked` is the day on which a person saw that the lists are whole, though they name fewer than before.
    `host_aliases` names further hosts of links and the host each stands for. `tls` is the weakest profile that may be
    tried with a host that refuses the standard one. `server` is set in code only, and only with `loopback`: the local
    address to connect to instead of resolving `hosts`. Raises ValueError for contradictory values.
    """

    name: str
    label: str
    label_en: str
    family: FamilyName
    hosts: tuple[str, ...]
    start: tuple[str, ...]
    organs: tuple[Organ, ...]
    years: tuple[int, int]
    region_code: str | None = None
    reports_per_year: tuple[int, int] | None = None
    lists_checked: date | None = None
    probed: bool = False
    delay: float = 3.0
    contact: str | None = None
    host_aliases: dict[str, str] = {}
    tls: TlsProfile = "standard"
    loopback: bool = False
    generic: Generic | None = None
    server: tuple[str, int] | None = None

    def __post_init__(self) -> None:
        for complaint in (_about_names(self), _about_addresses(self), _about_manners(self)):
            if complaint:
                raise ValueError(complaint)

    def allows(self, url: str) -> bool:
        """Whether `url` stands on one of the hosts that the file lists, spelled exactly."""
        return place_of(url) in self.hosts


def portal_names() -> tuple[str, ...]:
    """Names of the portals that ship with the package, sorted."""
    names = (entry.name for entry in files(_SHIPPED).iterdir() if entry.name != PREFECTURES)
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def load_portal(name_or_path: str) -> Portal:
    """Read a shipped portal by its bare name, or any portal file by its path; raises PortalFileError."""
    path, shown = _find(name_or_path)
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        return _convert(table, is_sample=_is_sample(path))
    except OSError as error:
        raise PortalFileError(f"{shown}: cannot be read: {error.strerror or error}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PortalFileError(f"{shown}: is no TOML: {error}") from error
    except ValueError as error:
        raise PortalFileError(f"{shown}: {_in_words(error)}") from error


def _find(name_or_path: str) -> tuple[Path, str]:
    if not _SLUG.fullmatch(name_or_path):
        return Path(name_or_path), name_or_path
    if name_or_path not in portal_names():
        near = "".join(f"; did you mean {name}?" for name in get_close_matches(name_or_path, portal_names(), n=1))
        told = "`nianbao portals list` names those that there are, and any portal file may be given by its path"
        raise PortalFileError(f"no portal named {name_or_path} comes with the program{near} ({told})")
    return cast("Path", files(_SHIPPED) / f"{name_or_path}.toml"), f"{_SHIPPED}/{name_or_path}.toml"


def _is_sample(path: Path) -> bool:
    sample = cast("Path", files(_SHIPPED) / f"{_SAMPLE}.toml")
    return path.resolve() == sample.resolve()


def _convert(table: dict[str, Any], *, is_sample: bool) -> Portal:
    if "server" in table:
        raise ValueError("unknown field server")
    if table.get("loopback") and not is_sample:
        raise ValueError(f"loopback is for the {_SAMPLE} portal alone")
    portal = msgspec.convert(table, Portal)
    # A day to come would accept whatever the lists name until then.
    if portal.lists_checked and portal.lists_checked > (datetime.now(UTC) + timedelta(hours=8)).date():
        raise ValueError("lists_checked must be a day (of Beijing) that has come")
    return portal


def _in_words(error: ValueError) -> str:
    """msgspec's message with the field in front, as it is named in the file."""
    message, _, place = str(error).partition(" - at `$")
    field = place.rstrip("`").lstrip(".")
    return f"{field}: {message}" if field else message


def _about_names(portal: Portal) -> str | None:
    if not _SLUG.fullmatch(portal.name):
        return "name must be made of a-z, 0-9 and -"
    if portal.years[0] > portal.years[1]:
        return "years must be [first, last]"
    if portal.reports_per_year and not 0 <= portal.reports_per_year[0] <= portal.reports_per_year[1]:
        return "reports_per_year must be [least, most]"
    if (portal.family == "generic") != (portal.generic is not None):
        return 'the [generic] table goes with family = "generic", and only with it'
    if not portal.hosts or not portal.start:
        return "hosts and start must each name at least one"
    return None


def _about_addresses(portal: Portal) -> str | None:
    for host in portal.hosts:
        if not _is_plain(host):
            return f"hosts must be plain host names in lower case, not {host!r}"
        if _is_private(host_of(f"http://{host}/")):
            return f"hosts must be public, and {host} is not"
    for alias, host in portal.host_aliases.items():
        if host not in portal.hosts or not _is_plain(alias):
            return f"host_aliases must lead from a plain host name to one of hosts, not from {alias!r} to {host!r}"
    for url in portal.start:
        if canonical(url) is None:
            return f"start must be absolute http or https addresses, not {url!r}"
        if not portal.allows(url):
            return f"start {url} is on a host that hosts does not list"
    return None


def _about_manners(portal: Portal) -> str | None:
    if not math.isfinite(portal.delay) or portal.delay < 0:
        return "delay must be a number of seconds"
    if portal.delay < _GENTLEST_ALLOWED and not portal.loopback:
        return f"delay must be at least {_GENTLEST_ALLOWED:g} second between two requests"
    if portal.contact is not None and not (portal.contact.isascii() and portal.contact.isprintable()):
        return "contact must be plain ASCII: it goes into the User-Agent"
    if portal.server and not (portal.loopback and ipaddress.ip_address(portal.server[0]).is_loopback):
        return "server must be a loopback address of a portal that allows loopback"
    return None


def _is_plain(host: str) -> bool:
    """Whether `host` is spelled as addresses name it, with labels that a resolver takes: www..gov.cn is none."""
    try:
        return place_of(f"http://{host}") == host and bool(host_of(f"http://{host}").encode("idna"))
    except ValueError:
        return False


def _is_private(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return not is_public(host.strip("[]"))
    except ValueError:
        return False
