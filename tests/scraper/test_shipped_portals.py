"""The portal files that ship: each loads, says whether it was probed, and begins where its family has its lists."""

import re
import tomllib
from importlib.resources import files
from urllib.parse import urlsplit

import pytest

from scraper import load_portal, portal_names
from scraper.families import FAMILIES
from scraper.portal import PREFECTURES
from scraper.prefectures import prefectures

NAMES = [name for name in portal_names() if name != "sample"]
# Portals on a bare address are allowed by name only: none is shipped yet.
REGISTERED_ADDRESSES: set[str] = set()

# The list pages of each family, as path and query were seen.
LISTS = {
    "gkmlpt": r"(/\w+)?/gkmlpt/(index|annualreport)",
    "jpaas": r"(/[\w-]+)+/index\.html",
    "hanweb": r"/col/col\d+/(index\.html)?(\?.*)?",
    "hanweb_annual": r"/module/xxgk/xxgkAnnualReport\.jsp\?(?=.*\barea=\w+)(?!.*fbtime).*",
    "lonsun": r"(/\w+)?/public/column/\d+\?type=\d.*",
    "show_list": r"/\w+/showList/\d+(/\d+)?/page_1\.html|/content/channel/[0-9a-f]{24}/",
    "pc_list": r"/\w+/\w+/pc/list\.html",
    "trs": r"(/[\w-]+)+/(index\.s?html?)?",
    "ucap": r"/\w+/\w+/\w+\.shtml",
    "vsb": r"(/\w+)+\.htm",
    "nfcms": r"(/\w+)+/index\.html",
    "content_n": r"(/\w+)+/",
    "snowflake": r"(/\w+)+/1\.html",
    "channel_list": r"/(channel/list|channelList)/\d+\.html",
}


def table(name):
    return tomllib.loads((files("portals") / f"{name}.toml").read_text("utf-8"))


def test_there_are_enough_of_them_and_the_table_of_prefectures_is_none():
    assert len(NAMES) >= 35
    assert PREFECTURES.removesuffix(".toml") not in portal_names()
    assert (files("portals") / PREFECTURES).is_file()
    assert {"bzqc", "bozhou"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_file_loads_under_its_name_and_says_that_nobody_probed_it(name):
    portal, written = load_portal(name), table(name)
    assert portal.name == name
    assert written["probed"] is False and written["delay"] >= 3
    assert portal.years == (2019, 2025)
    assert portal.region_code is None or re.fullmatch(r"[1-6]\d{5}", portal.region_code)


@pytest.mark.parametrize("name", NAMES)
def test_its_comment_says_what_was_seen(name):
    head = (files("portals") / f"{name}.toml").read_text("utf-8").partition("name =")[0]
    assert "Seen: " in head and "nobody has crawled this portal" in head


@pytest.mark.parametrize("name", NAMES)
def test_its_hosts_are_the_governments(name):
    for host in load_portal(name).hosts:
        assert host.endswith(".gov.cn") or host in REGISTERED_ADDRESSES


@pytest.mark.parametrize("name", NAMES)
def test_it_begins_where_its_family_has_its_lists(name):
    portal = load_portal(name)
    for url in portal.start:
        parts = urlsplit(url)
        address = parts.path + (f"?{parts.query}" if parts.query else "")
        assert re.fullmatch(LISTS[portal.family], address), url
        if portal.family in FAMILIES:
            assert not FAMILIES[portal.family](portal).is_article(url)


def test_no_two_share_a_name_or_a_beginning():
    portals = [load_portal(name) for name in NAMES]
    starts = [url for portal in portals for url in portal.start]
    for values in (starts, [portal.name for portal in portals], [portal.label for portal in portals]):
        assert len(values) == len(set(values))


def test_the_grammar_of_lists_refuses_something():
    for family, form in LISTS.items():
        assert not re.fullmatch(form, "/"), family
        assert not re.fullmatch(form, "/art/2021/1/29/art_1_2.html.pdf"), family


def test_the_sample_is_probed():
    assert load_portal("sample").probed


def test_prefectures_are_listed_once_for_a_family():
    rows = prefectures()
    assert len(rows) >= 80
    assert len({(row.name, row.family) for row in rows}) == len(rows)
    assert {row.family for row in rows} - {None} <= set(LISTS)
    by_name = {row.name: row for row in rows}
    assert (by_name["呼伦贝尔市"].family, by_name["呼伦贝尔市"].counties) == ("show_list", 7)
    assert by_name["石家庄市"].family is None
