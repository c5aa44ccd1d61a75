"""A stand-in of a JPaaS column: a shell, the call that fills it, a department's page and one directory a year."""

import json

from portal_server import BASE, Page, PortalServer, Question, report
from stand_in import StandIn

UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"
LIST = "/zwgk/xxgkndbg/index.html"
DEFAULT_ROWS = 15

# The markup of a row, by skin: a list item, an anchor without an item, everything in one anchor.
ROWS = {
    "clearfix": '<li class="cf"><a href="{path}" title="{title}">{cut}</a><span class="bt-right">{date}</span></li>',
    "news": '<a class="news" href="{path}" title="{title}">{cut}</a><span class="time">{date}</span>',
    "one_anchor": '<li><a href="{path}">{title}\n 公告类型:年度报告{date}</a></li>',
}


def path_of(number: int, column: str = "/zwgk/xxgkndbg") -> str:
    return f"{column}/art/2024/art_{number:032x}.html"


def title_of(number: int) -> str:
    return f"云澜区第{number}号机关2023年度政府信息公开工作年度报告"


def row(number: int, skin: str = "clearfix", column: str = "/zwgk/xxgkndbg") -> str:
    date = f"2024-01-{number % 28 + 1:02d}"
    cut = f"云澜区第{number}号机关2023年度…"
    return ROWS[skin].format(path=path_of(number, column), title=title_of(number), cut=cut, date=date)


def query_data(page_id: str = "c0ffee", tag: str = "右侧内容", kind: str = "bulidstatic") -> str:
    return (
        f"{{'parseType':'{kind}','webId':'3818','tplSetId':'LpcyxkYSwRo','pageType':'column',"
        f"'tagId':'{tag}','editType':'null','pageId':'{page_id}'}}"
    )


def script(page_id: str = "c0ffee", tag: str = "右侧内容", kind: str = "bulidstatic") -> str:
    return (
        f'<div class="clist_con"><script src="/script/unitbuild.js" url="{UNIT}" '
        f'queryData="{query_data(page_id, tag, kind)}"></script></div>'
    )


def pager(count: int, rows: int, number: int, page_id: str = "c0ffee") -> str:
    links = '<a href="#" onclick="go(2)">下一页</a><a href="/zwgk/xxgkndbg/index_2.html">尾页</a>'
    return (
        f'<div class="pagination" rows="{rows}" count="{count}" pageno="{number}" uniturl="{UNIT}" '
        f'querydata="{query_data(page_id)}">{links}</div>'
    )


def page_of(body: str) -> bytes:
    menu = '<ul class="nav"><li><a href="/index.html">首页</a></li><li><a href="/gbk/">公报</a></li></ul>'
    return f"<html><head><title>云澜区</title></head><body>{menu}{body}</body></html>".encode()


def answer(numbers: list[int], page: tuple[int, int], claimed: int | None, skin: str, *, bare: bool = False) -> bytes:
    """The JSON of one page: rows in HTML and their pager; `bare` has the HTML as the data themselves."""
    number, size = page
    chosen = numbers[(number - 1) * size : number * size]
    count = "" if claimed is None else pager(claimed, size, number)
    html = f"<div><ul>{''.join(row(one, skin) for one in chosen)}</ul>{count}</div>"
    data = html if bare else {"html": html}
    return json.dumps({"success": True, "code": 200, "message": "", "data": data}).encode()


def numbers_asked(question: Question, own: int | None) -> tuple[int, int]:
    """The page that a call names in paramJson; bare numbers are ignored."""
    said = json.loads(question.query.get("paramJson", "{}"))
    return int(said.get("pageNo", 1)), own or int(said.get("pageSize", DEFAULT_ROWS))


def jpaas(
    server: PortalServer,
    reports: int = 40,
    *,
    skin: str = "clearfix",
    kind: str = "bulidstatic",
    ready: bool = False,
    bare: bool = False,
    counts: bool = True,
    own: int | None = None,
    claimed: int | None = None,
    start: str = LIST,
    lists: int = 4,
) -> StandIn:
    """A column of so many reports. `ready`: the first rows stand in the page; `own`: the rows of every page."""
    numbers = list(range(1, reports + 1))
    count = (reports if claimed is None else claimed) if counts else None
    first = "".join(row(number, skin) for number in numbers[:DEFAULT_ROWS])
    filled = f'<div id="u"><ul>{first}</ul>{pager(reports, DEFAULT_ROWS, 1)}</div>'

    def unit(question: Question) -> Page:
        said = question.query
        if not question.headers.get("Referer", "").startswith(BASE + "/"):
            return Page("无权访问".encode(), 403)
        if said.get("parseType") not in ("bulidstatic", "buildstatic") or said.get("tplSetId") != "LpcyxkYSwRo":
            return Page(b'{"success": false, "code": 500, "message": "error", "data": null}', media_type="text/json")
        if said.get("tagId") == "页头":
            menu = {"success": True, "data": {"html": "<li><a href='/index.html'>首页</a></li>"}}
            return Page(json.dumps(menu).encode(), media_type="application/json")
        body = answer(numbers, numbers_asked(question, own), count, skin, bare=bare)
        return Page(body, media_type="application/json; charset=utf-8")

    server.route(UNIT, unit)
    server.pages[start] = Page(page_of(filled if ready else script(kind=kind)))
    for number in numbers:
        server.pages[path_of(number)] = Page(report(number))
    return StandIn(server, "jpaas", (BASE + start,), {BASE + path_of(number) for number in numbers}, lists)


def department(server: PortalServer, reports: int = 20, years: tuple[int, ...] = (2023, 2024)) -> StandIn:
    """A department's page: five rows and `a.xxgk_more` to the list, and a directory a year with a list in it."""
    stand_in = jpaas(server, reports, lists=4)
    more = f'<h3>年度报告<a class="xxgk_more" href="{LIST}">更多</a></h3>'
    block = "".join(row(number) for number in range(1, 6))
    archives = "".join(f'<li><a href="./{year}n/index.html">{year}年</a></li>' for year in years)
    body = f'<div class="block"><div>{more}</div><ul>{block}</ul></div><ul class="years">{archives}</ul>'
    server.pages["/bm/jyj/index.html"] = Page(page_of(body))
    stand_in.start = (BASE + "/bm/jyj/index.html",)
    for year in years:
        column = f"/bm/jyj/{year}n"
        server.pages[f"{column}/index.html"] = Page(
            page_of(f'<div id="u"><ul>{row(year, column=column)}</ul>{pager(1, 15, 1)}</div>')
        )
        server.pages[path_of(year, column)] = Page(report(year))
        stand_in.reports.add(BASE + path_of(year, column))
    stand_in.lists += len(years)
    return stand_in
