"""The pages of the portal: a report, a list or a message inside its navigation, sidebar and footer."""

from collections.abc import Sequence
from datetime import datetime, time
from functools import cache
from html import escape
from importlib.resources import files
from string import Template
from typing import NamedTuple

from nianbao.sample.drawn import DrawnReport
from nianbao.sample.layouts import LAYOUTS
from nianbao.sample.organs import ORGANS, UNIT, dice

SITE = "云澜区人民政府"
TITLE_CHARACTERS = 26
"""How many characters of a title a list shows before it cuts with "..."."""

CHARSETS = {"gb18030": ("gb2312", "gb18030")}
"""Layout → the charset that its page declares and the one of its bytes; UTF-8 twice where not named."""


class Item(NamedTuple):
    """One line of a list page."""

    path: str
    title: str
    published: str


@cache
def _template(name: str) -> Template:
    return Template(files(__package__).joinpath("templates", f"{name}.html").read_text("utf-8"))


def list_path(unit: int = UNIT, number: int = 1) -> str:
    """The path of page `number` (from 1) of a unit's list."""
    return f"/XxgkAnnualReport/showList/{unit}/page_{number}.html"


def _framed(main: str, title: str, meta: str = "", charset: str = "utf-8") -> str:
    return _template("page").substitute(main=main, title=title, meta=meta, charset=charset, list=list_path())


def published_at(report: DrawnReport) -> datetime:
    """The minute of publication in Beijing, no zone as portals print it; midnight for imported rows."""
    rolls = dice(report.agency, report.year, "minute")
    at = rolls.choice((time(0, 0), time(rolls.randint(8, 17), rolls.randint(0, 59))))
    return datetime.combine(report.published, at)


def article_page(report: DrawnReport, layout: str) -> bytes:
    """The page that shows `report` in the layout of this name, in that layout's charset."""
    declared, actual = CHARSETS.get(layout, ("utf-8", "utf-8"))
    title, agency = escape(report.title), escape(report.agency)
    published = f"{published_at(report):%Y-%m-%d %H:%M}"
    main = _template("article").substitute(
        title=title,
        agency=agency,
        published=published,
        body=LAYOUTS[layout](report),
        list=list_path(),
        organ_list=list_path(next((organ.unit for organ in ORGANS if organ.name == report.agency), UNIT)),
    )
    facts = {"ArticleTitle": title, "PubDate": published, "ContentSource": agency}
    meta = "\n".join(f'<meta name="{name}" content="{content}" />' for name, content in facts.items())
    return _framed(main, f"{title}_{SITE}", meta, declared).encode(actual)


def list_page(items: Sequence[Item], unit: int, number: int, last: int) -> bytes:
    """Page `number` of the `last` pages of a unit's list, with these items: none beyond the end."""
    pager = " ".join(f'<a href="{list_path(unit, page)}">{page}</a>' for page in range(1, last + 1))
    steps = {"上一页": max(number - 1, 1), "下一页": min(number + 1, last), "尾页": last}
    pager += "".join(f' <a href="{list_path(unit, page)}">{step}</a>' for step, page in steps.items())
    main = _template("list").substitute(
        list=list_path(),
        items="\n".join(map(_item, items)),
        organs="\n".join(f'<li><a href="{list_path(organ.unit)}">{organ.name}</a></li>' for organ in ORGANS),
        pager=pager,
    )
    return _framed(main, SITE).encode()


def _item(item: Item) -> str:
    title = escape(item.title)
    shown = title if len(title) <= TITLE_CHARACTERS else f"{title[:TITLE_CHARACTERS]}..."
    link = f'<a href="{item.path}" title="{title}" target="_blank">{shown}</a>'
    return f"<li>{link}<span>{item.published}</span></li>"


def message_page(name: str) -> bytes:
    """The "home" page, or the one that says that a page is "missing"."""
    return _framed(_template(name).substitute(list=list_path()), SITE).encode()
