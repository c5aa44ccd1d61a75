import pytest
from channel_list_stand_in import FIRST as CHANNEL
from channel_list_stand_in import page_of as channel_page
from hypothesis import given
from hypothesis import strategies as st
from pc_list_stand_in import FIRST as PC
from pc_list_stand_in import entry
from pc_list_stand_in import page_of as pc_page
from portal_server import BASE, list_page, report
from show_list_stand_in import article, older_page

from scraper.families import FAMILIES
from scraper.families.detect import detect
from scraper.portal import FamilyName

OLDER = BASE + "/content/channel/568dc13820f7fe83d49fb4e4/"
PAGES = {
    (BASE + "/XxgkAnnualReport/showList/650/page_1.html", list_page([1]).decode()): "show_list",
    (BASE + "/XxgkAnnualReport/show/1.html", article(1).decode()): "show_list",
    (OLDER, older_page([1]).decode()): "show_list",
    (PC, pc_page([entry(1)])): "pc_list",
    (BASE + "/", pc_page([])): "pc_list",
    (CHANNEL, channel_page("news", [1], "", "")): "channel_list",
    (BASE + "/single/29/1.html", report(1).decode()): "channel_list",
    (BASE + "/zwgk/index.html", report(1).decode()): None,
    ("", ""): None,
}


@pytest.mark.parametrize(("page", "family"), PAGES.items())
def test_each_page_is_of_its_family_and_of_no_other(page, family):
    assert detect(*page) == family
    ours = {"show_list", "pc_list", "channel_list", "generic"}
    assert [name for name in FAMILIES if name in ours and FAMILIES[name].recognizes(*page)] == [family] * bool(family)


def test_the_surer_marks_come_first():
    """The order in which names are written in FamilyName is that of sniffing."""
    order = list(FamilyName.__args__)
    assert list(FAMILIES) == sorted(FAMILIES, key=order.index)


@given(st.text(), st.text())
def test_any_page_is_of_one_family_or_of_none(url, text):
    assert detect(BASE + "/" + url, text) in {None, *FAMILIES}


@pytest.mark.parametrize("url", ["http://[", "http://[::1]/x", "x", "http://h:99999/"])
def test_what_is_no_address_is_of_none(url):
    assert detect(url, "<a href='/x'>") is None
