import csv
import io
import re

import pyarrow.parquet as pq
import pytest

from nianbao import codebook, schema
from parsers import FORMS
from parsers.report import Origin, Verdict

LISTED = list(csv.DictReader(io.StringIO(codebook.codebook_csv())))


def test_codebook_covers_every_column_and_no_other(sample_data):
    described = {}
    for row in LISTED:
        described.setdefault(row["table"], []).append(row["column"])
    stored = {table: pq.read_schema(sample_data[0] / "clean" / f"{table}.parquet").names for table in schema.tables()}
    assert described == stored


@pytest.mark.parametrize("field", ["type", "label_zh", "label_en", "description", "missing"])
def test_codebook_says_everything_of_every_column(field):
    assert [row["column"] for row in LISTED if not row[field]] == []


def test_what_is_never_empty_is_not(sample_data):
    for table in schema.tables().values():
        stored = pq.read_table(sample_data[0] / "clean" / f"{table.name}.parquet")
        for column in table.columns:
            if column.missing == "never empty":
                assert stored[column.name].null_count == 0, (table.name, column.name)


def test_every_code_that_occurs_is_explained(sample_data):
    for table in schema.tables().values():
        stored = pq.read_table(sample_data[0] / "clean" / f"{table.name}.parquet")
        for column in table.columns:
            if column.codes:
                seen = {code for text in stored[column.name].to_pylist() if text for code in text.split()}
                assert seen <= set(schema.codes()[column.codes]), (table.name, column.name)


def test_codebook_names_every_code():
    markdown = codebook.codebook_markdown("1")
    for codes in (Origin.__args__, Verdict.__args__):
        for code in codes:
            assert f"| `{code}` |" in markdown
    assert all(
        re.search(rf"^### {row.codes}$", markdown, re.M)
        for t in schema.tables().values()
        for row in t.columns
        if row.codes
    )


def test_codebook_tables_are_whole():
    lines = [line for line in codebook.codebook_markdown("1").splitlines() if line.startswith("|")]
    assert {line.count("|") for line in lines} <= {9, 4}


@pytest.mark.parametrize("name", FORMS)
def test_every_cell_of_every_form_has_its_column(name):
    for table in ("proactive", "disputes"):
        columns = {column.name: column for column in schema.tables()[table].columns}
        for address in FORMS[name].addresses(table):
            assert name in columns[f"{address.row}_{address.column}"].form.split()
    outcomes = {column.name for column in schema.tables()["requests"].columns}
    assert {address.row for address in FORMS[name].addresses("requests")} <= outcomes


def test_rows_of_both_forms_stand_in_the_forms_order():
    keys = [label.key for label in schema.request_rows()]
    for form in FORMS.values():
        own = [row.key for row in form.tables["requests"][0].rows]
        assert [key for key in keys if key in own] == own


def test_every_table_begins_with_the_same_keys():
    for table in schema.tables().values():
        assert [column.name for column in table.columns[:5]] == [
            "report_id",
            "portal",
            "organ",
            "agency",
            "year",
        ]
        names = [column.name for column in table.columns]
        assert len(names) == len(set(names))
