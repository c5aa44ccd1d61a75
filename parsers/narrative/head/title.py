"""The grammar of one line that is the title of an annual report: number, wrapper, organ, year, subject, kind, suffix.

青水发〔2023〕5号 关于印发 青禾县水务局 2022年 政府信息公开 工作 年度报告 的通知
number           wrapper  organ        year   subject          kind     suffix
"""

import re
from typing import NamedTuple

from parsers.form.labels import fold
from parsers.narrative.head.script import simplified
from parsers.narrative.head.words import AGENCY, WORDS, either
from parsers.narrative.head.years import YEARS, years_of

LONGEST = 120  # characters of a line that may be a title

_WORDS = WORDS["title"]
_SUBJECT = (
    r"(?:(?:政府|政务)(?:信息)?|信息)(?:[和与及、](?:政府|政务)(?:信息)?)?(?:主动)?公开"
    r"(?:[和与及暨、](?:政府|政务)?(?:信息)?公开)?"
)
_CORE = re.compile(
    rf"(?P<subject>{_SUBJECT})"
    rf"(?P<middle>(?:工作|情况|实施|条例|[(\[]?{YEARS.pattern}[)\]]?|的|年度|总结|一){{0,6}}?)"
    r"(?P<kind>年度?工作报告|年度?总结报告|年度?报告|年报告?|工作年报告?|工作报告|报告)"
)
_NUMBER = re.compile(r"[\u4e00-\u9fffA-Za-z]{1,16}[\[(]20\d\d[\])]第?\d{1,5}号")
_WRAPPER = re.compile(
    r"关于(?:印发|公布|发布|公开|报送|上报|呈报|转发|批转|公示|印送)?"
    r"|转发|批转|印发|报送|(?:现|特此?|予以|向社会)?(?:公开发布|公布|发布|公示)|《"
)
_FRONT = re.compile(r"(?:附件?(?:[一二三四五六七八九十]|\d{1,2})?[:.、])?(?:\[[^\[\]\d]{0,12}\])?")
_BRACKET = re.compile(r"[(\[]([^()\[\]]{0,40})[)\]]")
_ENDING = re.compile(rf"\.(?:{either(_WORDS['file_endings'])})(?![a-z0-9]).*", re.I | re.S)
_NOTICE = re.compile(r"[》」』]?(?:的)?(?:通知|公告|公示|函|请示)$")
_TAIL = re.compile(r"[-—–_|/]+(.+)$", re.S)
_REPORT = re.compile("[报報]")
_QUOTES = '“”"‘’'
_DAY = re.compile(r"[(\[]?20\d\d(?:[-./]|年\d{1,2}月)")
_NOT_ORGAN = re.compile(either(_WORDS["not_organ"]))
_COLUMNS = frozenset(_WORDS["columns"])
_NOT_REPORT = re.compile(rf"的?(?:工作)?(?:{either(_WORDS['not_report'])})")
_NOT_ANNUAL = re.compile(either(_WORDS["not_annual"]))
_ORGAN = re.compile(r"[\u4e00-\u9fff()、·]{2,40}")
_LOOSE = re.compile(r"年度|^[的度在于年]+|[的在于对]+$|关于")
_SYMBOLS = re.compile(r"[=\"'<>;{}$@&*+!?,|]")  # in no name of a body
_NO_NAME = re.compile(r"[^()\u4e00-\u9fff]*\)")  # the end of a bracket that opened before the last symbol
_EMPTY = re.compile(r"\(\)|\[\]")
_MARKED = re.compile(r"^《([^《》]*)》$")
_PERIOD = re.compile(r"(20\d\d)年\d{1,2}月(?:\d{1,2}日)?[-—–~至到]+(?:(20\d\d)年)?\d{1,2}月(?:\d{1,2}日)?")


class Title(NamedTuple):
    """What a title says. `years` are the years bound to the report: several where the title leaves it open.

    `behind` is a name that stands after the title, as those of files and windows do: of the organ, or of the site.
    """

    text: str
    organ: str | None
    years: tuple[int, ...]
    behind: str | None = None
    is_school_year: bool = False

    @property
    def year(self) -> int | None:
        """The year, where the title names one."""
        return self.years[0] if len(self.years) == 1 and not self.is_school_year else None

    @property
    def names_organ_behind(self) -> bool:
        """Whether its organ is named by what stands after it, as it names none itself, or only the place."""
        if self.behind is None or not AGENCY.match(self.behind):
            return False
        is_place = self.organ is None or not AGENCY.match(self.organ)
        return self.organ is None or (is_place and not self.behind.endswith("政府"))

    @property
    def is_full(self) -> bool:
        """Whether it names both the organ and a year."""
        return self.organ is not None and bool(self.years)


class _Suffix(NamedTuple):
    end: int  # of the title, in the line without spaces; the second with a name that a dash joins to it
    end_behind: int
    years: tuple[int, ...] = ()
    behind: str | None = None


