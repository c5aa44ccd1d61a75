"""An NFCMS portal on loopback: the second page is index_2, and its pages know that they are columns."""

from folders_stand_in import FOLDER, Kind, portal
from portal_server import PortalServer
from stand_in import StandIn

NFCMS = Kind(
    "nfcms",
    lambda n: FOLDER + ("index.html" if n == 1 else f"index_{n}.html"),
    lambda n: f"{FOLDER}content/post_{10095000 + n}.html",
    "<script>window.NFCMS_SITE_ID=755001;window.NFCMS_PUB_TYPE='cat';window.NFCMS_CAT_ID=99;</script>",
)


def nfcms(server: PortalServer, reports: int, **traps) -> StandIn:
    """A portal of so many reports; `traps` are those of `portal`."""
    return portal(server, NFCMS, reports, **traps)
