"""Chinese numerals → numbers: 二十三, 一百零五, 三万五千, 壹佰贰拾."""

import re

NUMERALS = "零〇一二三四五六七八九十百千万亿两廿卅卌壹贰叁肆伍陆柒捌玖貳參陸拾佰仟萬億兩"
"""Every character of a Chinese numeral."""

_ALIASES = str.maketrans(
    "〇壹贰叁肆伍陆柒捌玖貳參陸拾佰仟萬億兩",
    "零一二三四五六七八九二三六十百千万亿两",
)
_TENS = re.compile("[廿卅卌]")
_TEN_SIGNS = {"廿": "二十", "卅": "三十", "卌": "四十"}
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"两": 2}
_SCALES = (("亿", 10**8), ("万", 10**4))
# up to 9999; a last digit follows 十 or 零 or stands alone: 一百五 is 150 in speech and 105 in a slip
_BELOW_10000 = re.compile(
    r"(?:([一二三四五六七八九两])千)?(?:零?([一二三四五六七八九两])百)?(?:零?([一二三四五六七八九]?)(十))?"
    r"(?:(?:零|(?<=十)|^)([一二三四五六七八九]))?"
)


def number_of(numeral: str) -> int | None:
    """The number that a Chinese numeral states, None where it states none for certain.

    >>> [number_of(text) for text in ("零", "十", "两", "二十三", "一百零五", "廿三", "壹佰贰拾叁", "一〇", "一百〇五")]
    [0, 10, 2, 23, 105, 23, 123, None, 105]
    >>> number_of("九千九百九十九万"), number_of("三万五千"), number_of("一万零五"), number_of("一亿二千万")
    (99990000, 35000, 10005, 120000000)

    Digits in a row are a year, a telephone number or strokes; 一百五 and 百 say no certain number:

    >>> {number_of(text) for text in ("一二", "一一", "二〇二〇", "一百五", "三万五", "百", "零五", "万", "", "二十两")}
    {None}
    """
    rest = _TENS.sub(lambda sign: _TEN_SIGNS[sign[0]], numeral.translate(_ALIASES))
    if rest in ("零", "两"):
        return _DIGITS[rest]
    total, is_first = 0, True
    for scale, factor in _SCALES:
        head, found, tail = rest.partition(scale)
        if found:
            part = _below_10000(head, is_first=is_first)
            if part is None:
                return None
            total, rest, is_first = total + part * factor, tail, False
    if not rest:
        return None if is_first else total
    last = _below_10000(rest, is_first=is_first)
    return None if last is None else total + last


def _below_10000(numeral: str, *, is_first: bool) -> int | None:
    """The number of a part between 万 and 亿; behind one of them a lone digit says no certain number."""
    if numeral == "两" and is_first:
        return 2
    found = _BELOW_10000.fullmatch(numeral)
    if not numeral or not found or (numeral[0] == "零" if is_first else len(numeral) == 1 and numeral != "十"):
        return None
    thousands, hundreds, tens, ten, ones = found.groups()
    parts = ((thousands, 1000), (hundreds, 100), (tens or (ten and "一"), 10), (ones, 1))
    return sum(_DIGITS[digit] * factor for digit, factor in parts if digit)
