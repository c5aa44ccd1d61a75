"""Page → the outline of the one report that it is on: its span, its headings, its titles, the others on the page."""

import re
from typing import NamedTuple

from parsers.narrative.head.lines import TitleLine, contradict, title_lines, titles_in
from parsers.narrative.head.reading import Head, HeadText, read_head
from parsers.narrative.head.title_choice import marked_titles
from parsers.narrative.kinds import Shown
from parsers.narrative.marks import find_marks
from parsers.narrative.sections import Heading, choose_headings, without_contents
from parsers.page.html import Page
from parsers.page.split import Split, split_reports
from parsers.page.text import LINE, MARKS, TABLE
from parsers.report import Issue

_MOST_OWN = 20  # headings of a page that are asked which report is its own
_OWN = ("meta ArticleTitle", "window title", "heading")  # places of titles, those that name one report first


class Outline(NamedTuple):
    """One report on its page: `start` and `end` of its body, its headings, the titles on the page, and its head.

    `shown` is the page's text with line breaks in place of marks, offset for offset.
    """

    shown: str
    start: int
    end: int
    headings: list[Heading]
    titles: list[TitleLine]
    head: Head


def outline(page: Page, url: str | None) -> Outline:
    """The outline of the report that the page's own title tells; the others on the page are an issue."""
    shown = re.sub(MARKS, LINE, page.text)
    marks = without_contents(find_marks(page.text, *page.body), page.text)
    stops = [mark.start for mark in marks if mark.key]
    titles = title_lines(shown, 0, page.body[1], stops)
    own = sorted(marked_titles(page.headlines, page.meta), key=lambda found: _OWN.index(found.place))
    split = split_reports(shown[: page.body[1]], titles, marks, [found.title for found in own[:_MOST_OWN]])
    start, end = max(split.start, page.body[0]), min(split.end, page.body[1])
    headings = choose_headings([mark for mark in marks if start <= mark.start < end])
    table = page.text.find(TABLE, start, end)
    first = headings[0].start if headings else table if table >= 0 else end
    head = read_head(HeadText(shown, split.start, first, end, titles), _headlines(page, split, shown), page.meta, url)
    if split.others:
        names = "; ".join(split.others[:_MOST_OWN])
        head.issues.append(Issue("several_reports", f"the page holds other reports, which are not read: {names}"))
    return Outline(shown, start, end, headings, titles, head)


def _headlines(page: Page, split: Split, shown: str) -> tuple[str, ...]:
    """The page's headings and window title, without those of other reports where it holds several."""
    if not split.others:
        return page.headlines
    own = shown[split.start : split.end]
    *headings, window = page.headlines or ("",)
    is_other = split.title and any(contradict(split.title, line.title) for line in titles_in(window))
    return *(heading for heading in headings[:_MOST_OWN] if heading.strip() in own), "" if is_other else window


def shown_on(page: Page, outlined: Outline, source: str, *, has_tables: bool) -> Shown:
    """What the kind of a document depends on; `source` is the document as served."""
    known = sum(heading.key is not None for heading in outlined.headings)
    return Shown(outlined.shown, outlined.titles, page.headlines, source, page.pictures, known, has_tables=has_tables)
