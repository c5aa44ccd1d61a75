"""Text as the tables hold it: safe to open in a spreadsheet, the same in CSV and Parquet."""

import re

# Leading characters that make a spreadsheet run a cell (OWASP, CSV injection), and their full-width forms.
_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"[+\-＋－]?\d+([.,]\d+)*%?\s*", re.ASCII)
# Control characters that CSV readers stop at, and lone surrogates, which UTF-8 cannot hold.
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_LINE_ENDS = re.compile("\r\n?")


def is_formula(text: str) -> bool:
    """Whether a spreadsheet may take `text` for a formula; a number or a single sign is none.

    >>> [is_formula(text) for text in ("=HYPERLINK(1)", "-57", "-", "＝1+1", "+1,234.5", "-5+cmd", "四")]
    [True, False, False, True, False, True, False]
    """
    return len(text) > 1 and bool(_FORMULA.match(text)) and not _NUMBER.fullmatch(text)


def table_text(text: str | None) -> str | None:
    r"""`text` for a cell of a table: "" is null, line ends are \n, a formula gets a leading apostrophe.

    >>> table_text("=1+1"), table_text(""), table_text("a\r\nb"), table_text("\ud800")
    ("'=1+1", None, 'a\nb', '\ufffd')
    """
    if not text:
        return None
    storable = _LINE_ENDS.sub("\n", _UNSTORABLE.sub("\ufffd", text))
    return f"'{storable}" if is_formula(storable) else storable
