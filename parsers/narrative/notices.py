"""What is wrong with a document as a whole: that it is no report, or what its reader should be warned of."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from parsers.report import Issue, Section

NOT_READ = frozenset({
    "empty", "not_text", "too_large", "soft_404", "challenge", "not_a_report", "attachment_only", "tables_are_images",
    "tables_missing", "reader_failed",
})  # fmt: skip
"""Codes of the issues that say that a document was not read as a report, or not its tables."""

_MISSING_PAGE = re.compile(
    r"页面(不存在|找不到|未找到|已删除|无法访问)|(找不到|不存在|没有找到).{0,8}(页面|网页|文件)|404\s*错误|not found",
    re.I,
)
_CHALLENGE = re.compile(
    r"安全验证|人机验证|请开启\s*JavaScript|enable JavaScript|访问过于频繁|拦截|checking your browser", re.I
)
_SHORT = 600  # characters: pages that say that a page is missing have far fewer
_SENTENCE_BEGINS = re.compile(r"(?:^|[。；;\n)）.]|情况[:：]?)\s*(?:截至|截止)?$")
_REPORTS_ON = re.compile(r"\s*年度?(?![底末初以前来至]|同期|相比|[-—~])[^。；;\n]{0,60}")
_LOOKS_BACK = re.compile(r"相比|以来|同期|至今|起施行|印发|发布的|的基础上|^\s*年度?(\s*结转|\s*\d{1,2}\s*月)")


def why_not_a_report(text: str, source: str) -> Issue:
    """What a document without title, sections and tables of a report is: `text` as shown, `source` as served."""
    visible = re.sub(r"\s+", " ", text).strip()
    if not visible and "<script" in source.lower():
        return Issue("challenge", "the page shows nothing and runs a script: a challenge, or filled in by a browser")
    if not visible:
        return Issue("empty", "the document shows no text")
    if len(visible) <= _SHORT and _MISSING_PAGE.search(visible):
        return Issue("soft_404", f"the page says that it does not exist: {visible[:60]}")
    if len(visible) <= _SHORT and _CHALLENGE.search(visible):
        return Issue("challenge", f"the page asks for a check before it shows anything: {visible[:60]}")
    return Issue("not_a_report", f"no title, section or table of an annual report found; it begins: {visible[:60]}")


def missing_tables(pictures: int) -> Issue:
    """Why a report with sections shows no table."""
    if pictures:
        return Issue("tables_are_images", f"no table found in the text; the report holds {pictures} pictures")
    return Issue("tables_missing", "no table of the form found in the report")


def unknown(fields: Mapping[str, object]) -> list[Issue]:
    """The fields that have no value."""
    return [Issue(f"{name}_unknown", f"the {name} was found nowhere in the document")
            for name, value in fields.items() if value is None]  # fmt: skip


def other_years(sections: Iterable[Section], year: int | None) -> list[Issue]:
    """Sentences that report on the year before the report's own, as left over from the report before."""
    if year is None:
        return []
    return [
        Issue("other_year_in_text", f"section {section.key} speaks of {year - 1} in the report of {year}: {sentence}")
        for section in sections
        for sentence in _sentences_on(str(year - 1), section.text)
    ]


def _sentences_on(year: str, text: str) -> Iterator[str]:
    at = text.find(year)
    while at >= 0:
        told = _REPORTS_ON.match(text, at + len(year))
        if told and _SENTENCE_BEGINS.search(text[max(0, at - 8) : at]) and not _LOOKS_BACK.search(told[0]):
            yield text[at : told.end()]
        at = text.find(year, at + 1)


def without_repeats(issues: Sequence[Issue]) -> tuple[Issue, ...]:
    """Each issue once, in the order of their finding."""
    return tuple(dict.fromkeys(issues))
