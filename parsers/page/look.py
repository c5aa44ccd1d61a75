"""The declared values of an element → whether a person sees its text, and whether it stands raised."""

import re
from collections.abc import Mapping
from typing import Literal

Fate = Literal["seen", "raised", "blank", "gone"]
"""Of an element: `blank` shows nothing, but a table cell keeps its place; `gone` takes no place either."""


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
ROWS = frozenset({"tr", "tbody", "thead", "tfoot"})
CELLS = frozenset({"td", "th"})
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
        is_part_of_table = tag in CELLS or tag in ROWS
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
        if self._value("display") == "none" or (self._value("visibility") == "collapse" and self.tag in ROWS):
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
        if self.tag in BLOCKS or self.tag in CELLS or self.tag in ROWS:
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
