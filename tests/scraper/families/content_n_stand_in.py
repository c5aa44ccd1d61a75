"""An extension-less portal on loopback: articles lie in folders of their years below the list."""

from folders_stand_in import FOLDER, Kind, portal
from portal_server import PortalServer
from stand_in import StandIn

CONTENT_N = Kind(
    "content_n",
    lambda n: FOLDER.rstrip("/") if n == 1 else f"{FOLDER}list_{n}.html",
    lambda n: f"{FOLDER}{2023 - n % 3}n/content_{184000 + n}",
)


def content_n(server: PortalServer, reports: int, **traps) -> StandIn:
    """A portal of so many reports; `traps` are those of `portal`."""
    return portal(server, CONTENT_N, reports, **traps)
