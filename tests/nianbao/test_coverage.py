"""Every organ-year stands in exactly one state, and a block never looks like an absence."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from dataset_fakes import BUREAU, READ_WHOLE, issue, report
from hypothesis import given
from hypothesis import strategies as st

from nianbao import pipeline
from nianbao.clean import read_table
from nianbao.coverage import COVERAGE_STATES, PAGE_STATES, Page, coverage_of
from nianbao.evidence import named_in, state_of
from nianbao.schema import codes
from scraper import AddressState, ListPageState, ListRead, Organ, Portal, Standing
from scraper.states import SETTLED, STATES

FINANCE = "云澜区财政局"
GOVERNMENT = "云澜区人民政府"
SITE = "http://www.yunlan.example/"
PORTAL = Portal(
    name="sample", label="云澜区", label_en="Yunlan", family="show_list", hosts=("www.yunlan.example",),
    start=(SITE,), organs=(Organ(name=BUREAU, aliases=("区教育局",)), Organ(name=FINANCE), Organ(name=GOVERNMENT)),
    years=(2021, 2025),
)  # fmt: skip
AT = "2026-02-10T00:00:00Z"
CRAWLED = sorted(STATES)


def stood(state="captured", at=AT, **read):
    whole = {"named": 3, "named_before": None, "claimed": None} | read
    page = ListPageState(SITE, state, "said so", at if state else None)
    return Standing(at, (page,), (ListRead(SITE, **whole),), (), at)


def page(state, organ=BUREAU, year=2022, crawled="captured", **changes):
    return Page(changes.pop("url", SITE + "1"), state, organ, year, crawled, "so", AT, **changes)


def state(pages=(), standing=READ_WHOLE, organ=BUREAU, year=2022):
    rows = {(row.organ, row.year): row for row in coverage_of(PORTAL, standing, pages).rows}
    return rows[organ, year].state


moments = st.integers(0, 4000).map(lambda days: datetime(2018, 1, 1, tzinfo=UTC) + timedelta(days=days))
texts = moments.map(lambda moment: moment.strftime("%Y-%m-%dT%H:%M:%SZ"))
pages = st.builds(
    Page, st.sampled_from([SITE + "1", SITE + "2", SITE + "3"]), st.sampled_from(PAGE_STATES),
    st.sampled_from([None, BUREAU, FINANCE]), st.sampled_from([None, 2021, 2022, 2025, 2030]),
    st.sampled_from([None, *CRAWLED]), st.text(max_size=3), st.none() | texts, may_be_any=st.booleans(),
)  # fmt: skip
standings = st.none() | st.builds(
    Standing, texts,
    st.lists(st.builds(ListPageState, st.just(SITE), st.sampled_from([None, *CRAWLED]), st.none(), st.none() | texts),
             max_size=3).map(tuple),
    st.lists(st.builds(ListRead, st.just(SITE), st.integers(0, 3), st.none() | st.integers(0, 3),
                       st.none() | st.integers(0, 3)), max_size=2).map(tuple),
    st.just(()), st.none() | texts,
)  # fmt: skip


@given(st.lists(pages, max_size=6), standings)
def test_every_organ_year_in_exactly_one_state_whatever_the_archive_holds(held, standing):
    ledger = coverage_of(PORTAL, standing, held)
    owed = [(organ.name, year) for organ in PORTAL.organs for year in range(2021, 2026)]
    assert [(row.organ, row.year) for row in ledger.rows] == owed
    assert all(row.state in COVERAGE_STATES for row in ledger.rows)
    assert len(ledger.missing) + ledger.held + sum(row.state == "not_due" for row in ledger.rows) == len(owed)
    assert coverage_of(PORTAL, standing, held[::-1]) == ledger
    for row in ledger.rows:
        if row.state == "not_published":
            assert standing and standing.lists and all(one.state in SETTLED for one in standing.pages)
            assert set(PORTAL.start) <= {one.url for one in standing.pages}
            mine = [one for one in held if one.may_be_any or (one.organ, one.year) == (row.organ, row.year)]
            assert not [one for one in mine if one.organ in (None, row.organ) and one.year in (None, row.year)]
            assert row.due < date.fromisoformat(row.checked_at[:10]) + timedelta(days=1)


@pytest.mark.parametrize("said", PAGE_STATES)
def test_a_page_that_is_the_report_decides(said):
    assert state([page(said)]) == said
    assert state([page(said), page("reported", url=SITE + "9")]) == "reported"


@pytest.mark.parametrize("whose", [(None, 2022), (BUREAU, None), (None, None)])
def test_a_page_that_may_be_the_report_leaves_it_open(whose):
    assert state([page("challenged", *whose)]) == "undetermined"
    assert state([page("gone", *whose, may_be_any=False)]) == "not_published"
    assert state([page("challenged", FINANCE, 2022)]) == "not_published"


@pytest.mark.parametrize(
    ("standing", "said"),
    [
        (None, "not_asked"),
        (stood(), "not_published"),
        (stood("end"), "not_published"),
        *((stood(state), "list_failed") for state in [None, *sorted(STATES - SETTLED)]),
        (stood(claimed=4), "list_failed"),
        (stood(named_before=5), "list_failed"),
        (stood(claimed=3, named_before=3), "not_published"),
        (msgspec.structs.replace(stood(), pages=(), lists=()), "list_failed"),
    ],
)
def test_only_lists_read_to_their_end_make_an_absence(standing, said):
    assert state((), standing) == said


def test_a_list_that_the_file_names_since_the_last_visit_is_no_absence():
    added = msgspec.structs.replace(PORTAL, start=(SITE, SITE + "2/"))
    row = next(row for row in coverage_of(added, stood(), ()).rows if (row.organ, row.year) == (BUREAU, 2022))
    assert (row.state, row.url, row.crawled, row.checked_at) == ("list_failed", SITE + "2/", None, AT)
    assert "not asked yet" in row.reason


def test_what_is_not_due_is_not_missing():
    for at, organ, said in [
        ("2026-01-31T15:59:59Z", BUREAU, "not_due"),  # 31 January in Beijing, until midnight
        ("2026-01-31T16:00:00Z", BUREAU, "not_published"),
        ("2026-03-31T15:00:00Z", GOVERNMENT, "not_due"),
        ("2026-04-01T00:00:00Z", GOVERNMENT, "not_published"),
        ("2025-06-01T00:00:00Z", BUREAU, "not_due"),
    ]:
        assert state((), stood(at=at), organ, 2025) == said
        assert state([page("reported", organ, 2025)], stood(at=at), organ, 2025) == "reported"


def test_every_word_of_the_crawler_has_one_of_the_ledger():
    assert {state_of(crawled) for crawled in [None, *STATES]} <= set(PAGE_STATES)
    assert {state_of("challenged"), state_of("refused")} == {"challenged", "refused"}
    assert {crawled for crawled in STATES if state_of(crawled) == "gone"} == {"gone", "soft_404", "no_report"}


def test_the_codebook_knows_every_state():
    assert list(codes()["coverage"]) == list(COVERAGE_STATES)
    assert set(codes()["crawled"]) == STATES


@pytest.mark.parametrize(
    ("title", "whose"),
    [
        ("云澜区教育局2022年政府信息公开工作年度报告", (BUREAU, 2022)),
        ("区教育局 2022 年度年报", (BUREAU, 2022)),
        ("云澜区人民政府2021年年报(2022年1月发布)", (GOVERNMENT, 2021)),
        ("2021年、2022年年报", (None, None)),
        ("年度报告(2023-01-20)", (None, None)),
        ("云澜区第一中学2022年年报", (None, 2022)),
        (None, (None, None)),
    ],
)
def test_whose_report_a_title_names(title, whose):
    assert named_in(title, PORTAL) == whose


def listed(url, crawled, title, kind="article"):
    return AddressState(url=SITE + url, kind=kind, state=crawled, reason="so", checked_at=AT, list_title=title,
                        list_date=None)  # fmt: skip


def ledger(archive, tmp_path):
    built = pipeline.build(tmp_path, [msgspec.structs.replace(PORTAL, years=(2021, 2022))])
    return {(row.organ, row.year): row.state for row in built.coverage[0].rows}


def test_the_ledger_of_a_build(archive, tmp_path):
    archive.add(SITE + "1", report()).add(SITE + "2", report(agency=FINANCE, year=2021))
    archive.stood = msgspec.structs.replace(READ_WHOLE, vanished=(SITE + "2",))
    archive.addresses = [
        listed("3", "challenged", "云澜区教育局2021年年报"),
        listed("4", "timeout", "云澜区财政局2022年年报"),
        listed("5", "not_article", "更多"),
        listed("1", "challenged", "云澜区教育局2022年年报"),
        listed("", "captured", None, "list"),
    ]
    assert ledger(archive, tmp_path) == {
        (BUREAU, 2021): "challenged",
        (BUREAU, 2022): "reported",  # stored once: that it is challenged now takes nothing away
        (FINANCE, 2021): "vanished",
        (FINANCE, 2022): "unreachable",
        (GOVERNMENT, 2021): "not_published",
        (GOVERNMENT, 2022): "not_published",
    }
    rows = read_table(tmp_path, "coverage").to_pylist()
    assert Counter(row["state"] for row in rows)["not_published"] == 2
    assert [row["report_id"] is not None for row in rows] == [False, True, True, False, False, False]


def test_a_report_of_somebody_unknown_may_be_anybodys(archive, tmp_path):
    archive.add(SITE + "1", report(agency="云澜区教体局"))
    states = ledger(archive, tmp_path)
    assert {said for (_, year), said in states.items() if year == 2022} == {"undetermined"}
    assert {said for (_, year), said in states.items() if year == 2021} == {"not_published"}


def test_a_page_that_cannot_be_read_is_no_absence(archive, tmp_path):
    empty = type(report())(type(report().report)(agency=BUREAU, year=2021), issues=(issue("tables_are_images"),))
    archive.add(SITE + "1", empty)
    assert ledger(archive, tmp_path)[BUREAU, 2021] == "captured_not_read"
