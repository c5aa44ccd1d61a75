"""A portal of the Shaanxi platform on loopback: lists and articles in one folder, ids that look like dates."""

from folders_stand_in import FOLDER, Kind, portal
from portal_server import PortalServer
from stand_in import StandIn

SNOWFLAKE = Kind("snowflake", lambda n: f"{FOLDER}{n}.html", lambda n: f"{FOLDER}{2017052662977646000 + n}.html")


def snowflake(server: PortalServer, reports: int, **traps) -> StandIn:
    """A portal of so many reports; `traps` are those of `portal`."""
    return portal(server, SNOWFLAKE, reports, **traps)
