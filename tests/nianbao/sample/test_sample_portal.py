"""The portal over HTTP: lists, articles, conditional requests, and every planted fault in its place."""

import http.client
import socket
import tomllib
from collections.abc import Iterator
from email.utils import format_datetime
from pathlib import Path

import lxml.html
import pytest
from sample_identities import failed

from nianbao.sample import FAULTS, ORGANS, YEARS, DrawnReport, Publication, Served, publications, serve
from nianbao.sample.organs import UNIT
from nianbao.sample.pages import list_path
from nianbao.sample.portal import page_at
from parsers.form import Address

PORTAL_FILE = Path(__file__).parents[3] / "portals" / "sample.toml"
Answer = tuple[int, dict[str, str], bytes]


@pytest.fixture(scope="module")
def portal() -> Iterator[Served]:
    with serve() as served:
        yield served


def ask(portal: Served, path: str, method: str = "GET", **conditions: str) -> Answer:
    host, port = portal
    connection = http.client.HTTPConnection(host, port, timeout=5)
    headers = {name.replace("_", "-"): value for name, value in conditions.items()}
    connection.request(method, path, headers=headers)
    response = connection.getresponse()
    answer = response.status, dict(response.headers), response.read()
    connection.close()
    return answer


def planted(kind: str) -> Publication:
    (found,) = (each for each in publications() if each.kind == kind)
    return found


def listed(portal: Served, unit: int = UNIT) -> list[tuple[str, str, str, str]]:
    """Path, shown title, full title and date of every line, page by page until one is empty."""
    lines: list[tuple[str, str, str, str]] = []
    for number in range(1, 99):
        status, _, body = ask(portal, list_path(unit, number))
        assert status == 200
        items = lxml.html.fromstring(body.decode()).xpath('//div[@class="listright-box"]/ul/li')
        if not items:
            break
        assert len(items) <= 20
        for item in items:
            (link,), (date,) = item.xpath("./a"), item.xpath("./span")
            lines.append((link.get("href"), link.text, link.get("title"), date.text))
    return lines


def test_the_lists_hold_every_published_address_once_newest_first(portal: Served) -> None:
    lines = listed(portal)
    assert len(lines) == len({path for path, *_ in lines}) == 72
    assert {path for path, *_ in lines} == {path for each in publications() for path in each.paths}
    dates = [date for *_, date in lines]
    assert dates == sorted(dates, reverse=True)


def test_long_titles_are_cut_in_lists_and_whole_in_the_attribute(portal: Served) -> None:
    lines = listed(portal)
    cut = [(shown, full) for _, shown, full, _ in lines if shown != full]
    assert 0 < len(cut) < len(lines)
    assert all(shown.endswith("...") and full.startswith(shown[:-3]) for shown, full in cut)


def test_each_organ_has_its_own_list(portal: Served) -> None:
    assert sum(len(listed(portal, organ.unit)) for organ in ORGANS) == 72


def test_links_of_the_portal_lead_somewhere(portal: Served) -> None:
    pages = ["/", list_path(), publications()[0].paths[0], *planted("tables_as_images").paths]
    for path in pages:
        root = lxml.html.fromstring(ask(portal, path)[2].decode())
        for target in root.xpath("//a/@href | //img/@src"):
            assert target.startswith("javascript:") or ask(portal, target, "HEAD")[0] == 200, target


def test_unknown_paths_are_404(portal: Served) -> None:
    for path in (
        "/nope",
        "/XxgkAnnualReport/show/1.html",
        list_path(7),
        list_path(UNIT, 0),
        "/%00",
        "http://h/nope",
    ):
        assert ask(portal, path)[0] == 404


def test_a_proxy_client_is_understood_and_a_broken_target_is_404(portal: Served) -> None:
    assert ask(portal, "http://www.yunlan.example/")[0] == 200
    with socket.create_connection(portal, timeout=5) as line:
        line.sendall(b"GET http://[/ HTTP/1.1\r\nConnection: close\r\n\r\n")
        assert b" 404 " in line.recv(64)
    with socket.create_connection(portal, timeout=5) as line:
        line.sendall(b"nonsense from a stranger, again\r\n\r\n")
        assert line.recv(64)
    assert portal.log[-1][:3] == ("", "", 400)


def test_robots_allow_the_reports(portal: Served) -> None:
    status, headers, body = ask(portal, "/robots.txt")
    assert status == 200
    assert headers["Content-Type"].startswith("text/plain")
    assert b"Disallow: /XxgkAnnualReport" not in body


def test_head_has_no_body_and_post_is_refused(portal: Served) -> None:
    status, headers, body = ask(portal, list_path(), "HEAD")
    assert (status, body) == (200, b"")
    assert int(headers["Content-Length"]) > 0
    assert ask(portal, list_path(), "POST")[0] == 501


