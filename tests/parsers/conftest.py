import json

import pytest
from reports_to_read import SHARED

from nianbao.sample import ORGANS, draw


@pytest.fixture(scope="session")
def balanced():
    """A report of the 2019 form whose figures satisfy every identity, and in which no cell is blank."""
    return draw(ORGANS[6], 2020)


@pytest.fixture(scope="session")
def balanced_2021():
    """The same organ's report of the 2021 form."""
    return draw(ORGANS[6], 2023)


@pytest.fixture(scope="session")
def seed():
    """A real report in flattened text and what its cells print."""
    text = SHARED / "seeds" / "qiaocheng-commerce-bureau-2020.txt"
    gold = SHARED / "gold" / "qiaocheng-commerce-2020.json"
    if not (text.exists() and gold.exists()):
        pytest.skip("the real report does not stand beside the project")
    return text.read_bytes(), json.loads(gold.read_text("utf-8"))
