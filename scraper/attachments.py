"""What an article brings along: the files that it names, and its tables where they are images."""

import re

import msgspec

from scraper.articles import File, NoPageError, content_of, read_article
from scraper.exchange import Response
from scraper.families.listing import Shape
from scraper.files import may_name_files
from scraper.magic import is_office_page, magic_of
from scraper.pages import charset_of, decode, is_html
from scraper.states import State

# The form's three tables in full have more cells than any page's frame; with fewer, images may stand in for them.
_CELLS_OF_TABLES = 120
_IMAGE = re.compile(rb"<img\b", re.IGNORECASE)


class Page(msgspec.Struct, frozen=True):
    """A body as an article's page: what its header said of it goes along."""

    body: bytes
    charset: str | None
    media_type: str | None

    @property
    def is_html(self) -> bool:
        """Whether there is a page to read at all."""
        return is_html(self.media_type, self.body)

    @property
    def text(self) -> str:
        """The page's text."""
        return decode(self.body, self.charset)


def page_of(response: Response) -> Page:
    """The page that was answered."""
    headers = {name.lower(): value for name, value in response.headers}
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    return Page(response.body, charset_of(headers), media_type)


def attachments_of(page: Page, url: str, shape: Shape) -> tuple[File, ...]:
    """The files that the article at `url` names, in their order, and its images where its text has no table."""
    if not page.is_html or not (may_name_files(page.body) or _may_be_images(page.body)):
        return ()
    try:
        article = read_article(page.text, url, shape)
    except NoPageError:
        return ()
    known = {file.url for file in article.files}
    images = () if article.has_table else article.images
    return (*article.files, *(image for image in images if image.url not in known))


def _may_be_images(body: bytes) -> bool:
    return _IMAGE.search(body) is not None and body.lower().count(b"<td") < _CELLS_OF_TABLES


def same_content(old: Page, new: Page, url: str, shape: Shape) -> bool:
    """Whether two bodies of the page at `url` hold the same article, whatever became of its frame."""
    before, now = _content(old, url, shape), _content(new, url, shape)
    return before is not None and before == now


def _content(page: Page, url: str, shape: Shape) -> tuple[object, ...] | None:
    try:
        return content_of(read_article(page.text, url, shape)) if page.is_html else None
    except NoPageError:
        return None


def judge_file(response: Response) -> tuple[State, str]:
    """State and reason of an answer that should be a file: a page that says it cannot be had is none."""
    if response.state != "captured":
        return response.state, response.reason
    magic = magic_of(response.body)
    if magic == "html" and not is_office_page(response.body):
        return "not_file", "HTTP 200 with an HTML page where a file is named"
    if magic is None:
        return "captured", "its first bytes are of no file type that is known here"
    return "captured", ""
