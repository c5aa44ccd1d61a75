"""Styles → the declarations that may say whether a person sees the text of an element, or whether it stands raised.

A page may hold megabytes of styles. `in_play` scans bytes for values that hide or raise; only declarations of the same
properties are parsed.
"""

import re
from collections.abc import Iterable, Mapping
from html import unescape
from typing import NamedTuple

import tinycss2


class Group(NamedTuple):
    """Properties that hide or raise text: `telling` finds a value that may do so, `names` one that may undo it."""

    telling: re.Pattern[bytes]
    names: tuple[bytes, ...]
    is_inherited: bool = False


def _group(telling: bytes, *names: bytes, is_inherited: bool = False) -> Group:
    return Group(re.compile(telling), names, is_inherited)


_FAR_BACK = rb"-(?:\d{3}|\d{2}(?:\.\d*)?(?:r?em|v[wh]|%|[cm]m|in|pc))"  # paragraphs of Word hang out by -21pt
_NO_SIZE = rb"(?:[01](?![\d.%])|0?\.\d|[01]\.\d)"
# of compact styles; each pattern begins with a fixed word, which `re` finds fast
_GROUPS = (
    _group(rb"display:none", b"display:"),
    _group(rb"visibility:(?:hidden|collapse)", b"visibility:", is_inherited=True),
    _group(rb"opacity:[-+.0]", b"opacity:"),
    _group(rb";font(?:-size)?:[^;]{0,40}?(?<![\d.#])[.0]", b";font-size:", b";font:", is_inherited=True),
    _group(rb"text-indent:" + _FAR_BACK, b"text-indent:"),
    _group(rb";(?:left|top|right|inset):(?:[^;]{0,40}?" + _FAR_BACK + rb"|\d{4})", b"position:", b";left:", b";top:",
           b";right:", b";inset:"),
    _group(rb";margin(?:-left|-top)?:[^;]{0,40}?" + _FAR_BACK, b";margin:", b"margin-left:", b"margin-top:"),
    _group(rb"clip(?:-path)?:(?!text|auto|border|padding|content)", b";clip:", b"clip-path:", b"position:"),
    _group(rb"height:(?<!line-height:)" + _NO_SIZE, b"overflow", b"position:", b";height:", b"max-height:"),
    _group(rb"width:(?:(?<=;width:)|(?<=max-width:))" + _NO_SIZE, b"overflow", b"position:", b";width:", b"max-width:"),
    _group(rb"transform:[^;]{0,80}?(?:scale|translate|matrix)", b"transform:"),
    _group(rb";scale:", b";scale:"),
    _group(rb";color:(?:transparent|[^;]{0,40}[,/][.0]+%?\)|#(?:\w{3}0|\w{6}00)(?!\w))", b";color:", is_inherited=True),
    _group(rb"line-through", b"text-decoration"),
    _group(rb"vertical-align:(?!middle|baseline|inherit|initial|unset|auto)", b"vertical-align:"),
)  # fmt: skip
_SPACE = b" \t\r\n\f"
_ESCAPE = re.compile(rb"\\(?:([0-9a-fA-F]{1,6})[ \t\r\n\f]?|([^0-9a-fA-F\r\n\f]))")
_COMMENT = re.compile(rb"/\*.*?\*/", re.S)
_COMMENT_TEXT = re.compile(r"/\*.*?\*/", re.S)


def compact(style: bytes) -> bytes:
    """Declarations in lower case without white space, comments, references and escapes, a semicolon before each.

    >>> compact(b"Display: n\\\\6f ne/* */; font-family: &quot;A&quot;")
    b';display:none;font-family:"a"'
    """
    if b"&" in style:
        style = unescape(style.decode("utf-8", "replace")).encode("utf-8", "replace")
    if b"/*" in style:
        style = _COMMENT.sub(b"", style)
    if b"\\" in style:
        style = _ESCAPE.sub(_escaped, style)
    return b";" + style.lower().translate(None, _SPACE).replace(b"{", b";")


