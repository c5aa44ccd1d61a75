"""Stand-ins of TRS portals: a paged column, a column of years and organs, and a column that is a report itself."""

from portal_server import BASE, Page, PortalServer
from stand_in import StandIn

COLUMN = "/zwgk/zfxxgknb/"
ELSEWHERE = "/xxgk/bmnb/"
SERVED_BY_NAME = """function createPageHTML(_nPageCount, _nCurrIndex, _sPageName, _sPageExt){
  if(_nPageCount == null || _nPageCount <= 1) return; /* 上一页 下一页 尾页 */ }"""


def title_of(number: int) -> str:
    return f"云澜区第{number}号机关2023年度政府信息公开工作年度报告"


FILE = "./P020240130351234567890.pdf"


def name_of(number: int, ids: str = "dated", ext: str = "html") -> str:
    day = f"{number % 28 + 1:02d}"
    names = {
        "dated": f"202401/t202401{day}_{4801790 + number}.{ext}",
        "dateless": f"2024n/t{15699357 + number}.{ext}",
        "by_day": f"c/2024-01-{day}/{4800 + number}.{ext}",
    }
    return names[ids]


def article_page(number: int) -> bytes:
    words = f"云澜区第{number}号机关在本年度按时公开各类信息,办理申请若干,未收取任何费用。" * 9
    head = f'<meta name="ArticleTitle" content="{title_of(number)}"><meta name="PubDate" content="2024-01-30 09:21">'
    crumbs = '<a class="CurrChnlCls" href="../../">首页</a> &gt; <a class="CurrChnlCls" href="../">年报</a>'
    body = f'<div class="TRS_Editor"><p>{words}</p></div><a href="{FILE}">附件.pdf</a>'
    top = f'<div class="dq">{crumbs}</div><h1>{title_of(number)}</h1>'
    return f"<html><head><title>云澜区人民政府</title>{head}</head><body>{top}{body}</body></html>".encode()


def row(number: int, href: str, skin: str = "ul") -> str:
    anchor = f'<a href="{href}" target="_blank" title="{title_of(number)}">云澜区第{number}号机关2023年度政…</a>'
    day = f"2024-01-{number % 28 + 1:02d}"
    return {
        "ul": f"<li>{anchor}<span>{day}</span></li>",
        "table": f'<tr><td>·</td><td>{anchor}</td><td class="sj">[{day}]</td></tr>',
        "div": f'<div class="item"><h3>{anchor}</h3><p class="time">发布时间:{day} 08:00</p></div>',
        "inside": f'<li><a href="{href}"><i>{title_of(number)}</i><em>{day}</em></a></li>',
    }[skin]


def list_page(rows: list[str], call: str = "", skin: str = "ul", more: str = "") -> bytes:
    """A page with everything around the list that is not of it: menu, crumbs, hot news, footer."""
    opened, closed = {"table": ("<table>", "</table>"), "div": ("<div>", "</div>")}.get(skin, ("<ul>", "</ul>"))
    chunks = [opened + "".join(rows[i : i + 5]) + closed for i in range(0, len(rows), 5)] or [opened + closed]
    pager = f'<div class="page"><script>{SERVED_BY_NAME}\n{call}</script></div>' if call else ""
    return f"""<html><head><title>云澜区人民政府</title><meta name="ColumnName" content="政府信息公开年报"></head><body>
<div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/zwgk/">政务公开</a></li></ul></div>
<div class="main"><div class="crumbs"><a href="/">首页</a> <a href="../">政务公开</a> <a href="./">年报</a></div>
<div class="left"><h2>热点</h2><ul><li><a href="/zx/202401/t20240102_1.html">云澜区召开会议</a>2024-01-02</li>
</ul></div>
<div class="right"><div class="box">{"".join(chunks)}{pager}</div>{more}</div></div>
<div class="foot"><a href="http://beian.example/">备案</a></div></body></html>""".encode()