def test_whoever_holds_a_page_gets_304(portal: Served) -> None:
    for path in (publications()[0].paths[0], list_path(), "/robots.txt"):
        _, headers, _ = ask(portal, path)
        assert ask(portal, path, If_None_Match=headers["ETag"])[::2] == (304, b"")
        assert ask(portal, path, If_None_Match=f'"other", W/{headers["ETag"]}')[0] == 304
        assert ask(portal, path, If_None_Match='"other"')[0] == 200
        assert ask(portal, path, If_Modified_Since=headers["Last-Modified"])[0] == 304
        assert ask(portal, path, If_Modified_Since="Tue, 01 Jan 2019 00:00:00 GMT")[0] == 200
        assert ask(portal, path, If_Modified_Since="yesterday")[0] == 200


def test_requests_are_logged(portal: Served) -> None:
    before = len(portal.log)
    ask(portal, "/nope?x=1")
    ask(portal, "/", "HEAD")
    assert [entry[:3] for entry in portal.log[before:]] == [("GET", "/nope?x=1", 404), ("HEAD", "/", 200)]


def test_the_portal_file_names_what_is_served() -> None:
    portal = tomllib.loads(PORTAL_FILE.read_text("utf-8"))
    assert [organ["name"] for organ in portal["organs"]] == [organ.name for organ in ORGANS]
    assert portal["years"] == [YEARS[0], YEARS[-1]]
    assert portal["start"] == [f"http://{portal['hosts'][0]}{list_path()}"]


def test_every_planted_fault_is_published_and_documented() -> None:
    kinds = [each.kind for each in publications() if each.kind != "plain"]
    assert sorted(kinds) == sorted(fault.kind for fault in FAULTS)
    assert len(kinds) == 8
    assert all(fault.what and fault.seen for fault in FAULTS)


def test_only_the_wrong_total_breaks_identities() -> None:
    for each in publications():
        expected = {"requests_row granted", "requests_outcomes total"} if each.kind == "wrong_total" else set()
        assert failed(each.drawn) == expected
        if each.revision:
            assert failed(each.revision) == set()


def test_the_previous_year_stands_in_section_one() -> None:
    each = planted("previous_year_in_text")
    text = "".join(each.drawn.sections["overview"].paragraphs)
    assert f"{each.year - 1}年" in text
    assert f"{each.year}年" in each.drawn.title
    plain = [other for other in publications() if other.kind == "plain"]
    assert all(f"{other.year - 1}年" not in str(other.drawn.sections) for other in plain)


def test_the_unpublished_year_is_in_no_list(portal: Served) -> None:
    each = planted("never_published")
    assert each.paths == ()
    assert each.report is None
    assert each.drawn.title not in {full for _, _, full, _ in listed(portal)}


def test_only_the_late_report_misses_the_deadline() -> None:
    late = [
        each for each in publications() if (each.drawn.published.month, each.drawn.published.year) != (1, each.year + 1)
    ]
    assert [each.kind for each in late] == ["late"]


def test_the_soft_404_is_listed_and_answers_200(portal: Served) -> None:
    each = planted("soft_404")
    assert each.report is None
    assert each.paths[0] in {path for path, *_ in listed(portal)}
    status, _, body = ask(portal, each.paths[0])
    assert status == 200
    assert "页面不存在" in body.decode()
    assert each.drawn.title not in body.decode()


def test_one_report_stands_at_two_addresses(portal: Served) -> None:
    first, second = (ask(portal, path) for path in planted("two_addresses").paths)
    assert first[2] == second[2]
    assert first[1]["ETag"] == second[1]["ETag"]


def test_images_are_read_without_cells() -> None:
    each = planted("tables_as_images")
    assert isinstance(each.report, DrawnReport)
    assert each.report.cells == {}
    assert each.report.sections == each.drawn.sections


def test_a_revision_goes_to_whoever_holds_the_first_version(portal: Served) -> None:
    each = planted("revised")
    (path,) = each.paths
    _, first, body = ask(portal, path)
    status, second, revised = ask(portal, path, If_None_Match=first["ETag"])
    assert status == 200
    assert second["ETag"] != first["ETag"]
    assert revised != body
    assert ask(portal, path, If_None_Match=second["ETag"])[0] == 304
    assert ask(portal, path, If_Modified_Since=first["Last-Modified"])[2] == revised
    assert ask(portal, path, If_Modified_Since=second["Last-Modified"])[0] == 304
    assert ask(portal, path)[2] == body


def test_the_revision_changes_five_cells() -> None:
    each = planted("revised")
    assert each.revision is not None
    changed = {a for a, value in each.revision.cells.items() if each.drawn.cells[a] != value}
    assert changed == {moved.address for fault in FAULTS if fault.kind == "revised" for moved in fault.cells}
    assert Address("proactive", "licensing", "decisions") in changed


def test_dates_of_pages_are_those_of_publication() -> None:
    for each in publications():
        for path in each.paths:
            page = page_at(path)
            assert page is not None
            assert page.modified.date() == each.drawn.published
            assert format_datetime(page.modified)
