"""The words that a report prints: official labels in full-width punctuation, and what stands around them."""

from nianbao.sample.organs import facts
from parsers.form import Label

_FACTS = facts("wording")
ITEM_HEADER: str = _FACTS["item_header"]
IDENTITY: str = _FACTS["identity"]
APPLICANTS: str = _FACTS["applicants"]
ORGANISATIONS: str = _FACTS["organisations"]
_BREAKS: dict[str, int] = _FACTS["breaks"]
_WIDE = str.maketrans("(),:", "（），：")


def wide(label: str) -> str:
    """`label` as the official form prints it, its folded punctuation full-width again.

    >>> wide("本年收费金额(单位:万元)")
    '本年收费金额（单位：万元）'
    """
    return label.translate(_WIDE)


def lines_of(column: Label) -> tuple[str, ...]:
    """The label of a column, in the lines in which narrow cells break it.

    >>> lines_of(Label("business", "商业企业", ""))
    ('商业', '企业')
    """
    text = wide(column.zh)
    at = _BREAKS.get(column.key, len(text))
    return tuple(filter(None, (text[:at], text[at:])))
