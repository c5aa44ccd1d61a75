"""Style declarations → whether a person sees the text of an element, and whether it stands raised beside other text.

A page may hold megabytes of styles. `in_play` scans bytes for values that hide or raise; only declarations of the same
properties are parsed.
"""

import re
from collections.abc import Iterable, Mapping
from html import unescape
from typing import Literal, NamedTuple

import tinycss2

Fate = Literal["seen", "raised", "blank", "gone"]
"""Of an element: `blank` shows nothing, but a table cell keeps its place; `gone` takes no place either."""


class Group(NamedTuple):
    """Properties that hide or raise text: `telling` finds a value that may do so, `names` one that may undo it."""

    telling: re.Pattern[bytes]
    names: tuple[bytes, ...]
    is_inherited: bool = False


def _group(telling: bytes, *names: bytes, is_inherited: bool = False) -> Group:
    return Group(re.compile(telling), names, is_inherited)


# of compact styles; each pattern begins with a fixed word, which `re` finds fast
_GROUPS = (
    _group(rb"display:none", b"display:"),
    _group(rb"visibility:(?:hidden|collapse)", b"visibility:", is_inherited=True),
    _group(rb"opacity:[-+.0]", b"opacity:"),
    _group(rb";font(?:-size)?:[^;]{0,40}?(?<![\d.#])[.0]", b";font-size:", b";font:", is_inherited=True),
    _group(rb"text-indent:-", b"text-indent:"),
    _group(rb"position:(?:absolute|fixed|relative)", b"position:", b"left:", b"top:", b"right:", b"inset"),
    _group(rb"margin(?:-left|-top)?:-", b"margin:", b"margin-left:", b"margin-top:"),
    _group(rb"clip(?:-path)?:(?!text|auto|border|padding|content)", b"clip:", b"clip-path:"),
    _group(rb"overflow(?:-[xy])?:(?:hidden|clip)", b"overflow", b"height:", b"width:"),
    _group(rb"transform:[^;]{0,80}?(?:scale|translate|matrix)", b"transform:"),
    _group(rb";scale:", b";scale:"),
    _group(rb";color:(?:transparent|[^;]{0,40}[,/][.0]+%?\)|#(?:\w{3}0|\w{6}00)(?!\w))", b";color:", is_inherited=True),
    _group(rb"line-through", b"text-decoration"),
    _group(rb"vertical-align:(?!middle|baseline|inherit|initial|unset|auto)", b"vertical-align:"),
)
_SPACE = b" \t\r\n\f"
_ESCAPE = re.compile(rb"\\(?:([0-9a-fA-F]{1,6})[ \t\r\n\f]?|([^0-9a-fA-F\r\n\f]))")
_COMMENT = re.compile(rb"/\*.*?\*/", re.S)


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
_FONT_SIZE = re.compile(r"(?:^|\s)([\d.]+(?:px|pt|em|rem|ex|ch|vw|vh|cm|mm|in|pc|%)?|0)(?:\s*/|\s|$)")


def declared(style: str) -> Declarations:
    """The declarations of a style attribute or a rule; of a property the last valid one, or the last `!important` one.

    >>> declared("display:none; DISPLAY: B\\\\6cock; color: red !important; visibility: none")
    {'display': (False, 'block'), 'color': (True, 'red')}
    """
    found: dict[str, tuple[bool, str]] = {}
    for node in tinycss2.parse_blocks_contents(style, skip_comments=True, skip_whitespace=True):
        if node.type != "declaration":
            continue
        value = _COMMENT_TEXT.sub(" ", tinycss2.serialize(node.value)).strip().lower()
        for name, part in _longhands(node.lower_name, value):
            valid = name not in _KEYWORDS or _KEYWORDS[name].fullmatch(part)
            if valid and (node.important or not found.get(name, (False, ""))[0]):
                found[name] = (node.important, part)
    return found


_COMMENT_TEXT = re.compile(r"/\*.*?\*/", re.S)


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


