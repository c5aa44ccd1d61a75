"""Stand-ins of UCAP portals: a static list in its paging variants, and a shell that a search call fills."""

import hashlib
import json
from datetime import UTC, datetime

from portal_server import BASE, HOST, Page, PortalServer, Question
from stand_in import StandIn

COLUMN = "/ylq/c128570/"
LIST = COLUMN + "common_list.shtml"
CHANNEL = hashlib.md5(b"channel", usedforsecurity=False).hexdigest()
WEBSITE = hashlib.md5(b"website", usedforsecurity=False).hexdigest()


def title_of(number: int) -> str:
    return f"云澜区第{number}号机关2023年度政府信息公开工作年度报告"


def path_of(number: int, ids: str = "hex") -> str:
    """Every other article lies in a column of its own, as lists that gather several columns have it."""
    digest = hashlib.md5(str(number).encode(), usedforsecurity=False).hexdigest()
    column = COLUMN if number % 2 else f"/ylq/c1285{number}/"
    return {
        "hex": f"{column}202401/{digest}.shtml",
        "number": f"{column}202401/{85423 + number}.shtml",
        "day": f"{column}2024/1/{number % 28 + 1}/{digest}.shtml",
        "content": f"/ylq/c128570/c{7000000 + number}/content.shtml",
    }[ids]


FILE = "files/a.pdf"


def article_page(number: int) -> bytes:
    words = f"云澜区第{number}号机关在本年度按时公开各类信息,办理申请若干,未收取任何费用。" * 9
    head = f'<meta name="ArticleTitle" content="{title_of(number)}"><script>var websiteId = "{WEBSITE}";</script>'
    body = f'<div id="UCAP-CONTENT"><p>{words}</p><p class="insertfileTag"><a href="{FILE}">附件</a></p></div>'
    return f"<html><head><title>云澜区人民政府</title>{head}</head><body><h1>年报</h1>{body}</body></html>".encode()


def row(number: int, path: str) -> str:
    anchor = f'<a title="{title_of(number)}" target="_blank" href="{path}">云澜区第{number}号机关2023年度…</a>'
    return f'<li>{anchor}<span class="date">2024-01-{number % 28 + 1:02d}</span></li>'


def list_page(rows: str, call: str = "", more: str = "") -> bytes:
    """A page with a menu, hot news and a footer around the list, and the pager's box behind it."""
    script = f"<script>function createPageHTML(_nDivName,_nPageCount){{}}\n{call}</script>"
    return f"""<html><head><title>云澜区人民政府</title></head><body>
<div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/ylq/zwgk/nav_list.shtml">政务公开</a></li></ul></div>
<div class="main"><div class="side"><ul><li><a href="/ylq/c9/202401/{"e" * 32}.shtml">热点</a></li></ul></div>
<div class="con"><div class="list"><ul>{rows}</ul></div><div id="page_div"></div><div id="paging"></div></div></div>
{more}{script}<div class="foot"><a href="http://beian.example/">备案</a></div></body></html>""".encode()


def _articles(server: PortalServer, reports: int, ids: str) -> list[str]:
    paths = [path_of(number, ids) for number in range(1, reports + 1)]
    for number, path in enumerate(paths, 1):
        server.pages[path] = Page(article_page(number))
    return paths


def static(
    server: PortalServer,
    reports: int = 23,
    per_page: int = 10,
    *,
    ids: str = "hex",
    second: str = "_2",
    template: str = "common_list",
    param: bool = False,
    claims: int | None = None,
    past: bytes | None = None,
) -> StandIn:
    """A static list.

    `second` is what the second page is called: `_2`, `_2` with a `_1` that is the first page once more ("copy"), or
    `_1`. With `param` the template is the newer one, whose call does not know the file's name.
    """
    paths = _articles(server, reports, ids)
    chunks = [paths[i : i + per_page] for i in range(0, reports, per_page)] or [[]]
    pages = claims or len(chunks)
    for place, chunk in enumerate(chunks, 1):
        rows = "".join(row(paths.index(path) + 1, path) for path in chunk)
        box, base = ("paging", "index") if param else ("page_div", template)
        call = f"createPageHTML('{box}',{pages}, {place},'{base}','shtml',{reports});"
        more = f'<input type="hidden" id="pageParam" url="{COLUMN}{template}.shtml">' if param else ""
        number = place - 1 if second == "_1" else place
        body = Page(list_page(rows, call, more))
        server.pages[f"{COLUMN}{template}_{number}.shtml" if place > 1 else f"{COLUMN}{template}.shtml"] = body
        if place == 1 and second == "copy":
            server.pages[f"{COLUMN}{template}_1.shtml"] = body
    if past is not None:
        server.route(rf"{COLUMN}{template}_\d+\.shtml", lambda _: Page(past))
    # Of several pages, `_1` is one request too many; where it is the second, `_2` is, if there are two.
    probe = len(chunks) > 1 and (second != "_1" or len(chunks) == 2)
    start = f"{BASE}{COLUMN}{template}.shtml"
    return StandIn(server, "ucap", (start,), {BASE + path for path in paths}, len(chunks) + probe).with_files(FILE)


