import threading

import pytest
from portal_server import PortalServer


@pytest.fixture
def server():
    one = PortalServer()
    thread = threading.Thread(target=one.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield one
    one.shutdown()
    one.server_close()
