"""The snowflake family: the unified platform of Shaanxi (Xi'an, Weinan, Yan'an).

Page n of a list is `<dir>/<n>.html`, from `<dir>/1.html` on; articles are `<dir>/<19 digits>.html` in the same folder,
so that only the number of digits tells them apart. An id may begin like a date (`2017052662977646594` is a report of
2025) and is none. Articles from before the platform have 24 hexadecimal digits.
"""

import re
from urllib.parse import urlsplit

from scraper.families.folders import FolderLists
from scraper.families.listing import Shape

_ARTICLE = re.compile(r".*/(?:\d{19}|[0-9a-f]{24})\.html")
_LIST = re.compile(r"(.*/)(\d{1,4})\.html")
_LINK = re.compile(r"\b\d{19}\.html\b")


class Snowflake(FolderLists):
    """Reads lists of the Shaanxi platform."""

    shape = Shape(body=())

    @classmethod
    def recognizes(cls, url: str, text: str) -> bool:
        """By the address of an article, or by that of a list whose page links to articles."""
        path = urlsplit(url).path
        is_list = _LIST.fullmatch(path) is not None and _LINK.search(text) is not None
        return is_list or _ARTICLE.fullmatch(path) is not None

    def is_article(self, url: str) -> bool:
        """Whether `url` is a `…/<19 digits>.html`, or one with the 24 digits of old."""
        return _ARTICLE.fullmatch(urlsplit(url).path) is not None

    def place(self, url: str) -> tuple[str, int] | None:
        """`<dir>/<n>.html` with at most four digits."""
        found = _LIST.fullmatch(urlsplit(url).path)
        return (found.group(1), int(found.group(2))) if found else None

    def page(self, number: int) -> str:
        """`<n>.html`."""
        return f"{number}.html"
