"""What the first words of a report call it: 现公布《青禾县水务局2021年政府信息公开工作年度报告》."""

import re
from collections.abc import Iterator

from parsers.narrative.head.title import Title, parse_title

_QUOTED = re.compile(r"《([^《》\n]{6,80})》")
_ANNOUNCED = re.compile(
    r"(?:公布|发布|编制|现将|公开)(?!的|了|办)([\u4e00-\u9fff\d ]{4,50}?)"
    r"(?:政府|政务)?(?:信息)?公开(?:工作)?(?:年度)?(?:工作报告|报告|年报)"
)


def quoted_titles(preface: str) -> Iterator[Title]:
    """The full titles of reports in title marks.

    >>> [title.organ for title in quoted_titles("现向社会公开《青禾县水务局2021年政府信息公开工作年度报告》。")]
    ['青禾县水务局']
    """
    for words in _QUOTED.finditer(preface):
        title = parse_title(words[1]) if "公开" in words[1] else None
        if title and title.is_full:
            yield title


def announced_titles(preface: str) -> Iterator[Title]:
    """What a sentence that announces the report calls it.

    >>> [title[1:3] for title in announced_titles("现公布青禾县水务局2021年政府信息公开工作年度报告。")]
    [('青禾县水务局', (2021,))]
    >>> list(announced_titles("现将我局政府信息公开工作报告如下"))
    []
    """
    for words in _ANNOUNCED.finditer(_QUOTED.sub("", preface)):
        title = parse_title(f"{words[1]}信息公开年度报告")
        if title:
            yield title
