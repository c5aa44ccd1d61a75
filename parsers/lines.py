"""Lines of flattened text: what one holds, and the labels and figures on it."""

import re
from functools import lru_cache
from typing import Literal

from parsers.form import facts
from parsers.form.labels import Name, Word, bare, begins_name, find_words, names, names_of_beginning
from parsers.form.values import read_value
from parsers.page.text import FURNITURE, LINE, Piece

FIGURES_AT_END = re.compile(r"(?:\s+[+-]?\d[\d,.]*)+\s*$")
HAN = re.compile(r"[\u2e80-\u2fdf\u3400-\u9fff]")  # with the radicals that stand for no known character

_LONGEST_LINE = 200  # characters; a longer line is prose, and so is one that holds a full stop
_SPLIT_OVER = 6  # lines that one label has been seen split over, at most
_WORD = re.compile(r"\S+")
_OF_WHICH = tuple(facts("variants")["parts"]["words"])


def label_over_lines(lines: list[Piece], at: int) -> tuple[tuple[Name, ...], int] | None:
    """The longest word of the forms that begins at `lines[at]` and takes up whole lines, and the index behind it."""
    if _ends_in_a_dash(lines[at].text):
        return None
    joined, best = "", None
    for after in range(at + 1, min(at + 1 + _SPLIT_OVER, len(lines) + 1)):
        piece = lines[after - 1]
        if len(piece.text) > _LONGEST_LINE or read_value(piece.text).kind != "words":
            break
        if open_bracket(joined + piece.text) and FIGURES_AT_END.search(piece.text):
            break  # figures beside the first line of what stands in brackets
        joined += piece.text
        found = names(joined)
        if found:
            best = found, after
        if not begins_name(joined) and not (found and open_bracket(joined)):
            break
    return best


def _ends_in_a_dash(text: str) -> bool:
    """Whether the strokes of a row stand behind its label; names take them for punctuation."""
    return len(text) <= _LONGEST_LINE and read_value(text.rsplit(maxsplit=1)[-1]).kind == "dash"


def open_bracket(text: str) -> bool:
    """Whether a bracket was opened that is not yet closed."""
    return text.count("(") + text.count("（") > text.count(")") + text.count("）")


LineKind = Literal["prose", "furniture", "figures", "words"]


def line_kind(text: str) -> LineKind:
    """What a line holds: "figures" are also dashes, or nothing."""
    return "prose" if len(text) > _LONGEST_LINE or "。" in text else _short_line_kind(text)


@lru_cache(maxsize=4096)
def _short_line_kind(text: str) -> LineKind:
    if FURNITURE.fullmatch(text):
        return "furniture"
    return "figures" if read_value(text).kind != "words" or _are_figures(text.split()) else "words"


@lru_cache(maxsize=4096)
def is_idle(text: str) -> bool:
    """Whether a line of words is one of which nothing is read: none of the forms, the beginning of none, no figure.

    >>> [is_idle(text) for text in ("加强组织领导", "N/A", "阅读次数 12", "规章", "2.没有现", "规章 12")]
    [True, False, False, False, False, False]
    """
    if not HAN.search(text) or FIGURES_AT_END.search(text):
        return False
    return not names(text) and not begins_name(text) and not row_on_a_line(Piece(text, 0, LINE))


def _are_figures(words: list[str]) -> bool:
    return all(read_value(word).kind in ("figure", "dash") for word in words)


def figures_of(line: Piece) -> list[Piece]:
    """The figures of a line one by one; a line of white space is one blank."""
    words = line.text.split()
    if len(words) < 2 or (read_value(line.text).kind != "words" and not _are_figures(words)):
        return [line]
    return [Piece(word[0], line.start + word.start(), LINE) for word in _WORD.finditer(line.text)]


def part(line: Piece, start: int, end: int) -> Piece:
    """The stretch of a line from `start` to `end`, counted from the line's beginning."""
    return Piece(line.text[start:end], line.start + start, LINE)


def row_on_a_line(line: Piece) -> list[tuple[Piece, tuple[Name, ...], list[Piece]]]:
    """The labels on a line, each with the figures behind it; nothing when other words stand among them.

    What stands before the first label is left out if figures follow, because prints set group labels beside rows; but
    behind 其中 stands a part of what the label names.
    """
    words = _beginning(line.text) or find_words(line.text)
    if words and bare(line.text[: words[0].start]).endswith(_OF_WHICH):
        return []
    row = []
    ends = [following.start for following in words[1:]] + [len(line.text)]
    for word, end in zip(words, ends, strict=False):
        figures = [figure for figure in figures_of(part(line, word.end, end)) if figure.text.strip()]
        if any(HAN.search(figure.text) and read_value(figure.text).kind == "words" for figure in figures):
            return []
        row.append((part(line, word.start, word.end), word.names, figures))
    if words and line.text[: words[0].start].strip() and not row[-1][2]:
        return []
    return row


def _beginning(text: str) -> list[Word]:
    """The beginning of a label that goes on behind its figures, or without any, on the next line."""
    figures = FIGURES_AT_END.search(text)
    label = text[: figures.start()] if figures else text
    found = names(label) if figures and open_bracket(label) else names_of_beginning(label)
    return [Word(0, len(label), found)] if found else []
