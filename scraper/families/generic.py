"""The generic family: static lists, described in the portal's file by selectors and a page template."""

import re
from urllib.parse import parse_qsl, urljoin, urlsplit

from bs4 import Tag
from soupsieve import SelectorSyntaxError

from scraper.exchange import Request
from scraper.families.listing import Family, FamilyMismatchError, Link, ListPage, Shape, link_of, parse
from scraper.portal import Generic, Portal
from scraper.urls import canonical

_ROWS = ("li", "tr", "dd")
_ANY_NUMBER = "987654321"


class GenericLists(Family):
    """Reads lists as the [generic] table of a portal file says."""

    shape = Shape(body=())

    def __init__(self, portal: Portal) -> None:
        super().__init__(portal)
        if portal.generic is None:
            raise FamilyMismatchError(f"{portal.name}: the generic family needs a [generic] table")
        self._rules: Generic = portal.generic
        self._article = re.compile(portal.generic.article_pattern)

    @classmethod
    def recognizes(cls, url: str, text: str) -> bool:  # noqa: ARG003
        """Never: this family is chosen in a portal's file."""
        return False

    def is_article(self, url: str) -> bool:
        """Whether `article_pattern` is found in `url`."""
        return self._article.search(url) is not None

    def read(self, request: Request, text: str, root: str) -> ListPage:
        """The entries that `list_selector` finds; none on a first page is a mismatch, later on the end."""
        url = request.url
        try:
            anchors = parse(text).select(self._rules.list_selector)
            links = tuple(dict.fromkeys(link for link in (self._link(a, url) for a in anchors) if link))
        except SelectorSyntaxError as error:
            raise FamilyMismatchError(
                f"a selector of the portal's file is none: {str(error).splitlines()[0]}"
            ) from error
        if not links and url == root:
            raise FamilyMismatchError(f"list_selector {self._rules.list_selector!r} finds no link here")
        return ListPage(links, self._following(url, root) if links else ())

    def _link(self, anchor: Tag, url: str) -> Link | None:
        row = anchor.find_parent(_ROWS) or anchor.parent
        selector = self._rules.date_selector
        return link_of(anchor, row.select_one(selector) if row and selector else None, url)

    def _following(self, url: str, root: str) -> tuple[Request, ...]:
        """The page after `url`: the second one, or the next number of the template."""
        number = self._rules.first
        if url != root:
            form = re.escape(self._page(root, _ANY_NUMBER) or "").replace(_ANY_NUMBER, r"(\d{1,6})")
            found = re.fullmatch(form, url)
            if found is None:
                raise FamilyMismatchError(f"{url} has entries and is no page that page_template names")
            number = int(found.group(1)) + 1
        following = self._page(root, str(number))
        return (Request(following, guessed=True),) if following else ()

    def _page(self, root: str, number: str) -> str | None:
        """The address that the template gives for the page `number` of the list at `root`."""
        stem = re.sub(r"\.\w+\Z", "", urlsplit(root).path.rstrip("/"))
        name = self._rules.page_template.replace("{stem}", stem).replace("{n}", number)
        if name.startswith("?"):
            changed = {key for key, _ in parse_qsl(name[1:], keep_blank_values=True)}
            kept = [pair for pair in urlsplit(root).query.split("&") if pair.partition("=")[0] not in changed]
            name = "?" + "&".join(filter(None, [*kept, name[1:]]))
        return canonical(urljoin(root, name))
