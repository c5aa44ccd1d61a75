"""A stand-in of lonsun EX: columns that are shells, and the label that fills them."""

from urllib.parse import quote

from portal_server import HOST, Page, PortalServer, Question, report
from stand_in import StandIn

ORGAN, CATEGORY, SITE = "6596211", "7065111", "6786551"
COLUMN = f"/public/column/{ORGAN}"
QUERY = f"type=4&catId={CATEGORY}&action=list&nav=3"
EMPTY = "暂无相关信息"
LENGTH = 12  # after so many characters the server cuts a title

# How a shell's script says what the list is asked with.
SCRIPTS = {
    "literals": """var siteId = "{site}"; var organId = "{organ}";
        Ls.ajax({{ type: "get", url: "{prefix}/site/label/8888", dataType: "html", data: {{
            labelName: "publicInfoList", siteId: siteId, organId: organId, catId: "{category}", type: 4,
            pageSize: {size}, pageIndex: pageIndex, action: "list", isDate: true, dateFormat: "yyyy-MM-dd",
            length: {length}, result: "暂无相关信息", file: "/c3/yl/publicInfoList_newest" }} }});""",
    "query": "var url = '{prefix}/site/label/8888?labelName=publicInfoList&siteId={site}&pageSize={size}&pageIndex=1"
    "&action=list&isDate=true&dateFormat=yyyy-MM-dd&length={length}&organId={organ}&type=4&catId={category}&cId="
    "&result={empty}&file=%2Fc3%2Fyl%2FpublicInfoList_newest';",
}


def path_of(number: int, prefix: str = "") -> str:
    return f"{prefix}/public/{ORGAN}/{number}.html"


def title_of(number: int) -> str:
    return f"云澜区第{number}号机关2023年度政府信息公开工作年度报告"


def row(number: int, skin: str, prefix: str = "") -> str:
    title, date = title_of(number), f"2024-01-{number % 28 + 1:02d}"
    cut = title[:LENGTH] + "..."
    if skin == "older":
        href = f"./{ORGAN}/{number}.html"
        return f'<li><a href="{href}" title="{title}" target="_blank">{cut}</a><span>{date}</span></li>'
    kind = '<a href="/public/column/1?type=4" class="kind">[年报]</a>'
    anchor = f'<a class="title" href="{path_of(number, prefix)}" title="{title}">{cut}</a>'
    return f'<div class="xxgk_row">{kind}{anchor}<span class="date">{date}</span></div>'


def fragment(numbers: list[int], skin: str, pages: int | None, prefix: str = "") -> bytes:
    """One page of the list; where nothing is in it, the words for that."""
    rows = "".join(row(number, skin, prefix) for number in numbers) or f'<div class="nodata">{EMPTY}</div>'
    frame = "<!-- publicInfoList_newest -->" + " " * 600
    pager = (
        "" if pages is None else f"<script>$('.page').pagination({{pageCount: {pages} || 0, pageIndex: 1}});</script>"
    )
    return f"{frame}<ul class='xxgk_nav_list'>{rows}</ul>{pager}".encode()


def shell(script: str, prefix: str, size: int) -> bytes:
    said = {"site": SITE, "organ": ORGAN, "category": CATEGORY, "size": size, "length": LENGTH, "prefix": prefix}
    text = SCRIPTS[script].format(**said, empty=quote(EMPTY))
    menu = '<ul><li><a href="/public/column/6596211?type=2">政府信息公开指南</a></li></ul>'
    head = "<html><head><title>云澜区</title></head>"
    return f"{head}<body>{menu}<div id='listDiv'></div><script>{text}</script></body></html>".encode()


def lonsun(
    server: PortalServer,
    reports: int = 25,
    *,
    size: int = 10,
    script: str = "literals",
    skin: str = "newest",
    prefix: str = "",
    pages: bool = True,
    hosts: tuple[str, ...] = (HOST,),
    lists: int = 4,
) -> StandIn:
    """A column of so many reports, served alike on each of `hosts`."""
    numbers = list(range(1, reports + 1))

    def label(question: Question) -> Page:
        said = question.query | question.form
        known = (said.get("siteId"), said.get("organId"), said.get("catId")) == (SITE, ORGAN, CATEGORY)
        if said.get("labelName") != "publicInfoList" or not known or not said.get("file"):
            return Page(b"", 500)
        index, asked = int(said["pageIndex"]), int(said["pageSize"])
        chosen = numbers[(index - 1) * asked : index * asked]
        return Page(fragment(chosen, skin, -(-reports // asked) if pages else None, prefix))

    server.route(f"{prefix}{COLUMN}", lambda _: Page(shell(script, prefix, size)))
    server.route(f"{prefix}/site/label/8888", label)
    # In the older skin links are relative to the directory of the column.
    directory = f"{prefix}/public/column/{ORGAN}/" if skin == "older" else f"{prefix}/public/{ORGAN}/"
    for number in numbers:
        server.pages[f"{directory}{number}.html"] = Page(report(number))
    start = tuple(f"http://{host}{prefix}{COLUMN}?{QUERY}" for host in hosts)
    every = {f"http://{host}{directory}{number}.html" for host in hosts for number in numbers}
    return StandIn(server, "lonsun", start, every, lists, hosts=hosts)
