"""Reading an article's page: its title, organ and date, its text, and the files and images that belong to it.

Only what the page says of itself; what a report means is not known here.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import lxml.html
import msgspec
from cssselect import HTMLTranslator, SelectorError
from lxml import etree

from scraper.families.listing import Shape, date_in
from scraper.files import file_in, is_file
from scraper.urls import canonical

# Containers of an article's text, the most frequent first.
BODIES = (
    "#zoom", "#Zoom", ".TRS_Editor", ".trs_editor_view", ".TRS_UEDITOR", ".Custom_UnionStyle", "#UCAP-CONTENT",
    ".pages_content", "#ivs_content", "[id^=vsb_content]", ".v_news_content", ".article-content", ".article_zoom",
    ".wzcon", ".j-fontContent", ".bt_content", ".main-txt", ".content_body", ".Detailcontent_inner", ".g-detailbox",
    ".newscontnet .text", ".detail-news", ".news_cont_d_wrap", ".message-box", ".xl_con", ".article_component",
    "div.nr", "div.neirong", "div.sj_nrbr", ".wzzw-article", "#con_con",
)  # fmt: skip
_CRUMBS = (".breadcrumb", ".crumb", ".crumbs", ".location", ".position", ".weizhi", ".dqwz", ".currentposition")
_NOT_SHOWN = frozenset({"script", "style", "noscript", "template", "head"})
_BREAKS = frozenset(
    {"p", "div", "br", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article"}
    | {"header", "footer", "dl", "dt", "dd", "form", "hr", "pre"}
)
_CELLS = frozenset({"td", "th"})
# Named parts of a page in which no file of its article stands.
_FRAME = re.compile(
    r"(?:^|[\s_-])(?:nav|menu|foot|footer|copyright|crumbs?|share|friend|sidebar)(?:$|[\s_-])", re.IGNORECASE
)
_ORGAN_ENDS = re.compile(
    r"(?:府|局|委|办|厅|院|处|镇|乡|街道|中心|会|社|馆|站|队|公司|办公室|学校|医院|机关|部|署|集团)$"
)
_LABELLED = {
    "organ": re.compile(r"(?:发布机构|发文机关|公开主体|责任部门)\s*[:：]?\s*([^\s:：|]{2,40})"),
    "source": re.compile(r"(?:信息来源|来\s*源)\s*[:：]\s*([^\s:：|]{2,40})"),
    "published": re.compile(
        r"(?:发布时间|发布日期|公开日期|发文日期|日\s*期)\s*[:：]?\s*(\d{4}\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2})"
    ),
}
_COUNTER = re.compile(r"(?:浏览|点击|阅读|访问)(?:次数|数|量|率)?\s*[:：]\s*\[?\s*\d*\s*\]?\s*(?:人?次)?|阅读\s+\d+\Z")
_FACTS = re.compile(r"发布|来源|日期|时间|字体|字号|作者|分享|打印")
_TODAY = re.compile(r"(?:今天是|现在是|当前时间).{0,40}")
_LEAST_TEXT = 50
_HIDDEN_DATA = ("data-original", "data-src", "src")


class File(msgspec.Struct, frozen=True):
    """A file or an image that an article names: canonical address, and the text of its link."""

    url: str
    title: str


class Article(msgspec.Struct, frozen=True):
    """An article's page as read. `text` has a line for each block and a tab behind each cell.

    `has_body` says whether the container of the text was found; else `text` is the whole page's. `spans` are the
    cells over several rows or columns, in their order. `images` are those of the text.
    """

    title: str
    organ: str | None
    published: str | None
    text: str
    has_body: bool
    has_table: bool
    spans: tuple[str, ...]
    files: tuple[File, ...]
    images: tuple[File, ...]


class NoPageError(ValueError):
    """There is no element in what should be an HTML page."""


def read_article(text: str, url: str, shape: Shape) -> Article:
    """Read the page `text` of `url`, as a family's `shape` or the common containers say; raises NoPageError."""
    tree = _tree(text)
    found = _first(tree, (*shape.body, *BODIES))
    body = tree if found is None else found
    shown = _text_of(body)
    info = shown if found is None else _text_of(tree)
    scopes = [_surroundings(body), *_all(tree, shape.attachments)]
    return Article(
        title=_title(tree, shape),
        organ=_organ(tree, shape, info),
        published=date_in(_meta(tree, "PubDate") or "") or date_in(_labelled("published", info) or ""),
        text=shown,
        has_body=found is not None,
        has_table=next(body.iter("table"), None) is not None,
        spans=tuple(_spans(body)),
        files=_unique(file for scope in scopes for file in _files(scope, url)),
        images=_unique(_images(body, url)) if found is not None else (),
    )


def content_of(article: Article) -> tuple[object, ...] | None:
    """What of an article is its content: equal for two copies of a page that differ in their frame only.

    Counters are left out where they make a line of their own or stand in the line of facts under the title: in a
    sentence they are a report's figures. None where the page does not say what its content is: no container of a
    text, or next to nothing in it, as where a script writes it.
    """
    if not article.has_body or (len(article.text) < _LEAST_TEXT and not article.files):
        return None
    lines = (_without_counter(line) for line in article.text.splitlines())
    return (
        article.title,
        tuple(line for line in lines if line),
        article.spans,
        frozenset(file.url for file in (*article.files, *article.images)),
    )


def _without_counter(line: str) -> str:
    if _COUNTER.fullmatch(line.strip()) or _TODAY.fullmatch(line):
        return ""
    return " ".join(_COUNTER.sub(" ", line).split()) if _FACTS.search(line) and len(line) < 120 else line


