"""Traditional characters made simplified: all of a text or none of it."""

from functools import cache

from opencc import OpenCC

_SIGNS = ("報", "開")  # in every traditional line that speaks of a report or of openness, in no simplified one


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def simplified(text: str) -> str:
    """The text in simplified characters, if it is a traditional one; names keep what simplified pages write too.

    >>> simplified("板栗樹鄉2022年政府信息公開工作年度報告")
    '板栗树乡2022年政府信息公开工作年度报告'
    >>> simplified("乾縣水務局信息公開年報"), simplified("乾县水务局信息公开年报")
    ('乾县水务局信息公开年报', '乾县水务局信息公开年报')
    """
    return _converter().convert(text) if is_traditional(text) else text


def is_traditional(text: str) -> bool:
    """Whether a text about reports is written in traditional characters."""
    return any(sign in text for sign in _SIGNS)
