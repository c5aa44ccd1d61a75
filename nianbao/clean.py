"""The layout of data/clean, in one place: which files lie there, written all or none, and found again.

reports.csv reports.parquet …   one pair a table
codebook.csv codebook.md        every column and code of every table
dataset.json                    version, and rows and checksum of each file; written last
"""

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from nianbao.codebook import codebook_csv, codebook_markdown
from nianbao.errors import DatasetError
from nianbao.schema import tables
from nianbao.sheet import VERSION, Row, write_sheet

MANIFEST = "dataset.json"


class Manifest(msgspec.Struct, frozen=True):
    """What lies in the folder: the dataset version, rows by table, SHA-256 by file name."""

    version: str
    rows: dict[str, int]
    sha256: dict[str, str]


def clean_folder(data: Path | str) -> Path:
    """Where the dataset of `data` lies."""
    return Path(data) / "clean"


def read_manifest(data: Path | str) -> Manifest:
    """The manifest of the dataset; raises DatasetError where there is none yet."""
    path = clean_folder(data) / MANIFEST
    try:
        manifest = msgspec.json.decode(path.read_bytes(), type=Manifest)
    except FileNotFoundError:
        raise DatasetError(f"no dataset in {path.parent}: make one with `nianbao run`") from None
    except msgspec.MsgspecError as error:
        raise DatasetError(f"{path} cannot be read ({error}): rebuild with `nianbao build`") from None
    if manifest.rows.keys() != tables().keys():
        raise DatasetError(f"{path} is of another version of the program: rebuild with `nianbao build`")
    return manifest


def read_table(
    data: Path | str, table: str, wanted: pc.Expression | None = None, columns: list[str] | None = None
) -> pa.Table:
    """The rows of `table` that are `wanted`; raises DatasetError where its file is not the manifest's."""
    version = read_manifest(data).version
    path = clean_folder(data) / f"{table}.parquet"
    try:
        sheet = pq.read_table(path, filters=wanted, columns=columns)
    except (OSError, pa.ArrowInvalid) as error:
        raise DatasetError(f"{path} cannot be read ({error}): rebuild with `nianbao build`") from None
    if (sheet.schema.metadata or {}).get(VERSION) != version.encode():
        raise DatasetError(f"{path} is not of dataset version {version}: rebuild with `nianbao build`")
    return sheet


def write_dataset(data: Path | str, version: str, sheets: dict[str, Iterable[Row]]) -> Manifest:
    """Write every table, the codebook and the manifest; raises OSError and leaves the old files whole.

    All files are written beside the old ones first, then moved over them one by one, the manifest last.
    """
    with _staging(clean_folder(data)) as staging:
        rows = {
            name: write_sheet(table, sheets[name], staging / f"{name}.csv", staging / f"{name}.parquet", version)
            for name, table in tables().items()
        }
        (staging / "codebook.csv").write_text(codebook_csv(), "utf-8-sig")
        (staging / "codebook.md").write_text(codebook_markdown(version), "utf-8")
        written = sorted(staging.iterdir())
        manifest = Manifest(version, rows, {path.name: _sha256(path) for path in written})
        plain = msgspec.json.format(msgspec.json.encode(manifest), indent=2)
        (staging / MANIFEST).write_bytes(plain + b"\n")
        _publish([*written, staging / MANIFEST], staging.parent)
    return manifest


@contextmanager
def _staging(folder: Path) -> Iterator[Path]:
    """A new empty folder inside `folder`, so on the same disk; what a killed build left there is dropped."""
    staging = folder / ".new"
    folder.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir()
    try:
        yield staging
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _publish(paths: list[Path], folder: Path) -> None:
    for path in paths:
        _flush(path)
    for path in paths:
        path.replace(folder / path.name)


def _flush(path: Path) -> None:
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
