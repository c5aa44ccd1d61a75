"""What kind of document a page is: a report, an older one, another institution's, one that shows no report, or none."""

import re
import tomllib
from collections.abc import Sequence
from importlib.resources import files
from itertools import islice
from typing import NamedTuple

from parsers.narrative.head.lines import TitleLine
from parsers.narrative.head.reading import Head
from parsers.narrative.head.year import PERIOD
from parsers.narrative.notices import missing_tables, why_not_a_report
from parsers.report import Issue, Kind

_WORDS = tomllib.loads((files(__package__) / "kinds.toml").read_text("utf-8"))
_INSTITUTIONS = tuple(_WORDS["institutions"])
_ATTACHMENT = re.compile("|".join(map(re.escape, _WORDS["attachments"])), re.I)
_OTHER_DOCUMENT = re.compile(rf"公开[^\n。]{{0,20}}(?:{'|'.join(_WORDS['other_documents'])})$")
_OWNERS = tuple(_WORDS["owners"])
_SITE = re.compile("|".join(_WORDS["sites"]))
_STATISTICS = re.compile("|".join(_WORDS["statistics"]))
_FIRST_YEAR = 2019  # of the form by table
_ENTRIES = 3  # titles of different reports that make a page without sections a list
_FIRST_LINES = 12  # of a page, among which a title stands that is the page's own
_MARKED = ("heading", "window title", "meta ArticleTitle")
_FAR = 120  # characters: so soon after a title stand its date and its source
_PROSE = 25  # characters of a line with a full stop, of which the text of a report has some
_DATE_LINE = re.compile(
    r"(?:时间|日期|来源|发布机构|发布单位|作者|浏览|字号|字体|附件)[^\n]{0,8}[:：\d]|\d{4}-\d{1,2}-\d{1,2}"
)
_OF_NOTICES: dict[str, Kind] = {"challenge": "challenge", "soft_404": "missing_page"}


NO_REPORT: frozenset[Kind] = frozenset({"list", "challenge", "missing_page", "not_a_report"})
"""Kinds of documents of which nothing else is given."""


class Shown(NamedTuple):
    """What a page shows, as far as its kind depends on it.

    `text` is the report's own with the page around it, `titles` those on the page, `headlines` the page's headings and
    window title, `source` the document as served. `sections` counts the headings that the form knows.
    """

    text: str
    titles: Sequence[TitleLine]
    headlines: Sequence[str]
    source: str
    pictures: int
    sections: int
    has_tables: bool


def kind_of(shown: Shown, head: Head) -> tuple[Kind, list[Issue]]:
    """The kind of document, and the issue that says why it is no report, or none whose tables are read."""
    if shown.has_tables:
        return "report", []
    if not shown.sections and _is_list(shown, head):
        return "list", [Issue("not_a_report", f"the page lists {len(shown.titles)} titles of reports")]
    if not _is_report(shown, head):
        why = why_not_a_report(shown.text, shown.source)
        return _OF_NOTICES.get(why.code, "not_a_report"), [why]
    after = shown.text[_title_end(shown, head) :]
    if not shown.sections and not any(len(line) >= _PROSE and "。" in line for line in after.split("\n")):
        return _without_body(after, shown.pictures)
    return _without_tables(shown, head), [missing_tables(shown.pictures)]


def _is_list(shown: Shown, head: Head) -> bool:
    """Whether the page lists titles of several reports and has no title of one that names both organ and year."""
    entries = sum(line.is_listed for line in shown.titles)
    return entries >= _ENTRIES and not (head.title and head.agency and head.year)


def _is_report(shown: Shown, head: Head) -> bool:
    """Whether a document without tables is a report: its title is the page's own, or several of its headings stand."""
    if head.title is None:
        lines = (line.strip() for line in shown.text.split("\n") if line.strip())
        enough = shown.sections > 1 or (shown.sections == 1 and head.found.get("year") == PERIOD)
        return enough and not any(_OTHER_DOCUMENT.search(line) for line in islice(lines, _FIRST_LINES))
    if shown.sections or head.found["title"] in _MARKED:
        return True
    line = next((line for line in shown.titles if line.title.text == head.title), None)
    return line is not None and not any(map(_names_another, shown.headlines)) and _is_own(shown.text, line)


def _names_another(headline: str) -> bool:
    """Whether a heading or window title is the title of a page on something else."""
    return len(headline.strip()) > 1 and not _SITE.search(headline) and not headline.strip().endswith(_OWNERS)


def _is_own(text: str, line: TitleLine) -> bool:
    """Whether a title line is the page's own: among its first lines, or with a date, a source or a file right below."""
    first = sum(bool(above.strip()) for above in text[: line.start].split("\n")) < _FIRST_LINES
    return first or _DATE_LINE.search(text, line.end, line.end + _FAR) is not None


def _title_end(shown: Shown, head: Head) -> int:
    return next((line.end for line in shown.titles if line.title.text == head.title), 0)


def _without_body(after: str, pictures: int) -> tuple[Kind, list[Issue]]:
    if pictures and not _ATTACHMENT.search(after):
        return "pictures", [missing_tables(pictures)]
    return "attachment_only", [
        Issue("attachment_only", "the page shows the title alone; the report is in a file beside it")
    ]


def _without_tables(shown: Shown, head: Head) -> Kind:
    if head.is_school_year or (head.agency or "").endswith(_INSTITUTIONS):
        return "other_institution"
    if head.year is None:
        return "older_report" if len(set(_STATISTICS.findall(shown.text))) > 1 else "report"
    return "older_report" if head.year < _FIRST_YEAR else "report"
