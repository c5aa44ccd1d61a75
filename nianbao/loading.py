"""The researcher's side: tables of data/clean as data frames, with labels and the dataset version."""

from collections.abc import Iterable
from difflib import get_close_matches
from functools import reduce
from operator import and_, index
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

import nianbao.codebook as codebook
import nianbao.schema as schema
from nianbao.clean import read_manifest, read_table
from nianbao.errors import DatasetError
from nianbao.sheet import VERSION

_DTYPES = {pa.int64(): pd.Int64Dtype(), pa.string(): pd.StringDtype()}


def load(
    table: str,
    *,
    years: int | Iterable[int] | None = None,
    agency: str | Iterable[str] | None = None,
    data: Path | str = "data",
) -> pd.DataFrame:
    """One table of the dataset as a data frame.

    Args:
        table: One of `nianbao.tables()`.
        years: A report year, or several, such as `range(2019, 2022)`; all where None.
        agency: A name or several, as in the columns `organ` or `agency`; all where None.
        data: The folder that `nianbao run` was given.

    Returns:
        A frame with the columns of `nianbao.describe(table)`: counts are Int64, amounts float64, text string,
        dates datetime64, each with its missing value. `attrs["labels"]` maps a column to its label in "zh"
        and "en", `attrs["version"]` is the dataset version.

    Raises:
        DatasetError: No such table or agency, years that are no numbers, or no whole dataset in `data`.
    """
    columns = _table(table).columns
    wanted = []
    if years is not None:
        wanted.append(pc.field("year").isin(_years(years)))
    if agency is not None:
        names = _agencies(agency, data)
        wanted.append(pc.field("organ").isin(names) | pc.field("agency").isin(names))
    sheet = read_table(data, table, reduce(and_, wanted) if wanted else None)
    frame: pd.DataFrame = sheet.to_pandas(types_mapper=_DTYPES.get, date_as_object=False)
    frame.attrs["labels"] = {column.name: {"zh": column.zh, "en": column.en} for column in columns}
    frame.attrs["version"] = sheet.schema.metadata[VERSION].decode()
    return frame


def tables(data: Path | str = "data") -> pd.DataFrame:
    """The tables of the dataset: name, Chinese and English title, what it holds, and its rows in `data`."""
    rows = read_manifest(data).rows
    return pd.DataFrame(
        [(table.name, table.zh, table.en, table.description, rows[table.name]) for table in _known()],
        columns=["table", "label_zh", "label_en", "description", "rows"],
    )


def describe(table: str) -> pd.DataFrame:
    """The codebook of `table`, a row a column; raises DatasetError where there is no such table."""
    return pd.DataFrame(codebook.rows(_table(table)), columns=list(codebook.FIELDS))


def _known() -> list[schema.Table]:
    return list(schema.tables().values())


def _table(name: str) -> schema.Table:
    if name not in schema.tables():
        raise DatasetError(f"no table {name!r}; there are {', '.join(schema.tables())}")
    return schema.tables()[name]


def _years(years: int | Iterable[int]) -> list[int]:
    if isinstance(years, int):
        return [years]
    try:
        return [index(year) for year in years]
    except TypeError:
        raise DatasetError(f"years={years!r}: give a number such as 2020, or several") from None


def _agencies(agency: str | Iterable[str], data: Path | str) -> list[str]:
    """The names asked for; raises DatasetError, with names like it, for one that no report bears."""
    wanted = [agency] if isinstance(agency, str) else list(agency)
    named = [read_table(data, table, columns=["organ", "agency"]) for table in ("reports", "coverage")]
    known = {name for sheet in named for column in sheet.columns for name in column.to_pylist() if name}
    for name in wanted:
        if name not in known:
            near = get_close_matches(name, sorted(known), n=5, cutoff=0.4)
            hint = f"did you mean {', '.join(near)}?" if near else "see the column agency of the table reports"
            raise DatasetError(f"no report of {name!r}: {hint}")
    return wanted
