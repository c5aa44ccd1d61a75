"""The figures of real reports, drawn in every layout: every cell exact, or null for a reason that it states."""

import json

import msgspec
import pytest
from reports_to_read import ALL_BORDERS, SHARED, TOLD, WITH_TABLES, addresses, by_address, codes, page_of

from reports_to_read import mixed_page, read_text, report_of  # isort: skip

from nianbao.sample.wording import wide
from parsers import FORMS, TABLES, Address

FOUND = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted((SHARED / "gold").glob("*.json"))}
GOLD = {name: gold for name, gold in FOUND.items() if gold["cells"]}
DRAWN = [name for name, gold in GOLD.items() if gold["forms"]["proactive"] != "mixed"]
COMPLETE = [name for name in DRAWN if GOLD[name]["complete"]]
TRADITIONAL = "規"


def known_cells(gold):
    return {Address(*key.split("/")): printed for key, printed in gold["cells"].items()}


def drawn_from(gold, proactive=None):
    """The report with its known cells, blanks in the rest of the tables that it shows, and no other table."""
    known = known_cells(gold)
    proactive = proactive or gold["forms"]["proactive"] or "2019"
    requests = gold["forms"]["requests"] or proactive
    report = report_of(dict.fromkeys(addresses(proactive, requests), "") | known, proactive, requests, gold["year"])
    shown = {address.table for address in known}
    sections = {key: told for key, told in TOLD.items() if key not in TABLES or key in shown}
    return msgspec.structs.replace(report, sections=sections)


def number_of(gold, address):
    key = "/".join(address)
    printed = gold["cells"][key]
    stated = gold["values"].get(key)
    return stated[0] if stated else None if printed in ("", "/", "-", "—") else float(printed)


def count_exact(gold, record) -> int:
    """How many known cells are exact; every other must be null and say why, and nothing comes out of nothing."""
    cells, exact = by_address(record), 0
    for address in known_cells(gold):
        cell = cells[address]
        if cell.value == number_of(gold, address):
            exact += 1
        else:
            assert cell.value is None, f"{address}: {cell.value} for {number_of(gold, address)}"
            assert cell.origin in {"ambiguous", "unreadable", "absent"}
    for address in cells.keys() - known_cells(gold):
        assert cells[address].value is None, f"{address} out of nothing"
    return exact


@pytest.mark.parametrize("layout", WITH_TABLES)
@pytest.mark.parametrize("name", DRAWN)
def test_every_figure_is_exact_or_honestly_null(name, layout):
    gold = GOLD[name]
    exact = count_exact(gold, read_text(page_of(drawn_from(gold), layout)))
    if layout in ALL_BORDERS or gold["complete"]:
        assert exact == len(gold["cells"])


@pytest.mark.parametrize("name", [name for name in GOLD if name not in DRAWN])
def test_blocks_of_two_forms_in_one_table(name):
    gold = GOLD[name]
    record = read_text(mixed_page(drawn_from(gold, "2021"), drawn_from(gold, "2019")))
    assert count_exact(gold, record) == len(gold["cells"])
    assert "mixed_form" in codes(record)


@pytest.mark.parametrize("name", [name for name in DRAWN if GOLD[name]["labels"]])
def test_labels_as_the_real_page_prints_them(name):
    gold = GOLD[name]
    page = page_of(drawn_from(gold))
    for official, variant in gold["labels"].items():
        page = page.replace(wide(official), variant.replace("⏎", "<br/>"))
    exact = count_exact(gold, read_text(page))
    assert exact == len(gold["cells"]) or TRADITIONAL in page


@pytest.mark.parametrize("name", COMPLETE)
def test_complete_reports_hold_their_identities(name):
    record = read_text(page_of(drawn_from(GOLD[name])))
    assert {check.verdict for check in record.checks} == {"holds"}
    assert {cell.origin for cell in record.cells} == {"printed"}


def test_the_figures_are_there_to_be_tested():
    if not FOUND:
        pytest.skip("the figures of real reports do not stand beside the project")
    assert len(DRAWN) > 20
    assert len(COMPLETE) >= 2
    assert set(FORMS) <= {GOLD[name]["forms"]["proactive"] for name in DRAWN}
