"""One report as its author should see it before publishing: what does not add up, and what cannot be read."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from nianbao.documents import Document, read_document
from nianbao.errors import DatasetError
from nianbao.pipeline import raw_folder
from nianbao.reading import read_capture
from nianbao.words import cell_in_words, check_in_words, issue_in_words
from parsers import Report
from parsers.report import Verdict
from scraper import Archive

_UNREAD = {"unreadable": "填写的不是数字", "ambiguous": "有不止一种读法"}


def document_at(place: str, data: Path | str) -> Document:
    """The report in the file `place`, or stored from that address; raises DatasetError without one."""
    if "://" not in place:
        if not Path(place).is_file():
            raise DatasetError(f"no file {place}: give a file, or an address that was crawled")
        return read_document(place)
    if raw_folder(data).is_dir():
        with Archive.open(raw_folder(data)) as archive:
            for capture in archive.captures():
                if place in (capture.url, capture.final_url):
                    return Document(place, read_capture(archive, capture).report)
    raise DatasetError(f"{place} is not in {raw_folder(data)}: crawl its portal first, `nianbao crawl PORTAL`")


def has_errors(report: Report) -> bool:
    """Whether an identity fails or a cell holds something that is no figure."""
    failed = any(check.verdict == "fails" for check in report.checks)
    return failed or any(cell.origin in _UNREAD for cell in report.cells)


def review(report: Report) -> Iterator[str]:
    """What its author should know of a report, in Chinese: how much adds up, then a sentence a fault."""
    verdicts = Counter(check.verdict for check in report.checks)
    holds, fails, untested = (verdicts[verdict] for verdict in get_args(Verdict))
    yield f"勾稽关系:{holds}条相符,{fails}条不符,{untested}条因缺数无法核对"
    for check in report.checks:
        if check.verdict == "fails":
            yield f"不符:{check_in_words(check, 'zh')}"
    for cell in report.cells:
        if cell.origin in _UNREAD:
            yield f"无法识读:{cell_in_words(cell)}{_UNREAD[cell.origin]}(原文:{cell.raw})"
    for issue in report.issues:
        yield f"提示:{issue_in_words(issue)}"
