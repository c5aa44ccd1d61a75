"""showList portals on loopback, of both generations. Paths, labels and frames are as seen; the organs are invented."""

from portal_server import BASE, HOST, Page, PortalServer, Question, report
from stand_in import StandIn

MADE_AT = 0x61F1F0ED  # 2022-01-27 in Beijing, the time in an id that was seen
TRAIL = "<p>您现在所在的位置: 网站首页 > 政府信息公开 > 云澜区{n}号机关 > 政府信息公开年报</p>"
ROW = '<li><a href="{u}" title="{t}">{c}</a><span>{d}</span></li>'
PAGER = '<ul class="pages"><li><a href="page_2.html">下一页</a></li></ul>'
SKINS = {
    "news": ('<div class="listright-box"><ul>{}</ul></div>', ROW),
    "disclosure": (f'<section class="m-tglist"><ul>{{}}</ul>{PAGER}</section>', ROW),
    "table": (
        '<div class="search-list"><table><thead><tr><th>名称</th></tr></thead><tbody>{}</tbody></table></div>',
        '<tr><td class="bt"><a href="{u}" title="{t}">{c}</a></td><td class="cwrq">{d}</td></tr>',
    ),
    "older": (
        '<ul class="is-listnews">{}</ul><div id="page_list"><span>1 / 9</span><a href="{{}}page-1/">首页</a></div>',
        '<li><span>[{d}]</span><a href="{u}" title="{t}">{c}</a></li><li class="line"></li>',
    ),
}  # fmt: skip


def title(n: int) -> str:
    return f"云澜区{n}号机关2021年政府信息公开工作年度报告"


def mongo(n: int) -> str:
    """An id whose time is n days after the first."""
    return f"{MADE_AT + 86400 * n:08x}886688e3278b{n:04x}"


def article(n: int) -> bytes:
    body = report(n).replace(
        b"<body>", f"<body>{TRAIL.format(n=n)}<div class='newscontnet'><div class='text'>".encode()
    )
    return body.replace(b"</body>", b"</div></div></body>")


def page_of(skin: str, numbers: list[int], address: str) -> bytes:
    """A list page; the visible titles are cut, the whole ones stand in the title attribute."""
    frame, row = SKINS[skin]
    rows = "".join(
        row.format(u=address.format(n), t=title(n), c=title(n)[:9] + "…", d=f"2022-01-{n % 28 + 1:02d}")
        for n in numbers
    )
    side = '<div class="menu"><ul><li><a href="/News/show/1.html">要闻</a></li></ul></div>'
    return f"<html><body>{TRAIL.format(n=0)}{side}{frame.format(rows)}</body></html>".encode()


def behind(beyond: str, skin: str, first: list[int], address: str) -> Page:
    """What is served behind the last page: an empty list, the first page again, or a 404."""
    if beyond == "404":
        return Page(b"", 404)
    return Page(page_of(skin, first if beyond == "first" else [], address))


def present(server: PortalServer, reports=23, per_page=10, skin="news", beyond="empty") -> StandIn:
    """The present generation: numbers from 6500 on, as a whole prefecture shares them."""
    numbers = [6500 + n for n in range(reports)]
    address = "/XxgkAnnualReport/show/{}.html"

    def serve_list(asked: Question) -> Page:
        start = (int(asked.found.group(1)) - 1) * per_page
        chunk = numbers[start : start + per_page]
        return Page(page_of(skin, chunk, address)) if chunk else behind(beyond, skin, numbers[:per_page], address)

    server.route(r"/XxgkAnnualReport/showList/650/page_(\d+)\.html", serve_list)
    server.route(r"/XxgkAnnualReport/show/(\d+)\.html", lambda asked: Page(article(int(asked.found.group(1)))))
    return StandIn(
        server,
        "show_list",
        (f"{BASE}/XxgkAnnualReport/showList/650/page_1.html",),
        {BASE + address.format(n) for n in numbers},
        lists=-(-reports // per_page) + 1,
    )


def older(server: PortalServer, reports=23, per_page=10, beyond="empty", first_page="") -> StandIn:
    """The older generation; `first_page` is what the start page has behind the channel (nothing, or page-1/)."""
    channel = "/content/channel/568dc13820f7fe83d49fb4e4/"
    ids = [mongo(n) for n in range(reports)]
    numbers = list(range(reports))
    address = "/xxgkAnnualReport/detail/{}.html"

    def serve_list(asked: Question) -> Page:
        start = (int(asked.found.group(1) or 1) - 1) * per_page
        chunk = numbers[start : start + per_page]
        if not chunk:
            return behind(beyond, "older", [], address)
        return Page(older_page(chunk, channel))

    server.route(channel + r"(?:page-(\d+)/)?", serve_list)
    server.route(
        r"/xxgkAnnualReport/detail/([0-9a-f]{24})\.html", lambda asked: Page(article(ids.index(asked.found.group(1))))
    )
    return StandIn(
        server,
        "show_list",
        (BASE + channel + first_page,),
        {BASE + address.format(one) for one in ids},
        lists=-(-reports // per_page) + 1,
    )


def older_page(numbers: list[int], channel="/content/channel/568dc13820f7fe83d49fb4e4/") -> bytes:
    """Every row with the date that its id holds."""
    frame, row = SKINS["older"]
    rows = "".join(
        row.format(
            u=f"/xxgkAnnualReport/detail/{mongo(n)}.html",
            t=title(n),
            c=title(n)[:9] + "…",
            d=f"2022-{1 + (n + 26) // 31:02d}-{(n + 26) % 31 + 1:02d}",
        )
        for n in numbers
    )
    return f"<html><body>{frame.format(rows).format(channel)}</body></html>".encode()


OTHER = f"http://bz.{HOST.removeprefix('www.')}"
