"""Which links of a page are the entries of its list, where the addresses are a family's and the skin is a portal's own.

The list is told from menus and sidebars by where it stands: near its pager, or below the folder of its page. Where
neither tells, the page is a mismatch: a guess would lose reports or invent some.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import islice, takewhile
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement

from scraper.families.listing import FamilyMismatchError, Link, date_in, full_title
from scraper.urls import canonical, place_of

_ROWS = ("li", "tr", "dd", "dt")
_LISTS = ("ul", "ol", "table", "dl")
_EDGES = ("body", "html", "[document]")
_NEAR = 3  # how many boxes up a pager and its list have one in common: from four on it holds the sidebar, too
_ROW_DEPTH = 6  # how deep in its row a link stands, and a row in its list
_ROW_NODES = 200  # where in a row its date stands; markup that never closes makes a row of the whole page
_EMPTY = 0
MOST_PAGERS = 8

# A string that is a date and nothing else but a label, brackets and the time of day.
_DATE_ALONE = re.compile(
    r"\D{0,8}\d{4}\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2}\s*日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?\D{0,3}"
)


def folder_of(url: str) -> str:
    """The address of the folder that `url` lies in.

    >>> folder_of("http://a.gov.cn/zwgk/nb/index_1.html?x=1")
    'http://a.gov.cn/zwgk/nb/'
    """
    return urljoin(url, ".")


def is_file(url: str) -> bool:
    """Whether the address names a file that is no column's index.

    >>> is_file("http://a.cn/x/P020240101.pdf"), is_file("http://a.cn/x/index_2.html"), is_file("http://a.cn/x/")
    (True, False, False)
    """
    name = urlsplit(url).path.rpartition("/")[2]
    return "." in name and not name.startswith("index")


class Frame:
    """The links of the page at `url`, by the groups of rows that they stand in."""

    def __init__(
        self,
        tree: BeautifulSoup,
        url: str,
        is_article: Callable[[str], bool],
        is_pager: Callable[[str], bool],
    ) -> None:
        self._folder = folder_of(url)
        self._place = place_of(url)
        self._addresses: dict[int, tuple[Tag, str]] = {}
        for anchor in tree.select("a[href]"):
            address = canonical(str(anchor["href"]), url)
            if address and not is_pager(address):
                self._addresses[id(anchor)] = (anchor, address)
        self._articles = {key for key, (_, address) in self._addresses.items() if is_article(address)}
        self._dates: dict[int, NavigableString | None] = {}
        self._in_box: defaultdict[int, set[str]] = defaultdict(set)
        for key in self._articles:
            anchor, address = self._addresses[key]
            for box in (anchor, *islice(anchor.parents, _ROW_DEPTH)):
                self._in_box[id(box)].add(address)

    @property
    def addresses(self) -> tuple[str, ...]:
        """Every address that the page links to, in its order."""
        return tuple(dict.fromkeys(address for _, address in self._addresses.values()))

    def entries(self, pagers: Sequence[Tag]) -> tuple[Link, ...]:
        """What the rows of the list lead to: articles, and also files, other sites and columns.

        Without a pager it is what `below` says, and a mismatch when most articles are of other columns: so is a home
        page that answers in the place of a list.
        """
        own = self._own()
        if not pagers:
            if own and len(self._articles) > 2 * len(own):
                raise FamilyMismatchError(
                    "most articles that this page names are of other columns, and it has no pager"
                )
            return self.below()
        near = {key for pager in pagers[:MOST_PAGERS] for key in self._near(pager)}
        if self._articles and not near | own and all(_is_apart(pager) for pager in pagers):
            raise FamilyMismatchError("the pager stands apart from every list, and no article is of this column")
        return self._links(self._groups_of(near | own))

    def below(self) -> tuple[Link, ...]:
        """What the rows lead to that stand among articles below the page's folder alone."""
        own = self._own()
        return self._links(self._groups_of(own) - self._groups_of(self._articles - own))

    def _links(self, groups: set[int]) -> tuple[Link, ...]:
        found: dict[str, Link] = {}
        for key, (anchor, address) in self._addresses.items():
            if id(_group(anchor)) in groups and self._is_entry(key):
                link = self._link(anchor, address)
                if address not in found or not found[address].title:
                    found[address] = link
        return tuple(found.values())

    def _own(self) -> set[int]:
        if urlsplit(self._folder).path == "/":
            return set()
        return {key for key in self._articles if self._addresses[key][1].startswith(self._folder)}

    def _groups_of(self, keys: set[int]) -> set[int]:
        return {id(_group(self._addresses[key][0])) for key in keys}

    def _is_elsewhere(self, key: int) -> bool:
        anchor, address = self._addresses[key]
        return (is_file(address) or place_of(address) != self._place) and _row_of(anchor) is not None

    def _near(self, pager: Tag) -> set[int]:
        """The links of the list that ends at `pager`: in the smallest box, articles before files and other sites."""
        for box in islice(pager.parents, _NEAR):
            if box.name in _EDGES:
                break
            inside = {id(a) for a in box.select("a[href]")} & self._addresses.keys()
            wanted = inside & self._articles or {key for key in inside if self._is_elsewhere(key)}
            last = self._last_before(pager, box, wanted)
            if last:
                way = _way(self._addresses[last][0], box)
                return {key for key in wanted if _way(self._addresses[key][0], box) == way}
            if last == _EMPTY:
                break
        return set()

    def _last_before(self, pager: Tag, box: Tag, wanted: set[int]) -> int | None:
        """The last of `wanted` in front of the pager; _EMPTY when an empty list stands between them."""
        last = None
        for node in box.descendants:
            if node is pager:
                break
            if id(node) in wanted:
                last = id(node)
            elif isinstance(node, Tag) and node.name in _LISTS and _is_empty(node):
                last = _EMPTY
        return last

    def _is_entry(self, key: int) -> bool:
        """Whether a link in the list is more than the label of a row (its category, its organ)."""
        anchor, address = self._addresses[key]
        row = _row_of(anchor) or anchor
        return key in self._articles or is_file(address) or not self._in_box.get(id(row))

    def _link(self, anchor: Tag, address: str) -> Link:
        date = self._date(self._row(anchor))
        if date and any(word is date for word in _words(anchor)) and "".join(_words(anchor)).strip() != date.strip():
            date.extract()  # a link around title and date
        return Link(address, _title(anchor), date_in(date) if date else None)

    def _date(self, row: Tag) -> NavigableString | None:
        """The last date in `row`, looked for once: a row may have thousands of links."""
        if id(row) not in self._dates:
            nodes = _words(row) if row.name == "a" else _nodes(row)
            strings = (node for node in nodes if type(node) is NavigableString)
            dates = [string for string in strings if _DATE_ALONE.fullmatch(string.strip())]
            self._dates[id(row)] = dates[-1] if dates else None
        return self._dates[id(row)]

    def _row(self, anchor: Tag) -> Tag:
        """The widest box around `anchor`, up to a row, that names no second article."""
        row = anchor
        for box in islice(anchor.parents, _ROW_DEPTH):
            if box.name in (*_LISTS, *_EDGES) or len(self._in_box[id(box)]) > 1:
                break
            row = box
            if box.name in _ROWS:
                break
        return row


