"""One report as its author should see it before publishing: what does not add up, and what cannot be read."""

from collections import Counter
from collections.abc import Iterator
from typing import get_args

from nianbao.words import cell_in_words, check_in_words, issue_in_words
from parsers import Report
from parsers.report import Verdict

_UNREAD = {"unreadable": "填写的不是数字", "ambiguous": "有不止一种读法"}


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
