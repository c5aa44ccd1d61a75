"""The words of the forms, and how a printed word is recognised among them."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from parsers.form import FORMS, Label, facts

# One character for one, so that offsets stay: full-width forms, the spaces that pages use, the other kinds of bracket,
# and traditional characters.
_PLAIN: dict[str, str] = (
    {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    | dict.fromkeys("\u00a0\u00ad\u2002\u2003\u2009\u200b\u200c\u200d\u200e\u200f\u2060\u3000\ufeff", " ")
    | dict.fromkeys(map(chr, range(0x202A, 0x202F)), " ")
    | {"〔": "[", "〕": "]", "【": "[", "】": "]"}
    | dict(zip(facts("traditional")["traditional"], facts("traditional")["simplified"], strict=True))
)
_ODD = re.compile(f"[{re.escape(''.join(_PLAIN))}]")  # thrice as fast as str.translate on prose
_ENUMERATOR = re.compile(r"^(?:[(\[]?(?:[一二三四五六七八九十]{1,2}|\d{1,2})[)\]、.．,:]+)+")
_BRACKET = re.compile(r"\((?![一二三四五六七八九十]\))[^()]*(?:\)|$)")  # but (六) numbers a label of its own
_NOT_A_WORD = re.compile(r"[^\w%]|_")
_ARTICLE = re.compile(r"^.{0,20}二十条第?\(?[一五六八九]\)?项")
_DIGITS = re.compile(r"\d+")
_UNIT = re.compile(r"单位[:为]?(万元|元)|\((万元|元)\)")


class Name(NamedTuple):
    """What a word of the forms names: a row or column by its key, or a mere header ("")."""

    table: str
    side: str
    key: str


def fold(text: str) -> str:
    """The text with full-width and traditional characters and odd spaces made plain, each offset kept.

    >>> fold("（１２　%總計")
    '(12 %总计'
    """
    return text if text.isascii() else _ODD.sub(_plain, text)


def _plain(odd: re.Match[str]) -> str:
    return _PLAIN[odd[0]]


@lru_cache(maxsize=4096)
def bare(text: str) -> str:
    """A label without its number, its punctuation, its white space and what stands in brackets behind it.

    >>> bare("（三）　不予\\n公开"), bare("2.重复申请"), bare("规章(全区机关均无权限)"), bare("本年增/减")
    ('不予公开', '重复申请', '规章', '本年增减')
    >>> bare("(本列数据的勾稽关系为:第一项加第二项之和)")
    '本列数据的勾稽关系为第一项加第二项之和'
    """
    flat = _ENUMERATOR.sub("", "".join(fold(text).split()))
    return _NOT_A_WORD.sub("", _BRACKET.sub("", flat)) or _NOT_A_WORD.sub("", flat)


def is_enumerator(text: str) -> bool:
    """Whether a text is only the number of a label.

    >>> is_enumerator("3."), is_enumerator("（四）"), is_enumerator("三、"), is_enumerator("3"), is_enumerator("1.重复")
    (True, True, True, False, False)
    """
    return _ENUMERATOR.fullmatch("".join(fold(text).split())) is not None


def is_numbered(text: str) -> bool:
    """Whether a text begins with the number of a label.

    >>> is_numbered("3.其他"), is_numbered("（七）总计"), is_numbered("总计")
    (True, True, False)
    """
    return _ENUMERATOR.match("".join(fold(text).split())) is not None


@lru_cache(maxsize=4096)
def unit_in(label: str) -> str | None:
    """The unit of money that a label states.

    >>> unit_in("本年收费金额（单位：万元）"), unit_in("采购总金额(万元)"), unit_in("采购总金额")
    ('万元', '万元', None)
    """
    stated = _UNIT.search(fold(label).replace(" ", ""))
    return (stated[1] or stated[2]) if stated else None


@lru_cache(maxsize=4096)
def names(text: str) -> tuple[Name, ...]:
    """What a printed word may name in the forms, () when it is none of theirs.

    >>> [name.key for name in names("6.属于四类过程性信息")]
    ['refused_deliberative']
    >>> names("第二十条第（五）项")
    (Name(table='', side='headers', key=''),)
    >>> sorted({(name.side, name.key) for name in names("总计")})
    [('columns', 'total'), ('rows', 'processed_total')]

    Rows that share a wording are told apart by how they are numbered:

    >>> [[name.key for name in names(label) if name.side == "rows"] for label in ("（六）其他", "3.其他", "其他")]
    [['other_handling'], ['other_other'], ['other_handling', 'other_other']]
    >>> names("9.其他")
    ()
    """
    found = VOCABULARY.get(bare(text), ())
    if len(found) > 1:
        named = tuple(name for name in found if name.side != "rows" or _may_number(text, name.key))
        is_numbered = len(named) < len(found) and not any(name.side == "rows" for name in named)
        return () if is_numbered else named
    return found or ((HEADER,) if _ARTICLE.search("".join(fold(text).split())) else ())


def _may_number(text: str, row: str) -> bool:
    """Whether the number before a printed label, if there is one, is one that the form may give to this row.

    Those of groups differ from form to form, those within a group do not.
    """
    printed, official = (_ENUMERATOR.match("".join(fold(label).split())) for label in (text, _OFFICIAL_ROWS[row]))
    if printed is None or official is None:
        return True
    return _DIGITS.findall(printed[0]) == _DIGITS.findall(official[0])


def sides(text: str) -> set[str]:
    """What a word may name in the forms: "rows", "columns" or "headers"; empty when it is none of theirs."""
    return {name.side for name in names(text)}


def begins_name(text: str) -> bool:
    """Whether more text could make a word of the forms of this one, which a line break has cut."""
    return bare(text) in _BEGINNINGS


class Word(NamedTuple):
    """A word of the forms inside a longer text: its offsets there, and what it may name."""

    start: int
    end: int
    names: tuple[Name, ...]


def find_words(text: str) -> list[Word]:
    """The words of the forms in a line, each as long as possible, spaces inside them or not.

    A number before a word is its own only if it has one digit: in "001.属于国家秘密" the zeros are figures.

    >>> [(word.start, word.end) for word in find_words("（四）无法提供 1. 本机关不掌握 相关政府信息 31 0")]
    [(0, 7), (8, 24)]
    """
    folded = fold(text)
    kept = [at for at, character in enumerate(folded) if not character.isspace()]
    flat = "".join(folded[at] for at in kept)
    return [
        Word(kept[word.start()], kept[word.end() - 1] + 1, found)
        for word in _WORDS.finditer(flat)
        if (found := names(word[0]))
    ]


def names_of_beginning(text: str) -> tuple[Name, ...]:
    """What a long beginning of a word names, if only one name of the forms begins so.

    >>> [name.key for name in names_of_beginning("5.要求行政机关确认或重新")]
    ['declined_reissue']
    """
    beginning = bare(text)
    if len(beginning) < _SHORTEST_BEGINNING or beginning not in _BEGINNINGS:
        return ()
    found = {names for word, names in VOCABULARY.items() if word.startswith(beginning)}
    return next(iter(found)) if len(found) == 1 else ()


HEADER = Name("", "headers", "")
"""A word of the tables that names neither a row nor a column."""


def _labels() -> Iterator[tuple[str, str, Label]]:
    for form in FORMS.values():
        for table, blocks in form.tables.items():
            for block in blocks:
                yield from ((table, "rows", label) for label in block.rows)
                yield from ((table, "columns", label) for label in block.columns)


def wordings(label: Label, side: str) -> list[str]:
    """The bare words that name a row or a column: the official one and those that real reports print."""
    official = label.zh.rpartition("/")[2] if side == "rows" else label.zh
    return [bare(word) for word in (official, *facts("variants")[side].get(label.key, ()))]


def _vocabulary() -> dict[str, tuple[Name, ...]]:
    variants = facts("variants")
    words: dict[str, dict[Name, None]] = {bare(word): {HEADER: None} for word in variants["headers"]["words"]}
    for table, side, label in _labels():
        for word in wordings(label, side):
            words.setdefault(word, {})[Name(table, side, label.key)] = None
    return {word: tuple(found) for word, found in words.items()}


VOCABULARY = _vocabulary()
_OFFICIAL_ROWS = {label.key: label.zh.rpartition("/")[2] for _, side, label in _labels() if side == "rows"}
_BEGINNINGS = {word[:cut] for word in VOCABULARY for cut in range(1, len(word))}
_SHORTEST_BEGINNING = 5  # characters of a word that stand for all of it, if no other word begins so
# in the text a word may keep the punctuation that `bare` leaves out, and what stands in brackets behind it
_WORDS = re.compile(
    r"(?:[(\[]?[一二三四五六七八九十][)\]、.]+|[1-9][、.．]){0,3}(?:"
    + "|".join(r"[^\w]?".join(word) for word in sorted(VOCABULARY, key=len, reverse=True))
    + r"|第?二十条第?\(?[一五六八九]\)?项)[”』]?(?:\((?![一二三四五六七八九十]\))[^()]*\))?"
)
