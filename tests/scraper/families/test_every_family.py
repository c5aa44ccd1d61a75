"""What holds for every family alike, on its stand-in: whole visits, visits in which nothing changed, and its marks."""

from functools import partial

import pytest
from channel_list_stand_in import channel_list
from content_n_stand_in import content_n
from gkmlpt_stand_in import gkmlpt
from hanweb_annual_stand_in import search, servlet
from hanweb_stand_in import hanweb
from jpaas_stand_in import department, jpaas
from lonsun_stand_in import lonsun
from nfcms_stand_in import nfcms
from pc_list_stand_in import pc_list
from show_list_stand_in import older, present
from snowflake_stand_in import snowflake
from stand_in import assert_whole, visit
from trs_stand_in import trs, years
from ucap_stand_in import searched, static
from vsb_stand_in import vsb

from scraper import Archive
from scraper.families import FAMILIES
from scraper.families.detect import detect
from scraper.pages import decode

STAND_INS = {
    "channel_list": channel_list,
    "content_n": partial(content_n, reports=13),
    "gkmlpt": partial(gkmlpt, reports=13),
    "hanweb": hanweb,
    "hanweb_annual, servlet": servlet,
    "hanweb_annual, search": search,
    "jpaas": jpaas,
    "jpaas, department": department,
    "lonsun": lonsun,
    "nfcms": partial(nfcms, reports=13),
    "pc_list": pc_list,
    "show_list": present,
    "show_list, older": older,
    "snowflake": partial(snowflake, reports=13),
    "trs": trs,
    "trs, years": years,
    "ucap": static,
    "ucap, searched": searched,
    "vsb": partial(vsb, reports=23),
}


@pytest.fixture(params=STAND_INS)
def stand_in(server, request):
    made = STAND_INS[request.param](server)
    return made[0] if isinstance(made, tuple) else made


def test_every_family_has_a_stand_in():
    assert {name.partition(",")[0] for name in STAND_INS} == set(FAMILIES) - {"generic"}


def test_a_second_visit_finds_nothing_new_changed_or_vanished(stand_in, tmp_path):
    assert_whole(stand_in, visit(stand_in, tmp_path))
    again = visit(stand_in, tmp_path)
    summary = again.summary
    assert (summary.fetched, summary.changed, summary.vanished, summary.problems) == (0, (), (), ())
    assert summary.unchanged == len(stand_in.reports) and sorted(again.articles) == sorted(stand_in.reports)
    with Archive.open(tmp_path) as archive:
        assert len(list(archive.captures(latest=False))) == len(stand_in.reports)


def test_its_pages_are_taken_for_no_other_family(stand_in, tmp_path):
    visit(stand_in, tmp_path)
    with Archive.open(tmp_path) as archive:
        pages = [
            (capture.final_url, decode(archive.body(capture)))
            for kind in ("list", "article")
            for capture in archive.captures(kind)
        ]
    found = {detect(url, text) for url, text in pages}
    # The articles of the disclosure module are those of the same maker's columns.
    kin = {"hanweb"} if stand_in.family == "hanweb_annual" else set()
    assert stand_in.family in found and found <= {stand_in.family, None} | kin
