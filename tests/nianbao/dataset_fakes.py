"""Hand-made records and an archive that needs no crawl."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from parsers import Cell, Check, Header, Issue, Report, Section
from scraper import AddressState, ArchiveError, Capture, ListPageState, ListRead, Standing

BUREAU = "云澜区教育局"
FORMS = {"proactive": "2021", "requests": "2021"}


def cell(value, row="granted", column="total", **changes):
    facts = {"table": "requests", "unit": None, "origin": "printed", "check": "holds", "implied": None}
    facts["raw"] = None if value is None else str(value)
    return Cell(row=row, column=column, value=value, **{**facts, **changes})


CELLS = (cell(3),)
LIST = "http://www.yunlan.example/"
READ_WHOLE = Standing(
    "2026-01-01T00:00:00Z",
    (ListPageState(LIST, "captured", "", "2026-01-01T00:00:05Z"),),
    (ListRead(LIST, 3, None, None),),
    (),
    "2026-01-01T00:00:05Z",
)


def report(agency=BUREAU, year=2022, cells=CELLS, **changes):
    header = {"title": f"{agency}{year}年报", "published": f"{(year or 0) + 1}-01-20", "forms": FORMS}
    header |= {name: changes.pop(name) for name in tuple(changes) if name in header}
    sections = changes.pop("sections", (Section("overview", "一、总体情况", f"{agency}\n概述"),))
    return Report(Header(agency=agency, year=year, **header), sections, tuple(cells), **changes)


class FakeArchive:
    """Stored pages without a crawl: each version is a record, read back as it was given."""

    def __init__(self):
        self.versions: dict[str, list[Capture]] = {}
        self.records: dict[bytes, Report] = {}
        self.lost: set[str] = set()
        self.stood: Standing | None = READ_WHOLE
        self.addresses: list[AddressState] = []

    def add(self, url, record, day=1):
        body = f"{url} {day} {record!r}".encode()
        self.records[body] = record
        earlier = self.versions.setdefault(url, [])
        capture = Capture(
            id=len(earlier), run="r", portal="sample", url=url, final_url=url, status=200, state="captured",
            fetched_at=f"2026-01-{day:02d}T00:00:00Z", reason="", media_type="text/html", charset=None,
            etag=None, last_modified=None, digest=hashlib.sha256(body).hexdigest(), kind="article",
            found_on=None,
        list_title=None, list_date=None, warc_file=body.decode(), warc_offset=0, warc_length=0,
        )  # fmt: skip
        earlier.append(capture)
        return self

    @contextmanager
    def open(self, _raw) -> Iterator["FakeArchive"]:
        yield self

    def captures(self, kind="article", *, latest=True):
        return iter([self.versions[url][-1] for url in sorted(self.versions)])

    def portals(self):
        return sorted({version.portal for versions in self.versions.values() for version in versions})

    def standing(self, portal, checked):
        return self.stood

    def states(self, portal):
        return self.addresses

    def history(self, url):
        return self.versions[url]

    def body(self, capture):
        if capture.url in self.lost:
            raise ArchiveError(f"{capture.url} is damaged")
        return capture.warc_file.encode()


def failing(identity="requests_row", scope="granted", left=64, right=73):
    return Check(identity, scope, left, right, "fails")


def issue(code):
    return Issue(code, f"about {code}")
