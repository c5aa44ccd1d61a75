"""Changes of a drawn document: those that no reader may mind, those that lose something, and wild ones.

Each takes a text and gives another; none needs to know which figure it strikes.
"""

import re
from collections.abc import Callable
from random import Random
from typing import NamedTuple

Change = Callable[[str, Random], str]

FIGURE = re.compile(r"(?<![\d.,])\d+(?![\d.,])")
_FIGURE_LINE = re.compile(r"^[ \xa0]*[+-]?\d+[ \xa0]*$", re.M)
_CELL = re.compile(r"<td[^>]*>\s*[\d/-]*\s*</td>")
_TEXT = re.compile(r"(?<=>)([^<>]*\S[^<>]*)(?=<)")
_LABEL = re.compile(r"(?m)(?<=[\u4e00-\u9fff])[\u4e00-\u9fff](?=[\u4e00-\u9fff])")
_FURNITURE = ("-3-", "— 5 —", "- 4 -", "P. 8", "第 4 页 共 9 页")
_SPACES = (" ", "\xa0", "\u3000", "   ", "\u2003")
_WRAPPERS = ("<span>{}</span>", "<b><font size=2>{}</font></b>", "<p class=MsoNormal>{}</p>", "<!-- 77 -->{}",
             "{}<!-- </td><td>5 -->", "&nbsp;{}", "{}&nbsp;&nbsp;", "<o:p>{}</o:p>", " \n\t{}\r\n ", "\u200b{}",
             "{}<script>var a = 5;</script>", "<del></del>{}", '<a name="c7">{}</a>')  # fmt: skip
_ATTRIBUTES = (' width="53"', ' style="width:4.2pt;mso-x:5"', " nowrap", ' class="et2" height="19"', ' title="3 > 2"',
               " data-colspan='4'")  # fmt: skip
_SPLINTERS = ("", "<", ">", "</td>", "<td>", "</table>", "<table>", "<tr>", "</tr>", "<script>", "<!--", "-->",
              "\0", "&#0;", "&#xD800;", "\ufdd0", "\ufdd2", "\ufdd3", "\ufdd4", '<td colspan="99999">',
              '<td rowspan="9">', "1e400", "9" * 40, "总计", "其他", "行政许可", "规章", "一、总体情况",
              "三、收到和处理政府信息公开申请情况", "第二十条第（五）项", "\n", "\n\n", " ", "\t", "|", "| |",
              "|---|---|", "/", "-", "—", "+", "0", "000", "７", "O", "一", "二十三", "万元", "元", "件", "（",
              "）", "。", "，", "1,000", "1 000", ".5", "统计期限2099年", "發", "数(shù)", "\r", "\x0b",
              "\u2028", "\x85", "|" * 30, "0 " * 30)  # fmt: skip


def _at_line_ends(text: str, rolls: Random, added: str, *, among: str = "\n") -> str:
    ends = [end.start() for end in re.finditer(among, text)]
    if not ends:
        return text
    at = rolls.choice(ends)
    return text[:at] + added + text[at:]


def _spaces(text: str, rolls: Random) -> str:
    """White space behind lines and before them."""
    for _time in range(rolls.randint(1, 12)):
        text = _at_line_ends(text, rolls, rolls.choice(_SPACES), among=rolls.choice((r"\n", r"(?<=\n)(?=\S)")))
    return text


def _empty_lines(text: str, rolls: Random) -> str:
    for _time in range(rolls.randint(1, 3)):
        text = _at_line_ends(text, rolls, "\n" * rolls.randint(1, 4))
    return text


def _furniture(text: str, rolls: Random) -> str:
    """The foot of a printed page."""
    return _at_line_ends(text, rolls, f"\n{rolls.choice(_FURNITURE)}")


def _line_ends(text: str, rolls: Random) -> str:
    return text.replace("\n", rolls.choice(("\r\n", "\r")))


def _wrapped(text: str, rolls: Random) -> str:
    share = rolls.choice((0.02, 0.5, 1))
    wrapper = rolls.choice(_WRAPPERS)
    return _TEXT.sub(lambda found: wrapper.format(found[0]) if rolls.random() < share else found[0], text)


def _attributed(text: str, rolls: Random) -> str:
    share, added = rolls.choice((0.02, 0.5, 1)), rolls.choice(_ATTRIBUTES)
    return re.sub(
        r"<(?:t[dr]|div|table|p)\b(?! (?:style|class))",
        lambda tag: tag[0] + added if rolls.random() < share else tag[0],
        text,
    )


def _empty_rows(text: str, rolls: Random) -> str:
    share, added = (
        rolls.choice((0.02, 0.5)),
        rolls.choice(("<tr></tr>", "<tr><td></td></tr>", "<tr><td>&nbsp;</td></tr>")),
    )
    return re.sub(r"(?<=</tr>)", lambda _end: added if rolls.random() < share else "", text)


