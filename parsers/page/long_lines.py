"""A report, or whole sections of it, saved on one line → its lines: headings and the rows of tables by themselves."""

import re
from collections.abc import Iterator
from itertools import pairwise

from parsers.form.labels import Word, find_words
from parsers.form.values import read_value
from parsers.page.text import LINE

_LONG = 100  # characters: what is shorter holds one heading or one row
_FEWEST_WORDS = 4  # of the forms in a row, with nothing but figures between them, to be the remains of a table
_HEADING = re.compile(r"([一二三四五六七八](?<!\S.)、[ \u3000]?[^\s，。,；;：:]{2,30})(?=\s|$)")
_BEFORE = re.compile(r"^[^。]{0,400}?(?=\s一、)")


def unfold(text: str) -> str:
    """The text with each long line that holds headings or a flattened table broken up.

    >>> unfold("。" * 100 + " 二、主动公开 规章 0 0 0 行政许可 1 行政处罚 2 行政强制 3 完").split(LINE)[1:]
    ['二、主动公开', '规章 0 0 0', '行政许可 1', '行政处罚 2', '行政强制 3', '完']
    """
    return LINE.join(_unfolded(line) if len(line) > _LONG else line for line in text.split(LINE))


def _unfolded(line: str) -> str:
    if not _HEADING.search(line):
        return line
    line = _BEFORE.sub(lambda head: re.sub(r"\s+", LINE, head[0]), line)
    parts = [part.strip() for part in _HEADING.split(line)]
    return LINE.join(_with_rows(part) for part in parts if part)


def _with_rows(part: str) -> str:
    cuts = sorted({cut for run in _runs(part, find_words(part)) for cut in _cuts(part, run)})
    edges = [0, *cuts, len(part)]
    pieces = (part[start:end].strip() for start, end in pairwise(edges))
    return LINE.join(piece for piece in pieces if piece)


def _runs(part: str, words: list[Word]) -> Iterator[list[Word]]:
    run: list[Word] = []
    for word in words:
        if run and not _only_figures(part[run[-1].end : word.start]):
            yield from [run] * (len(run) >= _FEWEST_WORDS)
            run = []
        run.append(word)
    yield from [run] * (len(run) >= _FEWEST_WORDS)


def _only_figures(text: str) -> bool:
    """Whether no word stands in the text; a character without a width, which may part two figures, is none."""
    return all(read_value(word).kind != "words" for word in text.split())


def _cuts(part: str, run: list[Word]) -> Iterator[int]:
    yield from (word.start for word in run)
    end = run[-1].end
    for word in re.finditer(r"\S+", part[end:]):
        if not _only_figures(word[0]):
            yield end + word.start()
            return
