"""Title, agency, year and date of publication, each with where it was found; a contradiction is an issue."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple
from urllib.parse import parse_qs

from parsers.form.labels import fold
from parsers.report import Issue

_TITLE = re.compile(r"(年度?报告|年报|工作报告|报告\s*[（(]?20\d\d)")
_SUBJECT = re.compile(r"(政府|政务)?信息公开|政务公开")
_YEAR = re.compile(r"(?<!\d)(20[0-4]\d)(?!\d)")
_YEAR_OF_REPORT = re.compile(r"(?<!\d)(20[0-4]\d)\s*年?度?")
_CHINESE_YEAR = re.compile(r"[二2][〇○零0Oo][一二三四五六七八九〇○零]{2}")
_PERIOD = re.compile(
    r"统计期限.{0,12}?(20[0-4]\d)\s*年?|(20[0-4]\d)\s*年\s*1\s*月\s*1\s*日.{0,6}至.{0,8}12\s*月\s*31\s*日", re.S
)
_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})")
# the portal's own act of publishing first, the date of the document last
_DATE_LABELS = ("发布时间", "发布日期", "公开日期", "日期", "发文日期", "生成日期", "更新时间", "更新日期", "成文日期")
_DATED = re.compile(rf"({'|'.join(_DATE_LABELS)})\s*+:?\s*+(?=(?:19|20)\d\d)")
_URL_DATE = re.compile(r"/t(20\d\d)(\d\d)(\d\d)_|/art/(20\d\d)/(\d{1,2})/(\d{1,2})/")
_URL_YEAR = ("fbtime", "nbYear")
_SOURCE = re.compile(r"(发布机构|信息来源|来源|发布单位|公开机构|录入)\s*[:]\s*([^\s:|,<>\[\]]{2,40})")
_CRUMBS = re.compile(r"(?:位置|首页)[^\n]{0,120}?(?:>|»|/|›)[^\n]{0,200}")
_AGENCY_ENDS = (
    "政府|委员会|管委会|办公室|办事处|街道|局|厅|委|办|院|中心|镇|乡|站|处|队|会|公司|学校|苏木|分局|支队|大队"
)
_AGENCY = re.compile(rf"^[\u4e00-\u9fff()、·]{{1,38}}(?:{_AGENCY_ENDS})(?:\([^()]{{1,20}}\))?$")
_COMPILER = re.compile(rf"本报告由([\u4e00-\u9fff]{{2,30}}?(?:{_AGENCY_ENDS}))(?:根据|按照|编制|依据)")
_LONGEST_TITLE = 80
_NOT_AN_AGENCY = {"原创", "本站原创", "本站", "本网", "转载", "互联网"}


class Found(NamedTuple):
    """A value and the place where it was read."""

    value: str
    place: str


class Metadata(NamedTuple):
    """What was chosen; `found` maps each field that has a value to its place."""

    title: str | None
    agency: str | None
    year: int | None
    published: str | None
    found: dict[str, str]
    issues: list[Issue]


def read_metadata(
    before: str,
    preface: str,
    headlines: tuple[str, ...],
    meta: Mapping[str, str],
    url: str | None,
) -> Metadata:
    """The metadata of a report.

    `before` is the page's text up to the first section heading, `preface` the last part of it, inside the report's own
    body; `headlines` are its headings and window title, `meta` its meta elements.
    """
    before = fold(before)
    title = next(_titles(before, headlines, meta), None)
    agencies = list(_agencies(before, title.value if title else "", preface))
    years = list(_years(title.value if title else "", fold(preface), url))
    dates = list(_dates(before, meta, url))
    issues = [*_agency_issues(agencies), *_year_issues(years, dates)]
    chosen = {
        "title": title,
        "agency": _choose_agency(agencies),
        "year": next(iter(years), None),
        "published": next(iter(dates), None),
    }
    values = {field: found.value for field, found in chosen.items() if found}
    return Metadata(
        title=values.get("title"),
        agency=values.get("agency"),
        year=int(values["year"]) if "year" in values else None,
        published=values.get("published"),
        found={field: found.place for field, found in chosen.items() if found},
        issues=issues,
    )


def _titles(before: str, headlines: tuple[str, ...], meta: Mapping[str, str]) -> Iterator[Found]:
    """Best first: what is marked as the title and reads like one, then a line of the text, then the window's title."""
    *headings, window = headlines or ("",)
    marked = [(meta.get("ArticleTitle", ""), "meta ArticleTitle"), *((heading, "heading") for heading in headings)]
    yield from (Found(_tidy(text), place) for text, place in marked if is_title(text))
    lines = ["", *(line.strip() for line in before.split("\n") if line.strip()), ""]
    for above, line, below in zip(lines, lines[1:], lines[2:], strict=False):
        title = line if is_title(line) or is_title(below) else line + below
        if ">" not in title and is_title(title):
            yield Found(_tidy(above + title if _AGENCY.match(above) and not _agency_in(title) else title), "text line")
    window = re.split(r"[_|]|\s-\s", window.strip())[0]
    if is_title(window):
        yield Found(_tidy(window), "window title")