def _figure_lost(text: str, rolls: Random) -> str:
    return _without(text, rolls, _CELL if "<td" in text else _FIGURE_LINE)


def _without(text: str, rolls: Random, kind: re.Pattern[str]) -> str:
    found = [match.span() for match in kind.finditer(text)]
    if not found:
        return text
    start, end = rolls.choice(found)
    return text[:start] + text[end + (text[end : end + 1] == "\n") :]


def _figure_twice(text: str, rolls: Random) -> str:
    found = list((_CELL if "<td" in text else _FIGURE_LINE).finditer(text))
    if not found:
        return text
    one = rolls.choice(found)
    return text[: one.end()] + ("" if "<td" in text else "\n") + one[0] + text[one.end() :]


def _end_lost(text: str, rolls: Random) -> str:
    """Cut off at the end of a line or before a tag."""
    ends = [end.start() for end in re.finditer("<" if "<td" in text else "\n", text)]
    return text[: rolls.choice(ends[len(ends) // 3 :])] if ends else text


def _line_joined(text: str, rolls: Random) -> str:
    """One line end lost between two lines of which not both are figures."""
    ends = [end.start() for end in re.finditer(r"(?<!\d)\n+|\n+(?!\d|\s*\d)", text)]
    return _cut(text, rolls.choice(ends)) if ends else text


def _cut(text: str, at: int) -> str:
    return text[:at] + text[at:].lstrip("\n")


def _label_damaged(text: str, rolls: Random) -> str:
    """One character of a label or of prose another one."""
    found = [at.start() for at in _LABEL.finditer(text)]
    if not found:
        return text
    at = rolls.choice(found)
    return text[:at] + rolls.choice(("", "囗", "□")) + text[at + 1 :]


def _row_lost(text: str, rolls: Random) -> str:
    """A row of a table in markup gone, or a line with its figures."""
    kind = re.compile(r"<tr[^>]*>(?:(?!rowspan|</tr>).)*</tr>", re.S) if "<td" in text else re.compile(r"^.+\d+$", re.M)
    return _without(text, rolls, kind)


def _spliced(text: str, rolls: Random) -> str:
    """A piece deleted, doubled, moved, or something else in its place."""
    for _time in range(rolls.randint(1, 8)):
        at, length = (
            rolls.randrange(len(text) + 1),
            rolls.choice((0, 0, 1, 2, rolls.randint(0, 12), rolls.randint(0, 3000))),
        )
        piece, rest = text[at : at + length], text[at + length :]
        middle = rolls.randrange(len(rest) + 1)
        text = rolls.choice((
            text[:at] + rest,
            text[:at] + piece * 2 + rest,
            text[:at] + rest[:middle] + piece + rest[middle:],
            text[:at] + rolls.choice(_SPLINTERS) + rest,
            text[:at] + rolls.choice(_SPLINTERS) + piece + rest,
        ))  # fmt: skip
    return text


def _lines_shuffled(text: str, rolls: Random) -> str:
    lines = text.split("\n")
    start = rolls.randrange(len(lines))
    part = lines[start : start + rolls.randint(2, 30)]
    rolls.shuffle(part)
    return "\n".join((*lines[:start], *part, *lines[start + len(part) :]))


def _lines_multiplied(text: str, rolls: Random) -> str:
    lines = text.split("\n")
    at = rolls.randrange(len(lines))
    return "\n".join((*lines[:at], *[lines[at]] * rolls.choice((2, 3, 50, 500)), *lines[at:]))


def _digits_scattered(text: str, rolls: Random) -> str:
    for _time in range(rolls.randint(1, 20)):
        at = rolls.randrange(len(text) + 1)
        text = text[:at] + rolls.choice("0123456789+-/ .,") + text[at:]
    return text


class Kind(NamedTuple):
    """Changes of one kind; those of `markup` and of `text` fit only documents of their own."""

    markup: dict[str, Change]
    text: dict[str, Change]


HARMLESS = Kind(
    {"wrapped": _wrapped, "attributed": _attributed, "empty rows": _empty_rows, "line ends": _line_ends},
    {"spaces": _spaces, "empty lines": _empty_lines, "furniture": _furniture, "line ends": _line_ends},
)
"""Nothing that a reader sees of a figure, its row or its neighbours is changed."""
LOSING: dict[str, Change] = {
    "figure lost": _figure_lost,
    "figure twice": _figure_twice,
    "end lost": _end_lost,
    "line joined": _line_joined,
    "label damaged": _label_damaged,
    "row lost": _row_lost,
}
"""Something is gone or doubled: cells may become null, and none may take another's figure."""
WILD: dict[str, Change] = {
    "spliced": _spliced,
    "lines shuffled": _lines_shuffled,
    "lines multiplied": _lines_multiplied,
    "digits scattered": _digits_scattered,
}
"""Anything: only what holds of any bytes can be asked."""
