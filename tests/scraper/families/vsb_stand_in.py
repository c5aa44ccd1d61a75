"""A VSB portal on loopback: reversed static paging, or list.jsp; sidebars, twins, and entries that come and go."""

from collections.abc import Callable
from dataclasses import dataclass, field

from portal_server import BASE, Page, PortalServer, Question, report
from stand_in import StandIn

ROOT = "/zfxxgk/ndbg.htm"
DYNAMIC = "/list.jsp"
TREE = 5069


@dataclass
class Entries:
    """What a list holds, newest first; `at` says what happens before which list request (counted from 0)."""

    numbers: list[int]
    per_page: int
    at: dict[int, Callable[["Entries"], None]] = field(default_factory=dict)
    asked: int = 0

    @property
    def pages(self) -> int:
        return max(1, -(-len(self.numbers) // self.per_page))

    def page(self, number: int) -> list[int]:
        return self.numbers[(number - 1) * self.per_page : number * self.per_page]

    def come(self, *numbers: int) -> None:
        self.numbers[:0] = numbers

    def go(self, *numbers: int) -> None:
        self.numbers[:] = [number for number in self.numbers if number not in numbers]

    @property
    def claim(self) -> int:
        """The number of pages as printed: an empty list has a page and claims none."""
        return self.pages if self.numbers else 0

    def tick(self) -> None:
        self.at.get(self.asked, lambda _: None)(self)
        self.asked += 1


def vsb(
    server: PortalServer, reports: int, per_page: int = 10, skin: str = "table", dynamic: bool = False, at=None
) -> tuple[StandIn, Entries]:
    """A portal of so many reports, of which every third is linked by its dynamic address."""
    numbers = list(range(1000 + reports, 1000, -1))
    entries = Entries(numbers.copy(), per_page, at or {})
    draw = {"table": _table, "modern": _modern}[skin]

    def static(question: Question) -> Page:
        entries.tick()
        name = question.found.group(1)
        place = entries.pages - int(name) + 1 if name else 1
        if not 1 <= place <= entries.pages or (name and place == 1):
            return Page(status=404)
        return Page(draw(entries, place, lambda p: _file(entries.pages, p, deep=bool(name)), "../" * (1 + bool(name))))

    def jsp(question: Question) -> Page:
        entries.tick()
        # The server believes the total of pages that it is told, and shows the last page behind it.
        claimed = int(question.query.get("totalpage", entries.claim))
        place = min(int(question.query.get("PAGENUM", 1)), max(claimed, 1))
        link = f"list.jsp?totalpage={claimed}&PAGENUM={{}}&urltype=tree.TreeTempUrl&wbtreeid={TREE}"
        return Page(draw(entries, place, link.format, "", pages=claimed))

    server.route(r"/zfxxgk/ndbg(?:/(\d+))?\.htm", static)
    server.route(DYNAMIC, jsp)
    server.route(rf"/info/{TREE}/(\d+)\.htm", lambda question: Page(report(int(question.found.group(1)))))
    start = f"{BASE}{DYNAMIC}?urltype=tree.TreeTempUrl&wbtreeid={TREE}" if dynamic else BASE + ROOT
    return StandIn(server, "vsb", (start,), {article(number) for number in numbers}, entries.pages), entries


def article(number: int) -> str:
    return f"{BASE}/info/{TREE}/{number}.htm"


def _file(pages: int, place: int, *, deep: bool) -> str:
    """The name of a page, as linked from the list's first page or from the folder of the others."""
    if place == 1:
        return "../ndbg.htm" if deep else "ndbg.htm"
    return f"{'' if deep else 'ndbg/'}{pages - place + 1}.htm"


def _href(number: int, up: str) -> str:
    if number % 3:
        return f"{up}info/{TREE}/{number}.htm"
    return f"{up}zw_content.jsp?urltype=news.NewsContentUrl&amp;wbtreeid={TREE}&amp;wbnewsid={number}"


def title(number: int) -> str:
    return f"云澜区第{number}号单位2023年度政府信息公开工作年度报告"


def day(number: int) -> str:
    return f"2024-01-{number % 28 + 1:02d}"


def _frame(inner: str) -> bytes:
    """A page with a menu and a sidebar, which is a component with rows too and comes first."""
    hot = "".join(
        f'<li id="line_u3_{n}"><a href="/info/1002/{n}.htm" title="云澜要闻{n}">云澜要闻</a></li>' for n in range(3)
    )
    return (
        f'<html><head><title>云澜区人民政府</title><META Name="SiteName" Content="云澜区人民政府"></head><body>'
        f'<ul class="nav"><li><a href="/index.htm">首页</a></li><li><a href="/zfxxgk/zn.htm">公开指南</a></li></ul>'
        f"<ul>{hot}</ul>{inner}<script>_showDynClickBatch([], [], 'wbnews', 1632)</script></body></html>"
    ).encode()


def _table(entries: Entries, place: int, link, up: str, pages: int | None = None) -> bytes:
    """The older skin: a table with a cell `fanye…`, links with classes, titles cut."""
    pages = pages or entries.claim
    rows = "".join(
        f'<tr height="20" id="line50592_{i}"><td><a class="c50592" href="{_href(n, up)}" title="{title(n)}">'
        f'{title(n)[:14]}...</a></td><td><span class="timestyle50592">{day(n).replace("-", "/")}</span></td></tr>'
        for i, n in enumerate(entries.page(place))
    )
    back = (
        f'<a href="{link(1)}" class="First">首页</a><a href="{link(place - 1)}" class="Prev">上页</a>'
        if place > 1
        else "<span class=FirstDisabled>首页</span><span class=PrevDisabled>上页</span>"
    )
    on = (
        f'<a href="{link(place + 1)}" class="Next">下页</a><a href={link(pages)} class=Last>尾页</a>'
        if place < pages
        else "<span class=NextDisabled>下页</span><span class=LastDisabled>尾页</span>"
    )
    return _frame(
        f"<TABLE class=winstyle50592>{rows}<TR><TD><TABLE><TR><TD nowrap id=fanye50592>"
        f"共{len(entries.numbers)}条&nbsp;&nbsp;{place}/{pages}&nbsp;</TD><TD>{back}{on}</TD></TR></TABLE></TD></TR></TABLE>"
    )


def _modern(entries: Entries, place: int, link, up: str, pages: int | None = None) -> bytes:
    """The newer skin: cards, and a pager of spans that prints no total."""
    pages = pages or entries.claim
    rows = "".join(
        f'<li id="line_u8_{i}"><a href="{_href(n, up)}"><h4>{title(n)}</h4><p class="date">{day(n)}</p>'
        f'<p>云澜区按照要求编制本报告……</p></a></li><span id="section_u8_{i}"></span>'
        for i, n in enumerate(entries.page(place))
    )
    numbers = "".join(
        f'<span class="p_no_d">{p}</span>' if p == place else f'<span class="p_no"><a href="{link(p)}">{p}</a></span>'
        for p in range(1, pages + 1)
    )
    back = f'<span class="p_prev p_fun"><a href="{link(place - 1)}">上页</a></span>' if place > 1 else ""
    on = (
        f'<span class="p_next p_fun"><a href="{link(place + 1)}">下页</a></span>'
        if place < pages
        else '<span class="p_next_d p_fun_d">下页</span>'
    )
    return _frame(
        f'<div class="list"><ul>{rows}</ul><div class="pb_sys_common pb_sys_normal"><span class="p_pages">'
        f'{back}{numbers}{on}</span> <span class="p_t">{place}/{pages}</span></div></div>'
    )
