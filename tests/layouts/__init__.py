"""Real layouts to read: documents drawn from reports whose every figure is known, in each style that reports arrive in.

`LAYOUTS[name].draw(report)` gives the bytes of a document; `own_cases()` and `gold_cases()` give reports and what
their cells say. Labels and figures vary as real ones do, the same at every run.
"""

from tests.layouts.catalogue import LAYOUTS, Layout
from tests.layouts.reports import Case, gold_cases, own_cases
from tests.layouts.values import Truth

__all__ = ["LAYOUTS", "Case", "Layout", "Truth", "gold_cases", "own_cases"]
