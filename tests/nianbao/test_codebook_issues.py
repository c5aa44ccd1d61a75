"""Every issue that a record can hold is explained in the codebook."""

import re
from pathlib import Path

from nianbao.schema import codes

PARSERS = Path(__file__).parents[2] / "parsers"
NAMED = re.compile(r'(?:Issue|_refused)\(\s*"([a-z_]+)"')


def test_every_issue_of_the_reader_is_in_the_codebook():
    told = {code for file in PARSERS.rglob("*.py") for code in NAMED.findall(file.read_text("utf-8"))}
    assert len(told) > 15
    assert told - codes()["issue"].keys() == set()
