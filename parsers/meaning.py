"""What one cell of a table says: a value, or words of the forms."""

from functools import lru_cache
from typing import NamedTuple

from parsers.form.labels import Name, Word, bare, find_words, names
from parsers.form.values import Kind, read_value
from parsers.lines import HAN

_BESIDE_LABELS = "申请人情况"  # the header that begins where the labels of table 3 end


class Meaning(NamedTuple):
    """What a cell says: a value, or the names of the word of the forms that it holds, or of several such words."""

    kind: Kind
    found: tuple[tuple[Name, ...], ...] = ()
    is_beside_labels: bool = False


@lru_cache(maxsize=4096)
def meaning(text: str) -> Meaning:
    """What a cell with this text says; words among which others stand are none of the forms.

    >>> meaning("12").kind, meaning("其中：行政许可").found
    ('figure', ())
    """
    kind = read_value(text).kind
    if kind != "words":
        return Meaning(kind)
    found = names(text)
    if found:
        return Meaning(kind, (found,), bare(text) == _BESIDE_LABELS)
    words = find_words(text)
    return Meaning(kind, tuple(word.names for word in words) if not HAN.search(_outside(text, words)) else ())


def _outside(text: str, words: list[Word]) -> str:
    ends = [0, *[word.end for word in words]]
    starts = [*[word.start for word in words], len(text)]
    return "".join(text[end:start] for end, start in zip(ends, starts, strict=True))