_LENGTH = re.compile(r"([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)(px|pt|r?em|ex|ch|vw|vh|cm|mm|in|pc|q|%)?")
_PIXELS = {"pt": 4 / 3, "em": 16, "rem": 16, "ex": 8, "ch": 8, "vw": 12.8, "vh": 8, "cm": 37.8, "mm": 3.78, "in": 96,
           "pc": 16, "q": 0.945, "%": 10}  # fmt: skip
_FAR = 500  # pixels that text is moved out of sight by; a paragraph hangs out by less than fifty
_FAR_RIGHT = 5000  # there the window may be scrolled to
_SLIGHT = 2  # pixels: text raised by less stands on its line
_ZERO_ALPHA = re.compile(r"transparent|(?:rgb|hsl)a?\([^)]*[,/]\s*(?:0|0?\.0+|0%)\s*\)|#(?:[\da-f]{3}0|[\da-f]{6}00)")
_OPAQUE_RGB = re.compile(r"(?:rgb|hsl)\([^,)/]*,[^,)/]*,[^,)/]*\)")
_ABSOLUTE_SIZE = re.compile(r"(?:xx?-)?(?:small|large)|medium|xxx-large")
_NUMBERS = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?(?:px|pt|r?em|vw|vh|%)?")
_RAISING = frozenset({"super", "sub", "text-top", "text-bottom", "top", "bottom"})
_ROWS = frozenset({"tr", "tbody", "thead", "tfoot"})
_CELLS = frozenset({"td", "th"})
BLOCKS = frozenset(
    re.findall(
        r"\w+",
        "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption ul"
        " figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol p pre section summary table",
    )
)


def pixels(value: str) -> float | None:
    """A length in pixels, of a share or of the window's width about as many as on a screen; None if it is none.

    >>> pixels("-9999px"), pixels("-100em"), pixels("0"), pixels("auto")
    (-9999.0, -1600.0, 0.0, None)
    """
    found = _LENGTH.fullmatch(value)
    return float(found[1]) * _PIXELS.get(found[2] or "", 1) if found else None


