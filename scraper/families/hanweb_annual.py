"""The hanweb_annual family: Hanweb's disclosure module, `/module/xxgk/`.

Either the servlet `xxgkAnnualReport.jsp?area=<organ>&fbtime=<year>` is the report of one organ and one year, with no
list: a start page names the organ, and the years of the portal's file are asked for; a year that is not there is a
page without a body. Or a column holds a `search.jsp`, whose answers are tables paged by `currpage`; without an
`infotypeId` it lists everything of the organ, and only `art_<column>_` belongs to the column.
"""

import html
import re
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import msgspec
from bs4 import BeautifulSoup, Tag

from scraper.exchange import Request
from scraper.families.hanweb import ARTICLE
from scraper.families.listing import Family, FamilyMismatchError, Link, ListPage, Shape, parse, row_links
from scraper.urls import canonical

_REPORT = "/module/xxgk/xxgkAnnualReport.jsp"
_SEARCH = "/module/xxgk/search.jsp"
_NAMED = ("area", "fbtime", "showType")  # what tells one report from another
_YEAR = re.compile(r"\d{4}")
_COLUMN = re.compile(r"/col/col(\d{1,20})/")
_CALLS = re.compile(r"/module/xxgk/(?:search|tree)\.jsp\?([^\"'<>\s]{0,2000})")
_PAGES = re.compile(r"共(?:\s|&nbsp;){0,9}(\d{1,9})(?:\s|&nbsp;){0,9}页")
_TOTAL = re.compile(r"共(?:\s|&nbsp;){0,9}(\d{1,9})(?:\s|&nbsp;){0,9}条")
_NUMBER = re.compile(r"\d{1,9}")
_FORM = {
    "infotypeId": "",
    "jdid": "",
    "area": "",
    "divid": "",
    "vc_title": "",
    "vc_number": "",
    "vc_filenumber": "",
    "vc_all": "",
    "texttype": "",
    "fbtime": "-1",
    "sortfield": ",createdatetime:0,orderid:0",
}
_MEDIA = "img, iframe, embed, object, video, a[href], script"  # what may bring a report without a word of text


class HanwebAnnual(Family):
    """Reads the annual reports of Hanweb's disclosure module."""

    shape = Shape(
        body=("#zoom", "div.article_zoom", ".bt_content", ".wrapper_detail_text", "div.content"),
        attachments=("a[href*='/module/download/downfile.jsp']",),
    )

    @classmethod
    def recognizes(cls, url: str, text: str) -> bool:
        """By the name of its module, where no data proxy lists the articles."""
        named = "/module/xxgk/" in text or "/module/xxgk/" in url
        return named and "dataproxy.jsp" not in text and "jpaas-publish-server" not in text

    def is_article(self, url: str) -> bool:
        """Whether `url` is a report of one organ and year, or an article that a search lists."""
        parts = urlsplit(url)
        if parts.path == _REPORT:
            said = dict(parse_qsl(parts.query))
            return "area" in said and _YEAR.fullmatch(said.get("fbtime", "")) is not None
        return ARTICLE.fullmatch(parts.path) is not None

    def identity(self, url: str) -> str:
        """A report's address with nothing but organ, year and view, in one order."""
        if urlsplit(url).path != _REPORT:
            return url
        said = dict(parse_qsl(urlsplit(url).query))
        query = urlencode({name: said[name] for name in _NAMED if name in said})
        return canonical(f"{url.partition('?')[0]}?{query}") or url

    def missing(self, text: str) -> str | None:
        """A page without a body stands for a year without a report."""
        try:
            tree = parse(text)
        except FamilyMismatchError:
            return None
        body = self._body(tree) or tree.body or tree
        return None if body.get_text(strip=True) or body.select_one(_MEDIA) else "the page has no body"

    def _body(self, tree: BeautifulSoup) -> Tag | None:
        return next((found for selector in self.shape.body if (found := tree.select_one(selector))), None)

    def read(self, request: Request, text: str, root: str) -> ListPage:  # noqa: ARG002
        """One address a year on a start page of an organ; what a search lists; or the search of a column."""
        path = urlsplit(request.url).path
        if path == _REPORT:
            return self._years(request.url, text)
        if path == _SEARCH:
            return self._found(request, text)
        return ListPage((), (_search(request.url, text),))

    def _years(self, url: str, text: str) -> ListPage:
        """The reports of an organ; with the page's own words for them where it has any."""
        said = dict(parse_qsl(urlsplit(url).query))
        if not said.get("area") or "fbtime" in said:
            raise FamilyMismatchError(f"a start page must name an organ (area) and no year (fbtime), unlike {url}")
        tree = parse(text)
        if "/module/xxgk/" not in text and self._body(tree) is None:
            raise FamilyMismatchError("neither /module/xxgk/ nor the body of a report is here")
        named = {self.identity(link.url): link.title for link in row_links(tree, url, self.is_article)}
        first, last = self.portal.years
        reports = [self.identity(f"{url}&fbtime={year}") for year in range(last, first - 1, -1)]
        return ListPage(tuple(Link(report, named.get(report, ""), None) for report in reports))

    def _found(self, request: Request, text: str) -> ListPage:
        """The rows of a search; a page in which none belongs to the column is not the last."""
        base = request.referer or request.url
        rows = [link for link in row_links(parse(text), base, self.is_article) if self._is_row(link)]
        pages, total = _PAGES.search(text), _TOTAL.search(text)
        if pages is None and not any(self.is_article(link.url) for link in rows):
            raise FamilyMismatchError(f"neither rows nor 共N页 are in the answer of {_SEARCH}")
        said = _said(request)
        column = _COLUMN.search(request.referer or "")
        narrow = f"/art_{column.group(1)}_" if column and not said.get("infotypeId") else ""
        links = tuple(link for link in rows if narrow in link.url)
        number = int(said["currpage"]) if _NUMBER.fullmatch(said.get("currpage", "")) else 1
        more = rows and pages is not None and number < int(pages.group(1))
        claimed = int(total.group(1)) if total and not narrow else None
        return ListPage(links, (_turned(request, number + 1),) if more else (), claimed)

    def _is_row(self, link: Link) -> bool:
        """Whether a link is an entry: the pager's lead to the search itself."""
        return _SEARCH not in link.url


def _search(url: str, text: str) -> Request:
    """The search that the column at `url` makes."""
    calls = _CALLS.finditer(text)
    said: dict[str, str] = {}
    for call in calls:
        query = parse_qsl(html.unescape(call.group(1)), keep_blank_values=True)
        said = {name: value for name, value in query if name in _FORM} | said
    if not said.get("area"):
        raise FamilyMismatchError(f"no {_SEARCH} or tree.jsp that names an organ (area) is here")
    address = canonical(urljoin(url, _SEARCH)) or url
    form = urlencode(_FORM | said | {"currpage": "1"})
    return Request(address, form, referer=url, ajax=True)


def _said(request: Request) -> dict[str, str]:
    said = request.form if request.form is not None else urlsplit(request.url).query
    return dict(parse_qsl(said, keep_blank_values=True))


def _turned(request: Request, number: int) -> Request:
    """The search's page `number`."""
    said = urlencode(_said(request) | {"currpage": str(number)})
    if request.form is not None:
        return msgspec.structs.replace(request, form=said)
    return msgspec.structs.replace(request, url=canonical(f"{request.url.partition('?')[0]}?{said}") or request.url)