def _is_apart(pager: Tag) -> bool:
    return pager.parent is not None and pager.parent.name in _EDGES


def _is_empty(group: Tag) -> bool:
    """Whether a list has neither link nor words, or says that it has nothing; a pager's own list is none."""
    if any("pag" in str(name).lower() for name in (group.get("class"), group.get("id"))):
        return False
    nodes = list(_nodes(group))
    words = "".join(node.strip() for node in nodes if type(node) is NavigableString)
    return not any(isinstance(node, Tag) and node.name == "a" for node in nodes) and (not words or "暂无" in words)


def _nodes(tag: Tag) -> Iterator[PageElement]:
    """The first nodes in `tag`."""
    waiting: list[PageElement] = [tag]
    for _ in range(_ROW_NODES):
        if not waiting:
            break
        node = waiting.pop()
        yield node
        waiting += reversed(node.contents) if isinstance(node, Tag) else ()


def _words(anchor: Tag) -> list[NavigableString]:
    """The strings of a link: one that is never closed holds the links behind it, whose words are not its own."""
    own = takewhile(lambda node: node is anchor or not isinstance(node, Tag) or node.name != "a", _nodes(anchor))
    return [node for node in own if type(node) is NavigableString]


def _title(anchor: Tag) -> str:
    closed = Tag(name="a", attrs=dict(anchor.attrs))
    closed.string = "".join(_words(anchor))
    return full_title(closed)


def _way(anchor: Tag, box: Tag) -> tuple[str, ...]:
    """How one comes from `box` down to the rows: alike for all rows of a list, and not for those beside it."""
    group = _group(anchor)
    boxes = takewhile(lambda one: one is not box, islice(group.parents, _ROW_DEPTH))
    if group is anchor:
        return tuple(one.name for one in boxes)
    return (group.name, *(f"{one.name}.{one.get_attribute_list('class')[:1]}" for one in boxes))


def _row_of(anchor: Tag) -> Tag | None:
    return _first_of(_ROWS, anchor)


def _group(anchor: Tag) -> Tag:
    """The rows that `anchor` stands among; itself where they are no list in HTML."""
    row = _row_of(anchor)
    return (_first_of(_LISTS, row) if row else None) or anchor


def _first_of(names: Sequence[str], tag: Tag) -> Tag | None:
    return next((box for box in islice(tag.parents, _ROW_DEPTH) if box.name in names), None)