def is_title(line: str) -> bool:
    """Whether a line reads like the title of an annual report.

    >>> is_title("2020年度区商务局政府信息公开年报"), is_title("2020年政府信息公开年度报 告")
    (True, True)
    >>> is_title("政府信息公开年报"), is_title("2020年工作报告")
    (False, False)
    """
    if "公开" not in line or "报" not in line:
        return False
    plain = "".join(fold(line).split())
    return (
        len(plain) <= _LONGEST_TITLE
        and bool(_TITLE.search(plain) and _SUBJECT.search(plain))
        and not plain.endswith(("。", ";"))
        and bool(_YEAR.search(plain) or _agency_in(plain) or _CHINESE_YEAR.search(plain))
    )


def _tidy(title: str) -> str:
    return re.sub(r"\s+", " ", title).strip()


def _agency_in(title: str) -> str | None:
    """The agency that a title names, as it names it.

    >>> _agency_in("2020年度区商务局政府信息公开年报"), _agency_in("宿迁市人民政府2024年政府信息公开工作年度报告")
    ('区商务局', '宿迁市人民政府')
    >>> _agency_in("云山县人民政府办公室关于印发云山县2022年政府信息公开工作年度报告的通知")
    '云山县'
    >>> _agency_in("云山县水务局（云山县河长制办公室）2022年政府信息公开工作年度报告")
    '云山县水务局(云山县河长制办公室)'
    >>> _agency_in("关于2021年政府信息公开工作年度报告") is None
    True
    """
    plain = "".join(fold(title).split())
    plain = re.sub(r"^.*关于(?:印发|公布|发布|报送)", "", plain)  # a notice that hands on a report
    head = re.split(r"(?:政府|政务)?信息公开|政务公开", plain)[0]
    named = re.sub(r"\(?20\d\d\)?年?度?|关于|的$|[二2][〇○零0][一二三四五六七八九〇○零]{2}年度?", "", head)
    named = named.strip("、 ,")
    if named.count("(") != named.count(")"):
        named = named.strip("()")
    if len(named) >= 2 and re.fullmatch(r"[\u4e00-\u9fff()、·]+", named):
        return named
    behind = re.split(r"[-—_]", plain)[-1]  # as the names of files end
    return behind if behind != plain and _AGENCY.match(behind) else None


def _agencies(before: str, title: str, preface: str) -> Iterator[Found]:
    in_title = _agency_in(title)
    if in_title:
        yield Found(in_title, "title")
    for crumbs in _CRUMBS.finditer(before):
        parts = [part.strip() for part in re.split(r"\s*(?:>|»|›)\s*", crumbs[0])]
        yield from (Found(part, "breadcrumb") for part in reversed(parts) if _AGENCY.match(part))
    for source in _SOURCE.finditer(before):
        if source[2] not in _NOT_AN_AGENCY and _AGENCY.match(source[2]):
            yield Found(source[2], source[1])
    compiler = _COMPILER.search(preface)
    if compiler and not in_title:
        yield Found(compiler[1], "preface")  # often the office that writes for the government it belongs to


