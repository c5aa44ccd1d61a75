"""The pc/list family: portals of Kaifeng, Zigong, Guang'an, Dali, Wenshan.

A list is `/<site>/<column>/pc/list.html`, its further pages `list_N.html`. The visible rows are drawn by a script
from a data island in the page, an object that holds `"articleList": [{id, title, pubDate, urls, articleFiles}]`;
`urls` is JSON once more, inside a string, with the page's address under `pc`. Articles are
`/<site>/<column>/pc/content/content_<19 digits>.html`.

Whether the second page is `list_1` or `list_2` was never seen, so both are asked for; one of them may be missing or
repeat what is known. A guard in front of some hosts answers 405 to anything but a browser.
"""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

from scraper.exchange import Request
from scraper.families.listing import Family, FamilyMismatchError, Link, ListPage, Shape, date_in, leads_to
from scraper.urls import canonical

_COLUMN = r"/\w+(?:/\w+)+/pc"
_LIST = re.compile(_COLUMN + r"/list(?:_(\d{1,6}))?\.html")
_ARTICLE = re.compile(_COLUMN + r"/content/content_\d{19}\.html")
_MARK = re.compile(f"{_LIST.pattern}|{_ARTICLE.pattern}")
_ISLAND = re.compile(r"""["']?\barticleList["']?\s*:\s*(?=\[)""")


class PcList(Family):
    """Reads the data islands of pc/list pages: JSON in a script, addresses as JSON inside its strings."""

    shape = Shape(body=())

    @classmethod
    def recognizes(cls, url: str, text: str) -> bool:
        """By the addresses of its lists and articles, in the page's own or in its links."""
        return _MARK.fullmatch(urlsplit(url).path) is not None or leads_to(url, text, _MARK)

    def is_article(self, url: str) -> bool:
        """Whether `url` is a `…/pc/content/content_<19 digits>.html`."""
        return _ARTICLE.fullmatch(urlsplit(url).path) is not None

    def read(self, request: Request, text: str, root: str) -> ListPage:  # noqa: ARG002
        """The entries of the island; as long as there are any, the next page is the next number."""
        url = request.url
        page = _LIST.fullmatch(urlsplit(url).path)
        if page is None:
            raise FamilyMismatchError(f"{url} is no list address (/<site>/<column>/pc/list.html)")
        links = tuple(dict.fromkeys(link for row in _island(text) for link in _links(row, url)))
        numbers = (1, 2) if page.group(1) is None else (int(page.group(1)) + 1,)
        requests = (Request(urljoin(url, f"list_{n}.html"), guessed=True) for n in numbers)
        return ListPage(links, tuple(requests) if links else ())


def _island(text: str) -> list[dict[str, Any]]:
    """The rows of the page's one data island."""
    found = list(_ISLAND.finditer(text))
    if len(found) != 1:
        raise FamilyMismatchError(f"one data island articleList is expected in the page, and it has {len(found)}")
    try:
        rows, _ = json.JSONDecoder().raw_decode(text, found[0].end())
    except (ValueError, RecursionError) as error:
        raise FamilyMismatchError("the data island articleList is no JSON") from error
    if not all(isinstance(row, dict) for row in rows):
        raise FamilyMismatchError("the data island articleList holds something else than articles")
    return list(rows)


def _links(row: dict[str, Any], url: str) -> Iterator[Link]:
    """The entry of a row: its page, or its files where it has no page."""
    title = _words(row.get("title"))
    page = _page(row.get("urls"), url)
    addresses = [page] if page else [file for file in _files(row.get("articleFiles"), url) if file]
    if not addresses:
        raise FamilyMismatchError(f"an entry of articleList has neither an address under urls.pc nor a file: {title}")
    for address in addresses:
        yield Link(address, title, date_in(_words(row.get("pubDate"))))


def _page(urls: object, base: str) -> str | None:
    """The address under `pc` in `urls`, which is a string of JSON."""
    try:
        places = json.loads(urls) if isinstance(urls, str) else urls
    except (ValueError, RecursionError):
        return None
    address = places.get("pc") if isinstance(places, dict) else None
    return canonical(address, base) if isinstance(address, str) and address.strip() else None


def _files(files: object, base: str) -> Iterator[str | None]:
    for file in files if isinstance(files, list) else ():
        path = file.get("filePath") if isinstance(file, dict) else None
        if isinstance(path, str) and path.strip():
            yield canonical(path, urljoin(base, _words(file.get("domainName"))))


def _words(value: object) -> str:
    r"""A string of the island on one line; JSON can hold half a character (`\ud800`), which no archive can.

    >>> _words("云澜区\n 年报"), _words(None)
    ('云澜区 年报', '')
    """
    return " ".join(value.encode("utf-8", "replace").decode().split()) if isinstance(value, str) else ""
