"""A portal on loopback whose lists are folders with numbered pages: what three families have in common."""

from collections.abc import Callable
from dataclasses import dataclass

from portal_server import BASE, Page, PortalServer, report
from stand_in import StandIn

FOLDER = "/zwgk/zfxxgknb/"
ELSEWHERE = "https://mp.weixin.example/s/yunlan"


@dataclass
class Kind:
    """How a family addresses its pages and articles below `folder`, and what its pages say of themselves."""

    family: str
    page: Callable[[int], str]
    article: Callable[[int], str]
    mark: str = ""

    def list_url(self, number: int = 1) -> str:
        return BASE + self.page(number)

    def article_url(self, number: int) -> str:
        return BASE + self.article(number)


def portal(
    server: PortalServer,
    kind: Kind,
    reports: int,
    per_page: int = 5,
    *,
    pager: bool = True,
    skin: str = "list",
    behind=None,
) -> StandIn:
    """A portal of so many reports; `behind` is what is served past the end (404 without it)."""
    numbers = list(range(reports, 0, -1))
    chunks = [numbers[i : i + per_page] for i in range(0, reports, per_page)] or [[]]
    for place, chunk in enumerate(chunks, 1):
        server.pages[kind.page(place)] = Page(list_page(kind, chunk, place, len(chunks) if pager else 0, skin))
    if behind is not None:
        server.pages[kind.page(len(chunks) + 1)] = Page(behind)
    for n in numbers:
        server.pages[kind.article(n)] = Page(report(n))
    articles = {kind.article_url(n) for n in numbers}
    return StandIn(server, kind.family, (kind.list_url(),), articles, len(chunks) + (not pager))


def title(number: int) -> str:
    return f"云澜区第{number}号单位2023年度政府信息公开工作年度报告"


def day(number: int) -> str:
    return f"2024-01-{number % 28 + 1:02d}"


def list_page(
    kind: Kind, numbers: list[int], place: int = 1, pages: int = 1, skin: str = "list", more: str = ""
) -> bytes:
    """A page: menu, sidebar of news in another folder (one of its entries is a report), the list, the pager."""
    news = "".join(
        f'<li><a href="{kind.article(n).replace("zfxxgknb", "ylyw")}">云澜要闻{n}</a></li>' for n in range(900, 909)
    )
    hot = f'<ul class="hot">{news}<li><a href="{kind.article(1)}">年报</a></li></ul>' if numbers else ""
    rows = "".join(SKINS[skin].format(kind.article(n), title(n), title(n)[:16], day(n)) for n in numbers)
    frame = "<table><tbody>{}</tbody></table>" if skin == "table" else '<div class="news_list">{}</div>'
    frame = '<ul class="newsIlist">{}</ul>' if skin == "list" else frame
    nothing = "" if numbers else "<p>暂无信息</p>"
    links = "".join(f'<a href="{kind.page(p)}">{p}</a>' for p in range(1, pages + 1) if p != place)
    links = f'<a href="{kind.page(1)}">首页</a>{links}' if pages else ""
    on = f'<a class="next" href="{kind.page(place + 1)}">下一页</a>' if place < pages else ""
    return (
        f"<html><head><title>云澜区人民政府</title>{kind.mark}</head><body>"
        f"<ul class='nav'><li><a href='/'>首页</a></li>"
        f"<li><a href='/zwgk/zfxxgkzn'>公开指南</a></li><li><a href='{kind.page(1)}'>公开年报</a></li>"
        f"<li><a href='/gkmlpt/index'>公开平台</a></li></ul>{hot}{frame.format(rows + more)}{nothing}"
        f"<div class='page'>{links}{on}</div></body></html>"
    ).encode()


# Address, title, cut title, date.
SKINS = {
    "list": '<li><a href="{0}" title="{1}">{2}…</a><span class="date">{3}</span></li>',
    "table": '<tr><td><a href="{0}"><img src="/i.gif"></a></td><td><a href="{0}">{1}</a></td><td>[{3}]</td></tr>',
    "blocks": '<div class="item"><h3><a href="{0}">{1}</a></h3><p>发布日期:{3}</p></div>',
}
