"""The content_<N> family: extension-less portals of Luzhou, Qingyang, Shangqiu, Nanyang, Jiaozuo, Xinyang, Tacheng.

A list is a folder without an ending, `<dir>`, and its page n is `<dir>/list_<n>.html`. Articles are
`<dir>/…/content_<N>`, with no ending either, so that only their first bytes say what they are.
"""

import re
from urllib.parse import urlsplit

from scraper.families.folders import FolderLists
from scraper.families.listing import Shape

_ARTICLE = re.compile(r"/.+/content_\d+")
_LIST = re.compile(r"((?:/[^/.]+)+)(?:/|/list_(\d{1,6})\.html)?")
_LINK = re.compile(r"""href\s{0,9}=\s{0,9}["']?[^"'<>\s]{0,300}?\bcontent_\d{1,12}["'\s>]""", re.IGNORECASE)


class ContentN(FolderLists):
    """Reads lists of extension-less portals."""

    shape = Shape(body=())

    @classmethod
    def recognizes(cls, url: str, text: str) -> bool:
        """By the addresses of its articles, the page's own or those that it links to."""
        return _ARTICLE.fullmatch(urlsplit(url).path) is not None or _LINK.search(text) is not None

    def is_article(self, url: str) -> bool:
        """Whether `url` is a `…/content_<N>`."""
        return _ARTICLE.fullmatch(urlsplit(url).path) is not None

    def place(self, url: str) -> tuple[str, int] | None:
        """`<dir>` with or without a slash behind it, and `<dir>/list_<n>.html`."""
        found = _LIST.fullmatch(urlsplit(url).path)
        if found is None or self.is_article(url):
            return None
        return found.group(1) + "/", int(found.group(2) or 1)

    def page(self, number: int) -> str:
        """`list_<n>.html`."""
        return f"list_{number}.html"
