"""The codebook: every column of every table and what each code means, from the schema alone."""

import csv
import io
from collections.abc import Iterator

from nianbao.schema import Column, Table, codes, tables

FIELDS = (
    "table",
    "column",
    "type",
    "unit",
    "label_zh",
    "label_en",
    "description",
    "form",
    "form_cell",
    "codes",
    "missing",
)

_PREAMBLE = """# Codebook of the nianbao dataset

Version {version}. Made from the same schema as the tables; the same facts as a table: `codebook.csv`.

- A figure is as printed, or recovered with proof, or empty with the reason in `cells.origin`.
  A blank is never a 0.
- Errors of the publisher stay as printed; `checks` names them.
- CSV files are UTF-8 with a byte order mark; Parquet files hold the same values.
- Text that a spreadsheet would run as a formula (it begins with = + - @, their full-width forms, a tab or a
  line end, and is no number) carries a leading apostrophe in both formats.
- Missing values are empty in CSV and null in Parquet. There are no other missing codes.
"""


def rows(table: Table) -> Iterator[tuple[str, ...]]:
    """The codebook rows of `table`, one a column, in the order of `FIELDS`."""
    for column in table.columns:
        yield (
            table.name,
            column.name,
            column.type,
            column.unit,
            column.zh,
            column.en,
            column.description,
            column.form,
            column.cell,
            _codes(column),
            column.missing,
        )


def _codes(column: Column) -> str:
    listed = codes().get(column.codes, {})
    return "; ".join(f"{code} = {told['zh']} | {told['en']}" for code, told in listed.items())


def codebook_csv() -> str:
    """The codebook as CSV text with a header."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(FIELDS)
    for table in tables().values():
        writer.writerows(rows(table))
    return buffer.getvalue()


def codebook_markdown(version: str) -> str:
    """The codebook as Markdown: a section a table, then a section a list of codes."""
    parts = [_PREAMBLE.format(version=version)]
    parts += [_table_section(table) for table in tables().values()]
    parts += ["## Codes\n", *(_code_section(name) for name in codes())]
    return "\n".join(parts)


def _table_section(table: Table) -> str:
    head = f"## `{table.name}` {table.zh} · {table.en}\n\n{table.description}\n"
    head += f"Sorted by {', '.join(table.sort)}.\n"
    lines = ["| column | type | unit | 中文 | English | meaning | form | missing |", "|" + "---|" * 8]
    for column in table.columns:
        place = f"{column.form}: {column.cell}" if column.form else ""
        listed = f"; codes: {column.codes}" if column.codes else ""
        meaning = column.description + listed
        facts = (column.type, column.unit, column.zh, column.en, meaning, place, column.missing)
        lines.append(f"| `{column.name}` | {' | '.join(facts)} |")
    return head + "\n" + "\n".join(lines) + "\n"


def _code_section(name: str) -> str:
    lines = [f"### {name}\n", "| code | 中文 | English |", "|---|---|---|"]
    lines += [f"| `{code}` | {told['zh']} | {told['en']} |" for code, told in codes()[name].items()]
    return "\n".join(lines) + "\n"