def _choose_agency(agencies: list[Found]) -> Found | None:
    """The title's agency, in the fuller form that the page gives elsewhere when the title abbreviates it."""
    if not agencies:
        return None
    first = agencies[0]
    fuller = [other for other in agencies[1:] if _abbreviates(first.value, other.value)]
    return fuller[0] if fuller else first


def _abbreviates(short: str, full: str) -> bool:
    """Whether `short` is `full` with characters left out before its end, as 区商务局 is 谯城区商务局.

    人民政府 does not abbreviate 人民政府办公室, which is another organ; 东丽湖街 does 东丽湖街道.
    """
    rest = iter(full)
    same_end = full.endswith(short[-2:]) or (short.endswith("街") and full.endswith("街道"))
    return same_end and len(short) < len(full) and all(character in rest for character in short)


def _agency_issues(agencies: list[Found]) -> list[Issue]:
    chosen = _choose_agency(agencies)
    return [
        Issue("agency_conflict", f"{chosen.place} names {chosen.value}, {other.place} names {other.value}")
        for other in agencies
        if chosen and chosen.value != other.value
        and not _abbreviates(other.value, chosen.value) and not _abbreviates(chosen.value, other.value)
    ][:1]  # fmt: skip


def _years(title: str, preface: str, url: str | None) -> Iterator[Found]:
    year = _YEAR_OF_REPORT.search(fold(title))
    if year:
        yield Found(year[1], "title")
    else:
        chinese = _CHINESE_YEAR.search(title)
        if chinese:
            yield Found(_digits(chinese[0]), "title")
    period = _PERIOD.search(preface)
    if period:
        yield Found(period[1] or period[2], "统计期限")
    query = parse_qs(url.partition("?")[2].partition("#")[0]) if url else {}
    for key in _URL_YEAR:
        yield from (Found(value, f"url {key}=") for value in query.get(key, [])[:1] if _YEAR.fullmatch(value))


def _digits(chinese: str) -> str:
    """二〇二一 → 2021."""
    return "".join(c if c.isdigit() else str(max(0, "〇一二三四五六七八九".find(c))) for c in chinese)


def _year_issues(years: list[Found], dates: list[Found]) -> list[Issue]:
    issues = [
        Issue("year_conflict", f"{years[0].place} says {years[0].value}, {other.place} says {other.value}")
        for other in years[1:]
        if other.value != years[0].value
    ]
    if years and dates and dates[0].value[:4] <= years[0].value:
        stated = f"{years[0].place} says {years[0].value}, yet it was published on {dates[0].value}"
        issues.append(Issue("published_before_year_ended", stated))
    return issues


def _dates(before: str, meta: Mapping[str, str], url: str | None) -> Iterator[Found]:
    """Dates of publication, the portal's own first; the address is the last resort, since portals move their pages."""
    labelled = []
    for label in _DATED.finditer(before):
        day = _day(_DATE.match(before, label.end()))
        if day:
            labelled.append((_DATE_LABELS.index(label[1]), Found(day, label[1])))
    yield from (found for _, found in sorted(labelled, key=lambda pair: pair[0]))
    day = _day(_DATE.match(meta.get("PubDate", "").strip()))
    if day:
        yield Found(day, "meta PubDate")
    in_url = _URL_DATE.search(url or "")
    if in_url:
        day = _iso(*(part for part in in_url.groups() if part))
        if day:
            yield Found(day, "url")


def _day(match: re.Match[str] | None) -> str | None:
    return _iso(match[1], match[2], match[3]) if match else None


def _iso(year: str, month: str, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None
