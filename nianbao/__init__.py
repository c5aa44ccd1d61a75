"""Annual reports on open government information of China: from portals to a dataset a researcher can trust.

import nianbao
requests = nianbao.load("requests", years=range(2019, 2025))
nianbao.describe("requests")
"""

from typing import TYPE_CHECKING, Any

from nianbao.errors import DatasetError

if TYPE_CHECKING:
    from nianbao.loading import describe, load, tables

__all__ = ["DatasetError", "describe", "load", "tables"]


def __getattr__(name: str) -> Any:
    """`load`, `tables`, `describe` on first use: pandas takes longer to import than a command may take."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from nianbao import loading  # noqa: PLC0415

    return getattr(loading, name)
