"""channel/list portals on loopback: both skins, and a pager in the query or in the path."""

from portal_server import BASE, Page, PortalServer, Question, report
from stand_in import StandIn

PAGERS = {
    "query": "/channel/list/{channel}.html?page={n}",
    "path": "/channelList/{channel}/{n}.html",
    "suffix": "/channelList/{channel}_{n}.html",
}
ARTICLES = {"info": "/single/29/{}.html", "disclosure": "/xxgkcontent/{}.html", "news": "/content/ndbghgzzj/{}.html"}
FIRST = BASE + "/channel/list/29.html"
SKINS = {
    "disclosure": '<ul class="xxgk_rul xxgk_rul_auto">{}</ul>',
    "news": '<div class="box"><ul class="list1-ul">{}</ul></div>',
}
ROWS = {
    "disclosure": '<li><a href="{u}" title="{t}">{t}<span>{d}</span></a></li>',
    "news": '<li><a href="{u}"><div class="tabs2Right-part1">{t}</div><div class="tabs2Right-part2">{d}</div></a></li>',
}


def title(n: int) -> str:
    return f"云澜区{n}号机关2023年政府信息公开工作年度报告"


def pager_of(addresses: list[str], here: int, last="disabled") -> str:
    """The pager of the page `here` (from 1): the last item but one is the next page.

    On the last page that item is no link (`disabled`), or a link to the page itself (`self`).
    """
    numbers = "".join(f'<li><a href="{address}">{n}</a></li>' for n, address in enumerate(addresses, 1))
    is_last = here == len(addresses)
    following = addresses[min(here, len(addresses) - 1)]
    item = (
        '<li class="disabled"><span>下一页</span></li>'
        if is_last and last == "disabled"
        else f'<li><a href="{following}">下一页</a></li>'
    )
    ends = f'<li><a href="{addresses[0]}">首页</a></li>', f'<li><a href="{addresses[-1]}">尾页</a></li>'
    return f'<ul class="pagination">{ends[0]}{numbers}{item}{ends[1]}</ul>'


def page_of(skin: str, numbers, pager: str, total: str, article=ARTICLES["disclosure"]) -> str:
    rows = "".join(ROWS[skin].format(u=article.format(n), t=title(n), d=f"2024-01-{n % 28 + 1:02d}") for n in numbers)
    side = '<div class="menu"><ul><li><a href="/channel/list/30.html">政策文件</a></li></ul></div>'
    trail = '<div class="breadcrumbs"><a href="/">首页</a> <a href="/channel/list/29.html">政府信息公开年报</a></div>'
    body = f'{trail}{side}{SKINS[skin].format(rows)}<div class="page-inner">{total}</div>{pager}'
    return f"<html><head><title>云澜区</title></head><body>{body}</body></html>"


def channel_list(
    server: PortalServer,
    reports=23,
    per_page=10,
    skin="disclosure",
    pager="query",
    last="disabled",
    article="disclosure",
) -> StandIn:
    pages = -(-reports // per_page)
    addresses = ["/channel/list/29.html", *(PAGERS[pager].format(channel=29, n=n) for n in range(2, pages + 1))]
    numbers = range(10_000, 10_000 + reports)

    def serve(asked: Question) -> Page:
        address = asked.path + (f"?page={asked.query['page']}" if asked.query else "")
        here = addresses.index(address) + 1
        chunk = numbers[(here - 1) * per_page : here * per_page]
        total = f"共 {reports} 条记录 共 {pages} 页"
        return Page(page_of(skin, chunk, pager_of(addresses, here, last), total, ARTICLES[article]).encode())

    server.route(r"/channel(?:/list|List)/29.*", serve)
    server.route(ARTICLES[article].format(r"(\d+)"), lambda asked: Page(report(int(asked.found.group(1)))))
    found = {BASE + ARTICLES[article].format(n) for n in numbers}
    return StandIn(server, "channel_list", (FIRST,), found, lists=pages)