def _escaped(escape: re.Match[bytes]) -> bytes:
    if escape[1] is None:
        return escape[2]
    code = int(escape[1], 16)
    return b"%c" % code if code < 0x80 else b"?"


def in_play(styles: Iterable[bytes]) -> tuple[Group, ...]:
    """The groups of which a value that may hide or raise text stands in compact styles.

    >>> [group.names for group in in_play([b";color:red;display:none"])]
    [(b'display:',)]
    """
    joined = b";".join(styles)
    return tuple(group for group in _GROUPS if group.telling.search(joined))


def mentions(style: bytes, groups: Iterable[Group]) -> bool:
    """Whether a compact style says anything of the groups.

    >>> mentions(b";display:block", in_play([b"display:none"])), mentions(b";color:red", in_play([b"display:none"]))
    (True, False)
    """
    return any(name in style for group in groups for name in group.names)


Declarations = Mapping[str, tuple[bool, str]]
"""By property: whether it is `!important`, and its value in lower case."""

_KEYWORDS = {
    "display": re.compile("none|contents|flow-root|list-item|(?:inline|block|flex|grid|table|ruby|in|un)[a-z- ]*"),
    "visibility": re.compile("visible|hidden|collapse|inherit|initial|unset"),
    "position": re.compile("static|relative|absolute|fixed|sticky|inherit|initial|unset"),
}  # fmt: skip
_LONGHANDS = {
    "text-decoration-line": "text-decoration",
    "overflow-x": "overflow",
    "overflow-y": "overflow",
    "-webkit-transform": "transform",
    "-ms-transform": "transform",
    "-webkit-clip-path": "clip-path",
}
_PROPERTIES = frozenset(
    re.findall(
        r"\S+",
        "display visibility content-visibility opacity font font-size text-indent position left top right inset margin"
        " margin-left margin-top clip clip-path overflow width height max-width max-height transform scale color"
        " background-clip -webkit-background-clip text-decoration vertical-align",
    )
) | set(_LONGHANDS)
_FONT_SIZE = re.compile(r"(?:^|\s)([\d.]+(?:px|pt|em|rem|ex|ch|vw|vh|cm|mm|in|pc|%)?|0)(?:\s*/|\s|$)")


def declared(style: str) -> Declarations:
    """The declarations of a style attribute or a rule; of a property the last valid one, or the last `!important` one.

    >>> declared("display:none; DISPLAY: B\\\\6cock; color: red !important; visibility: none")
    {'display': (False, 'block'), 'color': (True, 'red')}
    """
    found: dict[str, tuple[bool, str]] = {}
    for node in tinycss2.parse_blocks_contents(style, skip_comments=True, skip_whitespace=True):
        if node.type != "declaration" or node.lower_name not in _PROPERTIES:
            continue
        for name, value in _longhands(node.lower_name, _text(node.value)):
            valid = name not in _KEYWORDS or _KEYWORDS[name].fullmatch(value)
            if valid and (node.important or not found.get(name, (False, ""))[0]):
                found[name] = (node.important, value)
    return found


def _text(value: list[tinycss2.ast.Node]) -> str:
    try:
        return _COMMENT_TEXT.sub(" ", tinycss2.serialize(value)).strip().lower()
    except RecursionError:  # hundreds of open brackets
        return ""


def _longhands(name: str, value: str) -> Iterable[tuple[str, str]]:
    """The properties that a declaration sets, as far as they matter here."""
    name = _LONGHANDS.get(name, name)
    if name == "font":
        size = _FONT_SIZE.search(value)
        return [("font-size", size[1])] if size else []
    if name in ("margin", "inset"):
        sides = value.split()
        if not 0 < len(sides) <= 4:
            return []
        top, left = sides[0], sides[3] if len(sides) == 4 else sides[-1] if len(sides) < 3 else sides[1]
        return [("margin-top", top), ("margin-left", left)] if name == "margin" else [("top", top), ("left", left)]
    return [(name, value)]
