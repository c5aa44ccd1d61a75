"""Every report of the sample portal in every layout: figures, metadata and narrative as drawn."""

from functools import cache

import pytest
from reports_to_read import ALL_BORDERS, WITH_TABLES, as_drawn, as_read, by_address, codes, read_drawn, read_text

from nianbao.sample import LAYOUTS, ORGANS, YEARS, publications
from nianbao.sample.pages import message_page

REPORTS = [p for p in publications() if p.kind not in ("never_published", "soft_404")]
every_layout = pytest.mark.parametrize("layout", sorted(LAYOUTS))
layouts_with_borders = pytest.mark.parametrize("layout", ALL_BORDERS)


@cache
def read_in(layout):
    return [(publication, read_drawn(publication.drawn, layout)) for publication in REPORTS]


def test_the_sample_is_as_large_as_it_says():
    assert len(REPORTS) == len(ORGANS) * len(YEARS) - 2


@every_layout
def test_title_agency_year_and_date(layout):
    for publication, record in read_in(layout):
        drawn, header = publication.drawn, record.report
        expected = (drawn.title, drawn.agency, drawn.year, drawn.published.isoformat())
        assert (header.title, header.agency, header.year, header.published) == expected
        assert set(header.found) == {"title", "agency", "year", "published"}


@every_layout
def test_sections_as_told(layout):
    for publication, record in read_in(layout):
        told = [(key, told.heading, "\n".join(told.paragraphs)) for key, told in publication.drawn.sections.items()]
        assert [(section.key, section.heading, section.text) for section in record.sections] == told


@layouts_with_borders
def test_every_figure_as_drawn(layout):
    for publication, record in read_in(layout):
        assert record.report.forms == publication.drawn.forms
        expected = as_drawn(publication.drawn)
        assert list(as_read(record)) == list(expected)
        assert as_read(record) == expected


def test_without_borders_every_figure_as_drawn_or_null():
    for publication, record in read_in("paragraphs"):
        expected, found = as_drawn(publication.drawn), as_read(record)
        assert list(found) == list(expected)
        assert {address for address in found if found[address] not in (expected[address], (None, None))} == set()
        if publication.organ.zeros:
            assert found == expected


@layouts_with_borders
def test_blank_cells_are_blank_and_all_others_printed(layout):
    for publication, record in read_in(layout):
        for address, cell in by_address(record).items():
            assert cell.origin == ("printed" if publication.drawn.cells[address] else "blank")


def test_blanks_without_borders_never_become_figures():
    for publication, record in read_in("paragraphs"):
        for address, cell in by_address(record).items():
            if not publication.drawn.cells[address]:
                assert cell.value is None


def test_tables_in_pictures_give_no_cells():
    for _, record in read_in("images"):
        assert (record.cells, record.checks) == ((), ())
        assert codes(record).count("tables_are_images") == 1


@layouts_with_borders
def test_only_the_planted_faults_are_found(layout):
    for publication, record in read_in(layout):
        failed = {(check.identity, check.scope) for check in record.checks if check.verdict == "fails"}
        wrong_total = publication.kind == "wrong_total"
        assert failed == ({("requests_row", "granted"), ("requests_outcomes", "total")} if wrong_total else set())
        assert codes(record) == (["other_year_in_text"] if publication.kind == "previous_year_in_text" else [])


@pytest.mark.parametrize("layout", WITH_TABLES)
def test_a_revision_differs_in_the_revised_cells_alone(layout):
    revised = [p for p in REPORTS if p.revision]
    assert revised
    for publication in revised:
        before, after = read_drawn(publication.drawn, layout), read_drawn(publication.revision, layout)
        drawn, redrawn = publication.drawn.cells, publication.revision.cells
        changed = {address for address in drawn if drawn[address] != redrawn[address]}
        first, second = as_read(before), as_read(after)
        assert {address for address in first if first[address] != second[address]} == changed


@pytest.mark.parametrize(("name", "code"), [("missing", "soft_404"), ("home", "not_a_report")])
def test_pages_that_are_no_report_say_so(name, code):
    record = read_text(message_page(name).decode())
    assert codes(record) == [code]
    assert (record.sections, record.cells, record.checks) == ((), (), ())