def trs(
    server: PortalServer,
    reports: int = 23,
    per_page: int = 10,
    *,
    base: str = "index",
    ext: str = "html",
    ids: str = "dated",
    skin: str = "ul",
    claims: int | None = None,
    past: bytes | None = None,
    aliases: bool = False,
    slash: bool = True,
) -> StandIn:
    """A paged column; links in three styles in turn. `past` answers behind the last page instead of a 404.

    `claims` is how many pages the pager counts where they are not as many; `aliases` gives links by the gateway and
    with the tracking query; without `slash` the start lacks it and is redirected.
    """
    paths = []
    for number in range(1, reports + 1):
        folder = ELSEWHERE if number % 3 == 1 else COLUMN
        paths.append(folder + name_of(number, ids, ext))
        server.pages[paths[-1]] = Page(article_page(number))
    chunks = [paths[i : i + per_page] for i in range(0, reports, per_page)] or [[]]
    pages = claims or len(chunks)
    for place, chunk in enumerate(chunks):
        rows = []
        for path in chunk:
            number = paths.index(path) + 1
            href = ("../.." + path, "." + path.removeprefix(COLUMN.rstrip("/")), BASE + path)[(number - 1) % 3]
            if aliases:
                href = (f"/gate/big5/www.yunlan.example{path}", f"{href}?ddtab=true", href)[(number - 1) % 3]
            rows.append(row(number, href, skin))
        body = list_page(rows, f'createPageHTML({pages}, {place},"{base}", "{ext}");', skin)
        server.pages[COLUMN + (f"{base}_{place}.{ext}" if place else "")] = Page(body)
        if not place:
            server.pages[f"{COLUMN}{base}.{ext}"] = Page(body)
    server.pages[COLUMN.rstrip("/")] = Page(b"", 301, {"Location": COLUMN})
    if past is not None:
        server.route(rf"{COLUMN}{base}_\d+\.{ext}", lambda _: Page(past))
    start = BASE + (COLUMN if slash else COLUMN.rstrip("/"))
    return StandIn(server, "trs", (start,), {BASE + path for path in paths}, len(chunks) + (not slash)).with_files(FILE)


def years(server: PortalServer) -> StandIn:
    """A column that only leads to columns: by year, in it by organ, one of them with a list, all others one report.

    A report lies where its year's folder is not; names of folders and the years in them are at odds.
    """
    paths = []
    columns = {"": ["2023n", "2022_nd/"], "2023n/": ["qzf/", "qjyj"], "2022_nd/": ["2021_xsq/index.html"]}
    for folder, below in columns.items():
        links = "".join(f'<dd><a href="./{name}">{name}</a></dd>' for name in below)
        tabs = '<div class="tabs"><a href="../2023n/">2023</a><a href="../2022_nd/">2022</a></div>' if folder else ""
        server.pages[COLUMN + folder] = Page(list_page([], more=f"<dl>{links}</dl>{tabs}"))
    for number, folder in enumerate(("2023n/qzf/", "2022_nd/2021_xsq/"), 1):
        chunk = [f"{COLUMN}{folder}{name_of(number * 10 + place)}" for place in range(3)]
        rows = [row(number * 10 + place, BASE + path) for place, path in enumerate(chunk)]
        server.pages[COLUMN + folder] = Page(list_page(rows, 'createPageHTML(1,0,"index","html");'))
        for place, path in enumerate(chunk):
            server.pages[path] = Page(article_page(number * 10 + place))
        paths += chunk
    server.pages[COLUMN + "2023n"] = Page(b"", 301, {"Location": COLUMN + "2023n/"})
    server.pages[COLUMN + "2023n/qjyj/"] = Page(article_page(7))
    paths.append(COLUMN + "2023n/qjyj/")
    return StandIn(server, "trs", (BASE + COLUMN,), {BASE + path for path in paths}, 6).with_files(FILE)


def single(server: PortalServer, path: str = COLUMN + "2023n/index.html") -> StandIn:
    """A column whose page is the report."""
    folder = path.rpartition("/")[0] + "/"
    server.pages[path] = server.pages[folder] = Page(article_page(5))
    return StandIn(server, "trs", (BASE + path,), {BASE + folder}, 1).with_files(FILE)
