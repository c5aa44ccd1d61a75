"""Stand-ins of Hanweb's disclosure module: the servlet of annual reports, and a column that searches."""

from portal_server import BASE, Page, PortalServer, Question, report
from stand_in import StandIn

AREA = "11370000MB28055822"
REPORT = "/module/xxgk/xxgkAnnualReport.jsp"
SEARCH = "/module/xxgk/search.jsp"
COLUMN = "77"
LIST = f"/col/col{COLUMN}/index.html"


def title_of(number: int) -> str:
    return f"云澜区第{number}号机关2023年度政府信息公开工作年度报告"


def path_of(number: int, column: str = COLUMN) -> str:
    return f"/art/2024/1/{number % 28 + 1}/art_{column}_{number}.html"


def report_page(year: int | None) -> bytes:
    """The report of a year; without one, the frame alone. Links name organ and year in another order."""
    years = "".join(
        f'<li><a href="{REPORT}?fbtime={one}&amp;area={AREA}">云澜区{one}年度报告</a></li>' for one in range(2019, 2025)
    )
    body = "" if year is None else report(year).decode()
    frame = f'<ul class="years">{years}</ul><div class="bt_content">\n <!--<$[信息内容]>begin-->{body}\n</div>'
    return f"<html><head><title>云澜区</title></head><body><script>var a = 1;</script>{frame}</body></html>".encode()


def servlet(server: PortalServer, years: tuple[int, ...] = (2019, 2020, 2021, 2022, 2023, 2024)) -> StandIn:
    """One organ whose reports of `years` are there; without a year the servlet serves the latest."""

    def answer(question: Question) -> Page:
        year = int(question.query.get("fbtime", max(years)))
        known = question.query.get("area") == AREA and year in years
        return Page(report_page(year if known else None))

    server.route(REPORT, answer)
    found = {f"{BASE}{REPORT}?area={AREA}&fbtime={year}" for year in years}
    return StandIn(server, "hanweb_annual", (f"{BASE}{REPORT}?area={AREA}",), found, lists=1)


def row(number: int, column: str, skin: str) -> str:
    date, kind = f"2024-01-{number % 28 + 1:02d}", "odd" if number % 2 else "even"
    anchor = f'<a href="{path_of(number, column)}" title="{title_of(number)}" target="_blank">云澜区第{number}号…</a>'
    if skin == "table":
        return f'<tr class="tr_main_value_{kind}"><td>{number}</td><td>{anchor}</td><td>{date}</td></tr>'
    return f'<li class="zfxxgk_item">{anchor}<b>{date}</b></li>'


def found_page(entries: list[tuple[int, str]], pages: int, skin: str) -> bytes:
    """What a search answers: rows, and a pager whose links are rows of the same table."""
    rows = "".join(row(number, column, skin) for number, column in entries)
    link = f'<a href="{SEARCH}?currpage=2">下一页</a>'
    pager = f"<tr><td align='right'>&nbsp;&nbsp;共{pages}页&nbsp;{link}</td></tr>"
    return f"<table>{rows}{pager}</table>{' ' * 600}".encode()


def column_page(infotype: str, shown: str = "tree") -> bytes:
    query = f"area={AREA}&amp;divid=div77&amp;infotypeId={infotype}&amp;jdid=3"
    frame = f'<iframe src="/module/xxgk/{shown}.jsp?{query}"></iframe><div id="div77"></div>'
    return f"<html><head><title>云澜区</title></head><body>{frame}</body></html>".encode()


def search(
    server: PortalServer,
    reports: int = 25,
    *,
    others: int = 0,
    infotype: str = "A0212",
    size: int = 10,
    skin: str = "table",
    shown: str = "tree",
    lists: int = 4,
) -> StandIn:
    """A column of so many reports behind a search; without an infotype it also finds `others` of another column."""
    entries = [(number, COLUMN) for number in range(1, reports + 1)]
    everything = [(1000 + number, "99") for number in range(others)] + entries

    def answer(question: Question) -> Page:
        said = question.query | question.form
        headers = {name.lower(): value for name, value in question.headers.items()}
        if question.method != "POST" or "referer" not in headers or said.get("area") != AREA or said["jdid"] != "3":
            return Page(b"", 500)
        chosen = entries if said["infotypeId"] else everything
        page = int(said["currpage"])
        pages = -(-len(chosen) // size)
        return Page(found_page(chosen[(page - 1) * size : page * size], pages, skin))

    server.route(SEARCH, answer)
    server.pages[LIST] = Page(column_page(infotype, shown))
    for number, column in entries:
        server.pages[path_of(number, column)] = Page(report(number))
    found = {BASE + path_of(number, column) for number, column in entries}
    return StandIn(server, "hanweb_annual", (BASE + LIST,), found, lists)