def _tree(text: str) -> Any:
    # As bytes: lxml refuses text that declares an encoding, and every page declares one.
    data = text.replace("\x00", "").encode("utf-8", "replace")
    try:
        return lxml.html.document_fromstring(data, parser=lxml.html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise NoPageError(str(error)) from error


@cache
def _path(selector: str) -> Any:
    """The XPath of a CSS selector; None for one that only bs4 understands."""
    try:
        return etree.XPath(HTMLTranslator().css_to_xpath(selector))
    except SelectorError:
        return None


def _all(tree: Any, selectors: tuple[str, ...]) -> Iterator[Any]:
    for selector in selectors:
        path = _path(selector)
        yield from path(tree) if path else ()


def _first(tree: Any, selectors: tuple[str, ...]) -> Any:
    """The first element that a selector finds and that is not empty; one that only holds a picture is not."""
    for element in _all(tree, selectors):
        if (element.text_content() or "").strip() or element.xpath(".//img | .//a | .//iframe | .//embed"):
            return element
    return None


def _surroundings(body: Any) -> Any:
    """Where the files of an article stand: often behind its text, in the same block."""
    parent = body.getparent()
    return body if parent is None or parent.tag in ("body", "html", "form") else parent


def _files(scope: Any, url: str) -> Iterator[File]:
    for element in scope.iter("a", "iframe", "embed", "object"):
        title = " ".join((element.text_content() or element.get("title") or "").split())
        address = element.get("href") or element.get("src") or element.get("data") or ""
        target = canonical(file_in(address), url) if address else None
        if target and target != url and not _in_frame(element, scope) and (is_file(target) or _names_file(element)):
            yield File(target, title or element.get("title") or "")


def _names_file(element: Any) -> bool:
    """Whether a link that leads anywhere calls itself a file."""
    names = (element.get("download"), element.get("title"), element.text_content())
    return element.tag == "a" and any(is_file((name or "").strip()) for name in names)


def _images(body: Any, url: str) -> Iterator[File]:
    for element in body.iter("img"):
        address = next((element.get(name) for name in _HIDDEN_DATA if element.get(name)), "")
        target = canonical(address, url) if address and not address.startswith("data:") else None
        if target and not _is_icon(element, target):
            yield File(target, " ".join((element.get("title") or element.get("alt") or "").split()))


def _is_icon(element: Any, url: str) -> bool:
    sizes = (re.match(r"\d+", element.get(name) or "") for name in ("width", "height"))
    small = any(size and int(size.group()[:6]) < 64 for size in sizes)
    return (
        small
        or re.search(r"/(?:icons?|icon_\w+|fileTypeImages|dialogs|emotion|spacer|blank)[/.]", url, re.IGNORECASE)
        is not None
    )


def _in_frame(element: Any, scope: Any) -> bool:
    while element is not None and element is not scope:
        named = f"{element.get('class') or ''} {element.get('id') or ''}"
        if element.tag in ("nav", "header", "footer") or _FRAME.search(named):
            return True
        element = element.getparent()
    return False


def _unique(files: Iterator[File] | Any) -> tuple[File, ...]:
    seen: dict[str, File] = {}
    for file in files:
        if not seen.get(file.url, File("", "")).title:
            seen[file.url] = file
    return tuple(seen.values())


def _spans(body: Any) -> Iterator[str]:
    for cell in body.iter("td", "th"):
        wide, high = cell.get("colspan") or "1", cell.get("rowspan") or "1"
        yield f"{wide}x{high}" if (wide, high) != ("1", "1") else ""


def _text_of(element: Any) -> str:
    """The text that is shown, a line for each block and a tab behind each cell."""
    pieces: list[str] = []
    skipped = 0
    for event, node in etree.iterwalk(element, events=("start", "end", "comment", "pi")):
        if event in ("comment", "pi"):
            text = node.tail
        elif event == "start":
            skipped += node.tag in _NOT_SHOWN
            pieces.append("\n" if node.tag in _BREAKS else "")
            text = node.text
        else:
            pieces.append("\t" if node.tag in _CELLS else "\n" if node.tag in _BREAKS else "")
            skipped -= node.tag in _NOT_SHOWN
            text = node.tail if node is not element else None
        if text and not skipped:
            pieces.append(re.sub(r"\s+", " ", text))
    lines = (re.sub(r"[  　]+", " ", line).strip(" ") for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)


def _title(tree: Any, shape: Shape) -> str:
    named = _meta(tree, "ArticleTitle")
    if named:
        return named
    element = _first(tree, (*shape.title, "h1"))
    if element is None:
        element = next(tree.iter("title"), None)
    text = " ".join((element.text_content() if element is not None else "").split())
    return text.partition("_")[0] if element is not None and element.tag == "title" else text


def _organ(tree: Any, shape: Shape, info: str) -> str | None:
    named = _labelled("organ", info)
    if named:
        return named
    crumbs = _first(tree, (*shape.breadcrumb, *_CRUMBS))
    if crumbs is not None:
        steps = [step.strip() for step in re.split(r"[>＞»›/\n]", _text_of(crumbs))]
        organs = [step for step in steps if _ORGAN_ENDS.search(step) and "公开" not in step]
        if organs:
            return organs[-1]
    return _meta(tree, "ContentSource") or _labelled("source", info)


def _labelled(name: str, text: str) -> str | None:
    found = _LABELLED[name].search(text)
    return found.group(1) if found else None


def _meta(tree: Any, name: str) -> str | None:
    for element in tree.iter("meta"):
        if (element.get("name") or "").lower() == name.lower():
            return " ".join((element.get("content") or "").split()) or None
    return None
