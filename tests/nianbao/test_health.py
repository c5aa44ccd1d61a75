from datetime import date

import msgspec
import pytest

from nianbao.coverage import Coverage
from nianbao.health import crawl_findings, dataset_findings, level_of, wants_answer
from scraper import CrawlSummary, ListRead, load_portal
from scraper.states import SETTLED, STATES

ROOT = "http://www.x.example/list"
SUMMARY = CrawlSummary(
    portal="x", run="x-1", resumed=False, requests=9, lists=1, lists_read=(ListRead(ROOT, 5, None, None),), found=5,
    fetched=5, changed=(), unchanged=0, vanished=(), problems=(), recovered=0, recovery=None, weak_tls=(),
    stopped=None, attachments=0, started_at="2026-01-01T00:00:00Z", finished_at="2026-01-01T00:01:00Z",
)  # fmt: skip


def found(**changes):
    return [(one.level, one.code) for one in crawl_findings(msgspec.structs.replace(SUMMARY, **changes))]


def problem(state, url="http://www.x.example/1"):
    return (url, state, f"about {state}")


def test_a_good_run_has_no_findings():
    assert found() == [] and level_of([]) == "well"


@pytest.mark.parametrize("state", sorted(STATES - SETTLED - {"moved", "retried"}))
def test_what_did_not_come_is_a_failure_unless_it_is_the_publishers_own(state):
    own = {"gone", "soft_404", "no_report", "not_file", "not_article", "robots", "off_site"}
    told = found(problems=(problem(state), problem(state, "http://www.x.example/2")))
    if state in own:
        assert told == []
    elif state == "empty_list":
        assert set(told) == {("warning", "list_empty")}
    else:
        assert told == [("failure", state)]


@pytest.mark.parametrize(
    ("read", "told"),
    [
        ((5, 5, None), None),
        ((9, 5, 9), None),
        ((4, 5, None), ("failure", "list_shrank")),
        ((4, 5, 8), ("failure", "list_shrank")),
        ((0, 5, None), ("failure", "list_emptied")),
        ((5, None, 8), ("warning", "list_short_of_claim")),
        ((5, 5, 8), ("warning", "list_short_of_claim")),
        ((6, 5, 8), ("warning", "list_short_of_claim")),
        ((5, None, 5), None),
        ((5, None, 3), None),
    ],
)
def test_lists_are_held_against_the_visit_before_and_their_own_claim(read, told):
    assert found(lists_read=(ListRead(ROOT, *read),)) == ([told] if told else [])


def test_an_empty_list_that_had_entries_is_told_once_and_as_a_failure():
    emptied = {"lists_read": (ListRead(ROOT, 0, 5, None),), "problems": (problem("empty_list", ROOT),)}
    assert found(**emptied) == [("failure", "list_emptied")]


def test_a_portal_that_names_nothing_is_a_failure():
    assert found(found=0, problems=(problem("empty_list", ROOT),)) == [
        ("failure", "nothing_listed"),
        ("warning", "list_empty"),
    ]


def test_failures_come_first_and_name_an_address():
    told = crawl_findings(
        msgspec.structs.replace(
            SUMMARY, vanished=("http://www.x.example/9",), stopped="resting", problems=(problem("family_mismatch"),)
        )
    )
    assert [one.level for one in told] == ["failure", "failure", "warning"]
    assert ("family_mismatch", "http://www.x.example/1") in [(one.code, one.url) for one in told]
    assert level_of(told) == "failure"


def test_a_host_that_needs_weak_tls_is_to_be_looked_at():
    assert found(weak_tls=("www.x.example",)) == [("warning", "weak_tls")]


def test_what_is_worth_another_try():
    for state in ("challenged", "refused", "timeout", "unreachable", "server_error", "truncated"):
        assert wants_answer(msgspec.structs.replace(SUMMARY, problems=(problem(state),))), state
    for state in ("gone", "robots", "family_mismatch", "too_many", "not_article"):
        assert not wants_answer(msgspec.structs.replace(SUMMARY, problems=(problem(state),))), state
    assert wants_answer(msgspec.structs.replace(SUMMARY, stopped="resting"))


def test_too_few_is_a_failure_once_all_are_due_and_too_many_a_warning():
    portal = msgspec.structs.replace(load_portal("sample"), years=(2024, 2025), reports_per_year=(10, 12))

    def told(as_of, **reports):
        ledger = Coverage("sample", "", portal.years, as_of, ())
        counted = {("sample", int(year[1:])): count for year, count in reports.items()}
        return [(one.level, one.code) for one in dataset_findings([portal], [ledger], counted)]

    assert told(date(2026, 4, 1), y2024=12, y2025=9) == [("failure", "too_few")]
    assert told(date(2026, 3, 31), y2024=12, y2025=9) == []
    assert told(date(2026, 3, 31), y2024=13, y2025=10) == [("warning", "too_many")]
    assert told(None) == []
