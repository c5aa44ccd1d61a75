"""The date of publication: labelled, bare under the title, in the page's head, its address, its signature."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from parsers.form.labels import fold
from parsers.narrative.head.evidence import Found
from parsers.narrative.head.words import AGENCY, WORDS
from parsers.narrative.head.years import number

_LABELS = {label: rank for rank, label in enumerate(WORDS["dates"]["labels"])}
_SHORT = 2  # characters: so short a label ends other words too, as 时间 does 办公时间
_CHINESE_YEAR = r"[二2][〇○零0Oo][一二三四五六七八九〇○零]{2}"
_DATE = re.compile(
    r"(?<![\d.])(?P<year>(?:19|20)\d\d)\s{0,3}(?:[-/.]|年)\s{0,3}(?P<month>\d{1,2})\s{0,3}(?:[-/.]|月)\s{0,3}(?P<day>\d{1,4})"
    rf"|(?P<cyear>{_CHINESE_YEAR})年(?P<cmonth>[一二三四五六七八九十]{{1,2}})月(?P<cday>[一二三四五六七八九十]{{1,3}})日"
    r"|(?<!\d)(?P<whole>20\d{6})(?!\d)"
)
_BETWEEN = re.compile(r"[\s:|\[(•·]*$")
_LABEL = re.compile(r"(?:[\u4e00-\u9fff][ \t\u00a0\u3000]{0,8}){2,5}$")
_TIME = r"(?:\s*\d{1,2}:\d{2}(?::\d{2})?)?"
_BARE = re.compile(rf"^[\s(\[]*(?:{_DATE.pattern})日?{_TIME}[\s)\]]*$")
_URL_DATE = re.compile(r"/t(20\d\d)(\d\d)(\d\d)_|/art/(20\d\d)/(\d{1,2})/(\d{1,2})/")
_TENS = re.compile(r"([一二三]?)十([一二三四五六七八九]?)")
_AROUND = 40  # characters before a date in which its label stands
_SIGNED = 3  # lines at the end of a report among which its signature stands


class Dated(NamedTuple):
    """A date with its place; `value` is None where no calendar has it, and `printed` what stands there."""

    value: str | None
    place: str
    printed: str


def dates(before: str, under_title: str, end: str, meta: Mapping[str, str], url: str | None) -> Iterator[Dated]:
    """Dates of publication, the best evidence first.

    `before` is the text before the first section, `under_title` what of it follows the title, `end` the end of the
    report. The address is a late resort, since portals move their pages; the signature the last.
    """
    yield from _labelled(fold(before))
    yield from _bare(fold(under_title), "line under the title")
    in_head = _DATE.match(fold(meta.get("PubDate", "")).strip())
    if in_head:
        yield _dated(in_head, "meta PubDate")
    in_url = _URL_DATE.search(url or "")
    if in_url:
        parts = [part for part in in_url.groups() if part]
        yield Dated(_iso(*parts), "url", "-".join(parts))
    yield from _signature(fold(end))


def _labelled(text: str) -> list[Dated]:
    found = []
    for day in _DATE.finditer(text):
        label = _label_before(text[max(0, day.start() - _AROUND) : day.start()])
        if label:
            found.append(_dated(day, label))
    return sorted(found, key=lambda dated: _LABELS[dated.place])


def _label_before(words: str) -> str | None:
    """The label that ends a text, whatever spaces it holds; a short one only where no other word goes on into it.

    >>> _label_before("来源:珠江街发布日期:"), _label_before("时 间 : "), _label_before("办公时间:")
    ('发布日期', '时间', None)
    """
    cut = _BETWEEN.sub("", words)
    printed = _LABEL.search(cut)
    if printed is None or len(words) - len(cut) > _AROUND // 2:
        return None
    plain = "".join(printed[0].split())
    label = next((plain[-length:] for length in (5, 4, 3, 2) if plain[-length:] in _LABELS), None)
    if label and len(label) <= _SHORT and len(plain) > len(label):
        apart = re.search(r"\s{0,8}".join(label) + r"\s*$", cut)
        return label if apart and cut[: apart.start()].endswith((" ", "\n", "\u3000")) else None
    return label


def _bare(text: str, place: str) -> Iterator[Dated]:
    for line in text.split("\n"):
        day = _BARE.match(line) if len(line) <= _AROUND else None
        if day:
            yield _dated(day, place)


def _signature(end: str) -> Iterator[Dated]:
    lines = [line for line in end.split("\n") if not line.isspace() and line][-_SIGNED:]
    signed = any(AGENCY.match("".join(line.split())) for line in lines)
    yield from (dated for line in lines if signed for dated in _bare(line, "signature"))


def _dated(day: re.Match[str], place: str) -> Dated:
    return Dated(_value(day), place, day[0].strip())


def _value(day: re.Match[str]) -> str | None:
    if day["whole"]:
        return _iso(day["whole"][:4], day["whole"][4:6], day["whole"][6:])
    if day["cyear"]:
        return _iso(number(day["cyear"]), _small(day["cmonth"]), _small(day["cday"]))
    return _iso(day["year"], day["month"], _day_of(day["day"]))


def _day_of(digits: str) -> str:
    """The day of digits that the hour may be glued to: 2918 of 29 18:26, but of 118 nobody knows.

    >>> _day_of("2918"), _day_of("5"), _day_of("118")
    ('29', '5', '118')
    """
    return digits[:2] if len(digits) == len("2918") else digits


def _small(figure: str) -> str:
    """A number below forty in Chinese figures.

    >>> _small("十二"), _small("三十"), _small("九")
    ('12', '30', '9')
    """
    tens = _TENS.fullmatch(figure)
    if tens:
        return f"{number(tens[1]) or 1}{number(tens[2]) or 0}"
    return number(figure)


def _iso(year: str, month: str, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def choose_date(found: list[Dated], year: int | None) -> tuple[Found | None, str | None]:
    """The date of publication, and the words of an impossible one in its place.

    A date without a label counts only after the year that the report is on.
    """
    for dated in found:
        if dated.value is None:
            return None, f"{dated.place} says {dated.printed}, which is no date"
        weak = dated.place in ("line under the title", "signature")
        if not weak or year is None or int(dated.value[:4]) > year:
            return Found(dated.value, dated.place), None
    return None, None
