"""The word lists of `words.toml`, and patterns made of them."""

import re
import tomllib
from collections.abc import Iterable
from importlib.resources import files
from typing import Any

WORDS: dict[str, dict[str, Any]] = tomllib.loads((files(__package__) / "words.toml").read_text("utf-8"))


def either(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first.

    >>> either(["年报", "年度报告"])
    '年度报告|年报'
    """
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def spaced(words: Iterable[str]) -> str:
    """A pattern for any of the words with up to eight spaces between their characters.

    >>> bool(re.fullmatch(spaced(["标题"]), "标    题"))
    True
    """
    return "|".join(r"\s{0,8}".join(map(re.escape, word)) for word in sorted(words, key=len, reverse=True))


AGENCY_ENDS = either(WORDS["agency"]["endings"])
AGENCY = re.compile(rf"^[\u4e00-\u9fff()、·]{{1,38}}(?:{AGENCY_ENDS})(?<!网站)(?:\([^()]{{1,20}}\))?$")
"""A text that is the name of a public body, as far as its shape says."""