def milliseconds(number: int) -> int:
    """Midnight in Beijing of the day that row `number` has: the day before in UTC."""
    return int(datetime(2024, 1, number % 28 + 1, tzinfo=UTC).timestamp() * 1000) - 8 * 3600 * 1000


def answer(numbers: list[int], total: int, page: int, rows: int, ids: str = "hex") -> bytes:
    results = [
        {
            "title": title_of(n),
            "url": f"//{HOST}{path_of(n, ids)}",
            "publishedTime": milliseconds(n),
            "content": "",
            "channelName": "年报",
            "manuscriptId": str(n),
            "resList": [],
            "domainMetaList": [{"key": "syh", "value": ""}],
        }
        for n in numbers
    ]
    data = {"page": page, "rows": rows, "total": total, "channelId": CHANNEL, "results": results}
    return json.dumps({"data": data}, ensure_ascii=False).encode()


def fragment(numbers: list[int], ids: str = "hex") -> bytes:
    """The rows in HTML, as `_isJson=false` gives them."""
    rows = "".join(
        f'<li><div class="title"><a href="//{HOST}{path_of(n, ids)}" title="{title_of(n)}">{title_of(n)[:9]}…</a></div>'
        f'<div class="date">2024-01-{n % 28 + 1:02d}</div></li>'
        for n in numbers
    )
    return f'<ul id="body">{rows}</ul>'.encode()


SHELLS = {
    "search": "var u='/common/search/{}?_isAgg=true&_isJson=true&_pageSize=10&_template=index&page='+p;",
    "searchList": "$.get('/searchList/{}?_isAgg=true&_isJson=false&_pageSize=10&_template=index', f);",
    "channel": "var channelId = '{}', websiteCode = 'ylq'; // _pageSize=10",
    "code": "$.getJSON('/getChannelList?channelCode=' + code, f);",
    "named": "$.getJSON('/common/getChannelList?channelCode=c128570&websiteCodeName=ylq', f);",
}


def searched(
    server: PortalServer,
    reports: int = 23,
    *,
    shell: str = "search",
    ids: str = "hex",
    cap: int = 100,
    as_rows: bool = False,
) -> StandIn:
    """A shell whose rows a search call gives.

    `cap` is how many rows the server gives at most, whatever it says of itself; with `as_rows` the start is the call
    for rows in HTML.
    """
    paths = _articles(server, reports, ids)

    def search(question: Question) -> Page:
        page, size = int(question.query.get("page", 1)), int(question.query.get("_pageSize", 20))
        given = min(size, cap)
        numbers = list(range(1, reports + 1))[(page - 1) * given : page * given]
        if question.query.get("_isJson") == "false":
            return Page(fragment(numbers, ids))
        return Page(answer(numbers, reports, page, size, ids), media_type="application/json")

    def channels(question: Question) -> Page:
        child = {"channelId": CHANNEL, "channelCode": question.query["channelCode"], "displayName": "年报"}
        top = child if shell == "code" else {"channelId": WEBSITE, "channelCode": "c1", "children": [child]}
        return Page(json.dumps({"results": top}).encode(), media_type="application/json")

    server.route(rf"(?:/common/search|/searchList)/{CHANNEL}", search)
    server.route("(?:/common)?/getChannelList", channels)
    script = f"var websiteId = '{WEBSITE}'; {SHELLS[shell].format(CHANNEL)}"
    server.pages[LIST] = Page(list_page("", script))
    size = min(cap, 20 if shell in ("code", "named") or as_rows else 10)
    calls = -(-reports // size) or 1
    shells = 0 if as_rows else 2 if shell in ("code", "named") else 1
    start = f"{BASE}/common/search/{CHANNEL}?_isJson=false&_pageSize=20&page=1" if as_rows else BASE + LIST
    return StandIn(server, "ucap", (start,), {BASE + path for path in paths}, shells + calls + as_rows).with_files(FILE)