class Look:
    """How an element with these declared values looks."""

    def __init__(self, tag: str, values: Mapping[str, str]) -> None:
        self.tag, self.values = tag, values
        position = self._value("position")
        self.is_out_of_flow = position in ("absolute", "fixed")
        self.is_moved = self.is_out_of_flow or position == "relative"
        display = self._value("display")
        is_part_of_table = tag in _CELLS or tag in _ROWS
        self.is_box = self.is_out_of_flow or (
            tag in BLOCKS if not display else not display.startswith("inline") or display != "inline"
        )
        self.can_shrink = self.is_box and not is_part_of_table
        self.is_box = self.is_box or is_part_of_table

    def _value(self, name: str) -> str:
        return self.values.get(name, "")

    def _pixels(self, name: str) -> float | None:
        return pixels(self._value(name))

    def fate(self) -> Fate:
        """What becomes of the element with all that it holds, but for what descendants can undo."""
        if self._value("display") == "none" or (self._value("visibility") == "collapse" and self.tag in _ROWS):
            return "gone"
        if self._is_blank():
            return "gone" if self.is_out_of_flow else "blank"
        return "raised" if self._is_raised() else "seen"

    def _is_blank(self) -> bool:
        opacity = _NUMBERS.fullmatch(self._value("opacity"))
        return (
            (opacity is not None and float(opacity[0].rstrip("%")) <= 0)
            or "line-through" in self._value("text-decoration")
            or (self.is_box and self._pixels_at_most("text-indent", -_FAR))
            or self._is_out_of_sight()
            or self._is_clipped()
            or self._has_no_size()
            or self._value("content-visibility") == "hidden"
        )

    def _pixels_at_most(self, name: str, most: float) -> bool:
        length = self._pixels(name)
        return length is not None and length <= most

    def _is_out_of_sight(self) -> bool:
        sides = ("margin-left", "margin-top") + (("left", "top", "right") if self.is_moved else ())
        if any(self._pixels_at_most(side, -_FAR) for side in sides):
            return True
        left = self._pixels("left") or 0
        if self.is_out_of_flow and left >= _FAR_RIGHT and not self._value("left").endswith("%"):
            return True
        moved = _function(self._value("transform"), "translate")
        return self.is_box and any((pixels(number) or 0) <= -_FAR for number in moved)

    def _is_clipped(self) -> bool:
        clip = _function(self._value("clip"), "rect")
        if self.is_out_of_flow and len(clip) == 4:
            top, right, bottom, left = ((pixels(side) or 0) for side in clip)
            if right - left <= 1 or bottom - top <= 1:
                return True
        path = self._value("clip-path")
        inset = [pixels(side) or 0 for side in _function(path, "inset")]
        across = inset[:1] * 2 if len(inset) == 1 else inset[:2] if len(inset) == 2 else []
        numbers = [pixels(number) or 0 for kind in ("circle", "ellipse", "polygon") for number in _function(path, kind)]
        whole = 100 * _PIXELS["%"] / 2
        return (
            any(side >= whole for side in across)
            or (bool(numbers) and (not any(numbers) or (not path.startswith("polygon") and numbers[0] == 0)))
            or (len(inset) > 2 and (inset[0] + inset[2] >= 2 * whole or inset[1] + inset[-1] >= 2 * whole))
        )

    def _has_no_size(self) -> bool:
        scaled = _function(self._value("transform"), "scale") + _function(self._value("transform"), "matrix")
        scaled += _NUMBERS.findall(self._value("scale"))
        if self.is_box and scaled and any(float(number.rstrip("%pxtemrvwh")) == 0 for number in scaled[:1]):
            return True
        hides = self._value("overflow").split()[:1] in (["hidden"], ["clip"])
        sizes = ("width", "height", "max-width", "max-height")
        return hides and self.can_shrink and any(self._pixels_at_most(size, 1) for size in sizes)

    def _is_raised(self) -> bool:
        if self.tag in BLOCKS or self.tag in _CELLS or self.tag in _ROWS:
            return False
        value = self._value("vertical-align")
        lift = pixels(value)
        return value in _RAISING or (lift is not None and abs(lift) >= _SLIGHT)

    def shown(self) -> dict[str, bool]:
        """What the element says of the values that it hands down: False where they hide text, True where they show it.

        >>> Look("span", {"visibility": "hidden", "color": "red"}).shown()
        {'visibility': False, 'color': True}
        """
        found = {}
        if self._value("visibility") in ("hidden", "collapse", "visible", "initial"):
            found["visibility"] = self._value("visibility") in ("visible", "initial")
        size = self._value("font-size")
        length = pixels(size)
        if length == 0 or (length is not None and not size.endswith(("%", "em", "ex", "ch"))) or size.endswith("rem"):
            found["font-size"] = length != 0
        elif _ABSOLUTE_SIZE.fullmatch(size):
            found["font-size"] = True
        color = self._value("color")
        if color and color not in ("inherit", "unset", "currentcolor"):
            is_clear = bool(_ZERO_ALPHA.fullmatch(color)) and not _OPAQUE_RGB.fullmatch(color)
            found["color"] = not is_clear or "text" in self._value("background-clip") + self._value(
                "-webkit-background-clip"
            )
        return found


def _function(value: str, name: str) -> list[str]:
    """The numbers that a function of CSS is called with; [] where the value does not call it.

    >>> _function("rotate(5deg) scaleX(0)", "scale"), _function("rect(0 0 0 0)", "rect"), _function("none", "rect")
    (['0'], ['0', '0', '0', '0'], [])
    """
    _, found, rest = value.partition(name)
    return _NUMBERS.findall(rest.partition("(")[2].partition(")")[0]) if found else []
