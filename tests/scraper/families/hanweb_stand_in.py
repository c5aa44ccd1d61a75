"""A stand-in of a JCMS column: islands in the page, the groups behind them from dataproxy.jsp."""

from urllib.parse import quote

from portal_server import BASE, Page, PortalServer, Question, report
from stand_in import StandIn

COLUMN, UNIT, WEBNAME = "12", "4711", "云澜区"
PROXY = "/module/web/jpage/dataproxy.jsp"
LIST = f"/col/col{COLUMN}/index.html"
DATES = {
    "span": "<span>{}</span>",
    "readlabel": '<b readlabel="{0}">{0}</b>',
    "plain": " [{}]",
}


def path_of(number: int) -> str:
    return f"/art/2024/1/{number % 28 + 1}/art_{COLUMN}_{number}.html"


def title_of(number: int) -> str:
    return f"云澜区第{number}号机关2023年度政府信息公开工作年度报告"


def record(number: int, date: str = "span") -> str:
    printed = DATES[date].format(f"2024-01-{number % 28 + 1:02d}")
    anchor = f'<a target="_blank" href="{path_of(number)}" title="{title_of(number)}">云澜区第{number}号机关…</a>'
    return f"<record><![CDATA[<li>{anchor}{printed}</li>]]></record>"


def call_of(unit: str, more: str = "") -> str:
    return (
        f"page=1&appid=1&webid=3&path=/&columnid={COLUMN}&unitid={unit}&webname={quote(WEBNAME)}&permissiontype=0{more}"
    )


def datastore(rows: str, head: str = "") -> str:
    return f"<datastore>{head}<recordset>{rows}</recordset></datastore>"


def jpage(unit: str, per_page: int, total: int | None, endpoint: str = PROXY) -> str:
    """The script of a skin that asks by POST."""
    known = f",totalRecord:{total}" if total is not None else ""
    params = (
        f"col:1,appid:1,webid:3,path:'/',columnid:'{COLUMN}',sourceContentType:1,unitid:'{unit}',"
        f"webname:'{WEBNAME}',permissiontype:0"
    )
    return (
        f"<script>$('#{unit}').jpage({{themeName:'default',proxyUrl:'{endpoint}',"
        f"perPage:{per_page},groupSize:3{known},ajaxParam:{{{params}}}}});</script>"
    )


def unit_of(unit: str, numbers: list[int], per_page: int, endpoint: str, date: str, posted: bool, counted: bool) -> str:
    """One unit of the column's page: its island and, in newer skins, its script."""
    held = numbers[: per_page * 3]
    rows = "".join(record(number, date) for number in held)
    head = f"<totalrecord>{len(numbers)}</totalrecord>" if counted else ""
    if not posted and len(held) < len(numbers):
        head += f'<nextgroup><![CDATA[<a href="{endpoint}?{call_of(unit)}"></a>]]></nextgroup>'
    script = jpage(unit, per_page, len(numbers) if counted else None, endpoint) if posted else ""
    return f'<div id="{unit}"><script type="text/xml">{datastore(rows, head)}</script></div>{script}'


def column_page(body: str) -> bytes:
    head = f'<html><head><title>云澜区</title><meta name="ColId" content="{COLUMN}"></head>'
    menu = '<ul class="nav"><li><a href="/col/col1/index.html">首页</a></li></ul>'
    pager = f'<div class="page"><a href="{LIST}?uid={UNIT}&amp;pageNum=2">下一页</a></div>'
    return f"{head}<body>{menu}{body}{pager}<!-- 大汉网络 大汉版通发布系统 --></body></html>".encode()


def article_page(number: int) -> bytes:
    marks = f"<!--<$[标题]>begin-->{title_of(number)}<!--<$[标题]>end-->"
    body = report(number).decode()
    return f'<html><body><h1>{marks}</h1><div id="zoom"><!--<$[信息内容]>begin-->{body}</div></body></html>'.encode()


def asked_for(question: Question, numbers: list[int], heeds: str, cap: int, own: int) -> list[int]:
    """The rows that a server serves: it heeds the span, the page of so many, or the page in a unit of its own."""
    said = question.query | question.form
    if heeds == "all":
        return numbers
    if heeds == "span" and "startrecord" in said:
        start, end = int(said["startrecord"]), int(said["endrecord"])
        return numbers[start - 1 : min(end, start - 1 + cap)]
    size = own if heeds == "own" else min(int(said.get("perpage", own)), cap)
    page = int(said["page"])
    return numbers[(page - 1) * size : page * size]


def hanweb(
    server: PortalServer,
    reports: int = 40,
    *,
    units: dict[str, list[int]] | None = None,
    per_page: int = 5,
    posted: bool = False,
    heeds: str = "span",
    cap: int = 300,
    own: int = 5,
    counted: bool = False,
    counts: bool = True,
    claimed: int | None = None,
    endpoint: str = PROXY,
    date: str = "span",
    island: bool = True,
    lists: int = 3,
) -> StandIn:
    """A column of so many reports. `counted`: the page says its total; `counts`: the answers do."""
    lists_of = units or {UNIT: list(range(1, reports + 1))}
    pages = [unit_of(unit, numbers, per_page, endpoint, date, posted, counted) for unit, numbers in lists_of.items()]
    shells = [jpage(unit, per_page, len(numbers), endpoint) for unit, numbers in lists_of.items()]
    shell = column_page("".join(pages if island else shells))

    def group(question: Question) -> Page:
        said = question.query | question.form
        sent = {name.lower(): value for name, value in question.headers.items()}
        if not sent.get("referer", "").endswith(LIST) or "x-requested-with" not in sent:
            return Page(b"forbidden", 403)
        if said.get("columnid") != COLUMN or said.get("webid") != "3" or said.get("webname") != WEBNAME:
            return Page(datastore("").encode(), media_type="text/xml")
        numbers = lists_of[said["unitid"]]
        total = len(numbers) if claimed is None else claimed
        head = f"<totalrecord>{total}</totalrecord><totalpage>{-(-total // per_page)}</totalpage>" if counts else ""
        rows = "".join(record(number, date) for number in asked_for(question, numbers, heeds, cap, own))
        return Page(datastore(rows, head).encode(), media_type="text/xml; charset=utf-8")

    server.route(LIST, lambda _: Page(shell))
    server.route(endpoint.replace(".", r"\."), group)
    every = sorted({number for numbers in lists_of.values() for number in numbers})
    for number in every:
        server.pages[path_of(number)] = Page(article_page(number))
    return StandIn(server, "hanweb", (BASE + LIST,), {BASE + path_of(number) for number in every}, lists)
