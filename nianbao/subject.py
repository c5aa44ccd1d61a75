"""The one report that a command is asked about: a file, a page of the archive, or a report of the dataset."""

from pathlib import Path
from typing import NamedTuple

import pyarrow.compute as pc

from nianbao.clean import read_table
from nianbao.documents import Document, printable
from nianbao.errors import DatasetError
from nianbao.pipeline import raw_folder
from parsers import Trace, trace_report
from parsers.read import LARGEST
from scraper import Archive, Capture


class Subject(NamedTuple):
    """The report to show: the file or address that it came from, and where its figures stand."""

    source: str
    trace: Trace

    @property
    def document(self) -> Document:
        """The report as other commands have it."""
        return Document(self.source, self.trace.report)


def find(place: str, data: Path | str) -> Subject:
    """The report in the file `place`, stored from that address, or of that report_id; raises DatasetError."""
    if "://" not in place and Path(place).is_file():
        with Path(place).open("rb") as stream:
            return Subject(printable(place), trace_report(stream.read(LARGEST + 1)))
    url, digest = (place, None) if "://" in place else _listed(place, data)
    if raw_folder(data).is_dir():
        with Archive.open(raw_folder(data)) as archive:
            for capture in archive.history(url) if digest else archive.captures():
                if url in (capture.url, capture.final_url) and digest in (None, capture.digest):
                    return Subject(capture.url, _trace(archive, capture))
    raise DatasetError(f"{url} is not in {raw_folder(data)}: crawl its portal first, `nianbao crawl PORTAL`")


def _trace(archive: Archive, capture: Capture) -> Trace:
    body, served = archive.body(capture), {"media_type": capture.media_type, "charset": capture.charset}
    return trace_report(body, url=capture.url, **served)


def _listed(report_id: str, data: Path | str) -> tuple[str, str]:
    """Address and digest of the capture that a report of the dataset was read from."""
    none = f"{report_id} is nowhere: give a file, an address that was crawled, or a report_id of the table reports"
    try:
        wanted = pc.equal(pc.field("report_id"), pc.scalar(report_id))
        rows = read_table(data, "reports", wanted, ["url", "digest"]).to_pylist()
    except DatasetError as error:
        raise DatasetError(f"{none} ({error})") from None
    if not rows:
        raise DatasetError(none)
    return rows[0]["url"], rows[0]["digest"]
