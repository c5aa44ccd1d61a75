"""The disclosure platform of Guangdong on loopback: a shell without rows, and calls for a hundred rows each."""

import json
from datetime import datetime, timedelta, timezone

from portal_server import BASE, HOST, Page, PortalServer, Question, report
from stand_in import StandIn

SITE = "/ylq"
COLUMN = 2455
PAGE = 100
ELSEWHERE = "https://mp.weixin.example/s/yunlan"


def gkmlpt(
    server: PortalServer,
    reports: int,
    *,
    fragment: bool = False,
    sid: str | None = "755099",
    below: int = 0,
    elsewhere: bool = False,
) -> StandIn:
    """A site with so many reports in the column of annual reports, and `below` more in a column below it."""
    columns = {COLUMN: list(range(reports)), COLUMN + 1: list(range(reports, reports + below)), 77: [900], 78: [901]}

    def call(question: Question) -> Page:
        column = int(question.found.group(1))
        if sid and question.query.get("sid") != sid:
            return Page(status=403)
        numbers = columns[column]
        offset = (max(int(question.query.get("page", 1)), 1) - 1) * PAGE
        rows = [row(number) for number in numbers[offset : offset + PAGE]]
        if elsewhere and column == COLUMN and offset == 0:
            rows.append(row(990) | {"type": "url", "url": ELSEWHERE, "post_url": ELSEWHERE})
        answer = {
            "classify": {"id": column, "name": "", "parent": 0, "post_count": 726, "jump_url": ""},
            "total": len(numbers) + (elsewhere and column == COLUMN),
            "offset": offset,
            "articles": rows,
        }
        return Page(json.dumps(answer).encode(), media_type="application/json")

    server.route(rf"{SITE}/gkmlpt/index", lambda _: Page(shell(sid, with_column_below=below > 0)))
    server.route(rf"{SITE}/gkmlpt/api/all/(\d+)", call)
    server.route(rf"{SITE}/gkmlpt/content/2/2590/post_(\d+)\.html", lambda q: Page(report(int(q.found.group(1)))))
    start = f"{BASE}{SITE}/gkmlpt/index" + (f"#{COLUMN}" if fragment else "")
    calls = -(-(reports + 1) // PAGE) + (-(-(below + 1) // PAGE) if below else 0)
    return StandIn(server, "gkmlpt", (start,), {article(n) for n in range(reports + below)}, 1 + calls)


def article(number: int, base: str = BASE) -> str:
    return f"{base}{SITE}/gkmlpt/content/2/2590/post_{2590000 + number}.html"


def title(number: int) -> str:
    return f"云澜区{number}号单位2023年政府信息公开工作年度报告"


def row(number: int) -> dict[str, object]:
    """A row; every second address has no scheme. What was published on the 31st in Beijing was the 30th in London."""
    address = article(number)
    published = datetime(2024, 1, 31, 0, 30, tzinfo=timezone(timedelta(hours=8)))
    return {
        "id": 2590000 + number,
        "title": title(number),
        "url": address if number % 2 else address.removeprefix("http:"),
        "post_url": f"http://{HOST}/zwgk/content/post_{2590000 + number}.html",
        "type": "normal",
        "identifier": "11440000000000000X/2024-00001",
        "publisher": "云澜区人民政府办公室",
        "classify_main": COLUMN,
        "date": 1704038400,
        "create_time": int(published.timestamp()),
        "created_at": "2024-02-03 10:00:00",
    }


def shell(sid: str | None = "755099", *, with_column_below: bool = False) -> bytes:
    """The page behind every column: its variables, and not one row."""
    below = [column(COLUMN + 1, "部门年报", COLUMN)] if with_column_below else []
    tree = [
        column(70, "法定主动公开内容", 0, [column(77, "法治政府建设年度报告", 70), column(78, "统计年报", 70)]),
        column(COLUMN, "政府信息公开年报", 0, below),
        column(80, "政府信息公开指南", 0),
    ]
    number = f"SID: '{sid}',\n" if sid else ""
    return (
        f"<!DOCTYPE html><html><head><title>云澜区人民政府信息公开平台</title></head><body><div id='app'></div><script>"
        f"window._CONFIG = {{\nAPP_URL: '//{HOST}{SITE}/gkmlpt',\n{number}TREE: {json.dumps(tree)},\n}};</script>"
        f"<script src='/gkmlpt/gkml/pc/js/chunk-common.js'></script></body></html>"
    ).encode()


def column(number: int, name: str, parent: int, children: list | None = None) -> dict[str, object]:
    return {
        "id": number,
        "name": name,
        "parent_id": parent,
        "post_count": 2679,
        "jump_url": "",
        "children": children or [],
    }
