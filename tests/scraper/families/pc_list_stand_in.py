"""pc/list portals on loopback: rows in a data island, addresses as JSON inside its strings."""

import json

from portal_server import BASE, Page, PortalServer, Question, report
from stand_in import StandIn

COLUMN = "/yunlanqrmzf/c00145/pc/"
FIRST = BASE + COLUMN + "list.html"


def snowflake(n: int) -> int:
    return 1_751_853_934_850_940_929 + n


def entry(n: int, **changes) -> dict:
    """A row of articleList with the fields that were seen."""
    address = f"{COLUMN}content/content_{snowflake(n)}.html"
    return {
        "id": str(snowflake(n)),
        "title": f"云澜区{n}号机关2023年政府信息公开工作年度报告",
        "pubDate": f"2024-01-{n % 28 + 1:02d} 10:20",
        "contentSource": f"云澜区{n}号机关",
        "urls": json.dumps({"pc": address, "mobile": address.replace("/pc/", "/mobile/")}),
        "articleFiles": [],
    } | changes


def attached(n: int, name: str) -> dict:
    path = f"/yunlanqrmzf/c00145/{snowflake(n)}/{name}"
    return {"fileName": "年报.pdf", "domainName": BASE, "filePath": path, "fileId": "7"}


def page_of(entries: list[dict]) -> str:
    """A list page as it is served: no row of the list is in its markup."""
    island = json.dumps({"channelName": "政府信息公开年报", "articleList": entries}, ensure_ascii=False)
    return (
        '<html><head><title>云澜区</title></head><body><p>当前位置:首页 > 政府信息公开年报</p><ul id="list"></ul>'
        f'<div class="side"><a href="/yunlanqrmzf/c1/pc/list.html">要闻</a></div>'
        f"<script>var listData = {island};\nrender(listData.articleList);</script></body></html>"
    )


def pc_list(server: PortalServer, reports=23, per_page=10, second=2, first_twice=False, beyond="404") -> StandIn:
    """`second` is the number that the second page bears; `first_twice` serves page 1 at the number before it too."""

    def serve_list(asked: Question) -> Page:
        number = asked.found.group(1)
        if number and int(number) < second and not first_twice:
            return Page(b"", 404)
        start = (max(int(number) - second + 1, 0) if number else 0) * per_page
        chunk = [entry(n) for n in range(start, min(start + per_page, reports))]
        return Page(page_of(chunk).encode()) if chunk or beyond == "empty" else Page(b"", 404)

    server.route(COLUMN + r"list(?:_(\d+))?\.html", serve_list)
    server.route(
        COLUMN + r"content/content_(\d{19})\.html", lambda asked: Page(report(int(asked.found.group(1)) % 100))
    )
    pages = -(-reports // per_page)
    return StandIn(
        server,
        "pc_list",
        (FIRST,),
        {f"{BASE}{COLUMN}content/content_{snowflake(n)}.html" for n in range(reports)},
        lists=pages + (1 if second == 1 else 2),
    )
