"""The NFCMS family: the portals of Guangdong beside their disclosure platform.

A list is a folder, `<dir>/` or `<dir>/index.html`, and its page n is `<dir>/index_<n>.html`: the second page is
index_2, where other systems with such names call it index_1. Articles are `…/content/post_<N>.html`; the twin for
telephones, `mpost_<N>`, is the same article.
"""

import re
from urllib.parse import urlsplit

from scraper.exchange import Request
from scraper.families.folders import FolderLists
from scraper.families.listing import FamilyMismatchError, ListPage, Shape

# The disclosure platform has two more folders in its addresses; the lists of either name articles of both.
ARTICLE = re.compile(r"/content/(?:\d+/\d+/)?m?post_\d+\.html\Z")
_PAGE = re.compile(r"(.*/)(?:index(?:_(\d{1,6}))?\.html)?")
_MARK = re.compile(r"NFCMS_[A-Z]|/content/m?post_\d")
_COLUMN_MARK = re.compile(r"NFCMS_CAT_ID|NFCMS_PUB_TYPE\W{1,5}cat\b")
_LINK_TO_FIRST = re.compile(r"\bindex_1\.html\b")


class Nfcms(FolderLists):
    """Reads lists of NFCMS portals."""

    shape = Shape(body=(".article-content", "div.news_cont_d_wrap", ".content"))

    @classmethod
    def recognizes(cls, url: str, text: str) -> bool:
        """By its script variables or the addresses of its articles, outside the disclosure platform."""
        path = urlsplit(url).path
        return "/gkmlpt/" not in path and (ARTICLE.search(path) is not None or _MARK.search(text) is not None)

    def is_article(self, url: str) -> bool:
        """Whether `url` is a `…/content/post_<N>.html`, of a portal or of its disclosure platform."""
        return ARTICLE.search(urlsplit(url).path) is not None

    def identity(self, url: str) -> str:
        """The page for telephones (`mpost_`) is the page of the same number without the m."""
        return re.sub(r"/mpost_(\d+\.html)\Z", r"/post_\1", url) if self.is_article(url) else url

    def place(self, url: str) -> tuple[str, int] | None:
        """`<dir>/`, `<dir>/index.html` and `<dir>/index_<n>.html` from 2 on."""
        found = _PAGE.fullmatch(urlsplit(url).path)
        if found is None or found.group(2) in ("0", "1"):
            return None
        return found.group(1), int(found.group(2) or 1)

    def page(self, number: int) -> str:
        """`index_<n>.html`."""
        return f"index_{number}.html"

    def says_empty(self, text: str) -> bool:
        """Whether the page is a column, by the variables of its visit counter: such a page without rows is empty."""
        return _COLUMN_MARK.search(text) is not None or super().says_empty(text)

    def read(self, request: Request, text: str, root: str) -> ListPage:
        """As every list in a folder; a pager that counts from index_1 is of another system, and would lose a page."""
        if _LINK_TO_FIRST.search(text):
            raise FamilyMismatchError("index_1.html is linked here: on an NFCMS portal the second page is index_2.html")
        return super().read(request, text, root)