def parse_title(line: str) -> Title | None:
    """The title that a line is, or None where it is none.

    >>> parse_title("青水发〔2023〕5号 青禾县水务局2022年政府信息公开工作年度报告")[:3]
    ('青禾县水务局2022年政府信息公开工作年度报告', '青禾县水务局', (2022,))
    >>> parse_title("青禾县2022年政府信息公开年报-青禾县水务局")[1:4]
    ('青禾县', (2022,), '青禾县水务局')
    >>> parse_title("云山县人民政府办公室关于印发云山县2022年政府信息公开工作年度报告的通知").organ
    '云山县'
    >>> parse_title("青禾县人民政府信息公开工作年度报告（2021年）")[1:3]
    ('青禾县人民政府', (2021,))
    >>> parse_title("关于做好2021年政府信息公开工作年度报告编制工作的通知"), parse_title("政府信息公开年报")
    (None, None)
    """
    if len(line) > 2 * LONGEST or "公" not in line or not _REPORT.search(line):
        return None
    printed = simplified(line).strip()
    folded = fold(printed)
    kept = [at for at, character in enumerate(folded) if not character.isspace() and character not in _QUOTES]
    plain = "".join(folded[at] for at in kept)
    core = _CORE.search(plain) if len(plain) <= LONGEST else None
    if core is None or _NOT_ANNUAL.search(plain):
        return None
    gap = core.end() < len(plain) and kept[core.end()] > kept[core.end() - 1] + 1
    suffix = _suffix(plain, core.end(), gap=gap)
    if suffix is None:
        return None
    title = _read(plain, core, suffix)
    if title is None:
        return None
    end = suffix.end_behind if title.names_organ_behind else suffix.end
    text = printed[kept[_start(plain)] : kept[end - 1] + 1].replace("\n", "")  # of joined lines
    return title._replace(text=" ".join(_MARKED.sub(r"\1", text).split()))


def _start(plain: str) -> int:
    """Where the title begins after its number and what stands before it in brackets."""
    front = _FRONT.match(plain)
    start = front.end() if front else 0
    number = _NUMBER.match(plain, start)
    return number.end() if number else start


def _read(plain: str, core: re.Match[str], suffix: _Suffix) -> Title | None:
    before = _SYMBOLS.split(plain[_start(plain) : core.start()])[-1]
    end = _NO_NAME.match(before)
    before = before[end.end() :] if end else before
    if before.endswith("人民") and core["subject"].startswith("政府"):
        before += "政府"
    organ, years, is_school = _before(before)
    middle = [years_of(token) for token in YEARS.finditer(core["middle"])]
    bound = dict.fromkeys((*years, *(year for each in middle for year in each.years), *suffix.years))
    annual = "年" in core["kind"] or (bool(bound) and core["subject"] != "政务公开")
    if (
        _is_sentence(before, organ)
        or not annual
        or not (bound or organ or (suffix.behind and AGENCY.match(suffix.behind)))
    ):
        return None
    is_school = is_school or any(each.is_school_year for each in middle)
    return Title("", organ, tuple(bound), suffix.behind, is_school)


def _is_sentence(before: str, organ: str | None) -> bool:
    """Whether what stands before the subject is no name: words of a sentence, or of a page's furniture."""
    rest = _LOOSE.sub("", YEARS.sub("", _WRAPPER.split(before)[-1]))
    return organ is None and bool(rest) and (len(rest) > 1 or not rest.isalnum())


def _before(before: str) -> tuple[str | None, tuple[int, ...], bool]:
    """The organ and the bound years before the subject, and whether they are a school year."""
    before = _NUMBER.sub("", before)
    outer, inner = "", before
    for wrapper in _WRAPPER.finditer(before):
        outer, inner = before[: wrapper.start()], before[wrapper.end() :]
    tokens = list(YEARS.finditer(inner))
    years = years_of(tokens[-1]) if tokens else None  # the first of two is of another matter
    organ = _organ(inner) or _organ(outer.removesuffix("《"))
    return organ, years.years if years else (), bool(years and years.is_school_year)


def _organ(words: str) -> str | None:
    """The organ among the words before the subject, without years.

    >>> _organ("2021年青禾县水务局"), _organ("青禾县2021年水务局"), _organ("我局根据")
    ('青禾县水务局', '青禾县水务局', None)
    """
    name = _EMPTY.sub("", _LOOSE.sub("", YEARS.sub("", words))).strip("、·,《》:-—_")
    if name.count("(") != name.count(")"):
        name = name.strip("()")
    if name.endswith("人民"):
        name += "政府"
    is_name = _ORGAN.fullmatch(name) and not _NOT_ORGAN.search(name) and name not in _COLUMNS
    return name if is_name else None


def _suffix(plain: str, at: int, *, gap: bool) -> _Suffix | None:
    """What follows the kind of report, or None where the line goes on as no title does."""
    years: tuple[int, ...] = ()
    behind = None
    if plain[at : at + 1] in ("》", "」", "』"):
        at += 1
    for _ in range(3):
        bracket = _BRACKET.match(plain, at)
        token = None if bracket else YEARS.match(plain, at)
        if bracket is None and token is None:
            break
        within = bracket[1] if bracket else plain[at : token.end()] if token else ""
        years = years or _years_within(within)
        behind = behind or (within if AGENCY.match(within) else None)
        if gap and bracket and not years and not behind and not re.search(either(_WORDS["versions"]), within):
            break
        at, gap = (bracket or token).end(), False  # type: ignore[union-attr]
    rest = plain[at:]
    notice, tail = _NOTICE.match(rest), _TAIL.match(rest)
    if not rest or _ENDING.match(rest) or _DAY.match(rest):
        return _Suffix(at, at, years, behind)
    if notice:
        return _Suffix(len(plain), len(plain), years, behind)
    if tail:
        name = _ENDING.sub("", tail[1])
        return _Suffix(at, len(plain), years, behind or name)
    if gap and not _NOT_REPORT.match(rest):
        return _Suffix(at, at, years, behind or (rest if AGENCY.match(rest) else None))
    return None


def _years_within(words: str) -> tuple[int, ...]:
    """The years of a bracket that holds a year or a period; a day is none.

    >>> _years_within("2021年度"), _years_within("2021年1月1日-2021年12月31日"), _years_within("2021年1月19日")
    ((2021,), (2021,), ())
    """
    period = _PERIOD.fullmatch(words)
    if period:
        return tuple(dict.fromkeys(int(year) for year in period.groups() if year))
    token = YEARS.fullmatch(words)
    return years_of(token).years if token else ()
