"""Pages that were recorded with `nianbao portals record`, read again: what comes out is what was kept with them."""

import tomllib
from pathlib import Path

import pytest

from scraper.families import FAMILIES
from scraper.pages import decode
from scraper.probe import Page, expected, look

CASES = sorted((Path(__file__).parent / "golden").glob("*/expected.toml"))


def test_there_are_cases():
    families = {tomllib.loads(case.read_text("utf-8"))["family"] for case in CASES}
    assert {"show_list", "pc_list", "channel_list"} <= families <= set(FAMILIES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.parent.name)
def test_a_page_is_read_as_it_was_recorded(case):
    kept = case.read_text("utf-8")
    body = (case.parent / "page.html").read_bytes()
    assert expected(look(Page(tomllib.loads(kept)["url"], body, decode(body)))) == kept
