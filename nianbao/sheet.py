"""One table on its way to disk: rows become Parquet and CSV in the same pass, from one schema."""

import csv
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from nianbao.schema import Column, Table
from nianbao.text import table_text

Row = dict[str, Any]

_TYPES = {"string": pa.string(), "integer": pa.int64(), "number": pa.float64(), "date": pa.date32()}
BATCH_ROWS = 20_000
VERSION = b"nianbao.version"  # key of the metadata in every Parquet file


def arrow_schema(table: Table, version: str) -> pa.Schema:
    """The Parquet schema of `table`, with the dataset version in its metadata."""
    fields = [pa.field(column.name, _TYPES[column.type]) for column in table.columns]
    return pa.schema(fields, metadata={VERSION: version})


def write_sheet(table: Table, rows: Iterable[Row], csv_path: Path, parquet_path: Path, version: str) -> int:
    """Write `rows` to both files and give their number; raises OSError where the disk refuses.

    CSV is UTF-8 with a byte order mark, because Excel reads Chinese as mojibake without it.
    """
    schema = arrow_schema(table, version)
    count = 0
    with (
        csv_path.open("w", encoding="utf-8-sig", newline="") as plain,
        pq.ParquetWriter(parquet_path, schema, compression="zstd") as columnar,
    ):
        writer = csv.writer(plain, lineterminator="\n")
        writer.writerow(schema.names)
        for batch in _batches(table, rows):
            columns = [pa.array(values, field.type) for values, field in zip(batch, schema, strict=True)]
            columnar.write_batch(pa.record_batch(columns, schema=schema))
            writer.writerows(zip(*(map(_csv_text, values) for values in batch), strict=True))
            count += len(batch[0])
    return count


def _batches(table: Table, rows: Iterable[Row]) -> Iterator[list[list[Any]]]:
    """The rows as lists of column values, so many at a time that memory does not grow with the table."""
    stream = iter(rows)
    while batch := list(islice(stream, BATCH_ROWS)):
        yield [_values(column, batch) for column in table.columns]


def _values(column: Column, rows: list[Row]) -> list[Any]:
    values = [row.get(column.name) for row in rows]
    if column.type != "string":
        return values
    texts = {text: table_text(text) for text in set(values)}
    return [texts[text] for text in values]


def _csv_text(value: Any) -> Any:
    """Whole floats without ".0", so that a count reads as a count; a spreadsheet shows 1e+16 as it is."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value
