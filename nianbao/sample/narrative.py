"""The six narrative sections of a report, in invented sentences that state the figures of its own tables."""

from random import Random
from typing import Any, NamedTuple

from nianbao.sample.figures import Figures
from nianbao.sample.organs import Organ, dice, facts
from nianbao.sample.wording import wide
from parsers.form import SECTIONS, Address

NUMERALS = "一二三四五六"
ONE_HEADING_IN = 9
"""How rarely a heading departs from the official wording."""

_SENTENCES = facts("narrative")


class Told(NamedTuple):
    """A section as told: its heading with its numeral, and the paragraphs that stand before its table."""

    heading: str
    paragraphs: tuple[str, ...]


def tell(organ: Organ, year: int, figures: Figures) -> dict[str, Told]:
    """The sections by key, in the form's order, those of the tables with a heading alone."""
    rolls = dice(organ.key, year, "narrative")
    stated = _stated(organ, year, figures, rolls)
    told = {
        "overview": _overview(rolls, stated),
        "problems": _problems(rolls, stated),
        "other_matters": _other_matters(rolls, stated),
    }
    return {
        label.key: Told(f"{numeral}、{_heading(rolls, label.key, label.zh)}", told.get(label.key, ()))
        for numeral, label in zip(NUMERALS, SECTIONS, strict=True)
    }


def _heading(rolls: Random, key: str, official: str) -> str:
    if rolls.randrange(ONE_HEADING_IN):
        return wide(official)
    return str(rolls.choice(_SENTENCES["headings"][key]))


def _stated(organ: Organ, year: int, figures: Figures, rolls: Random) -> dict[str, Any]:
    """What the sentences may name: the organ, its themes, and figures that stand in the tables."""

    def total(row: str, table: str = "requests") -> int:
        return figures[Address(table, row, "total")]

    natural = figures[Address("requests", "received_new", "natural_person")]
    posts = rolls.randint(120, 900)
    return {
        "name": organ.name,
        "short": organ.short,
        "contact": organ.contact,
        "year": year,
        **dict(zip(("theme_a", "theme_b", "theme_c"), organ.themes, strict=True)),
        "posts": posts,
        "posts_a": posts // rolls.randint(3, 6),
        "posts_b": posts // rolls.randint(7, 12),
        "received": total("received_new"),
        "natural": natural,
        "organisations": total("received_new") - natural,
        "carried_in": total("carried_in"),
        "processed": total("processed_total"),
        "granted": total("granted"),
        "partly": total("partly_granted"),
        "carried_out": total("carried_out"),
        "reconsideration": total("reconsideration", "disputes"),
        "litigation": sum(total(f"litigation_{way}", "disputes") for way in ("direct", "after_reconsideration")),
    }


def _overview(rolls: Random, stated: dict[str, Any]) -> tuple[str, ...]:
    asked = "asked" if stated["received"] + stated["carried_in"] else "not_asked"
    disputed = "some" if stated["reconsideration"] + stated["litigation"] else "none"
    sentences = _SENTENCES["overview"]
    told = [
        rolls.choice(sentences[part]).format(**stated)
        for part in ("opening", "proactive", asked, "management", "platform", "oversight")
    ]
    told[2] += rolls.choice(_SENTENCES["disputes"][disputed]).format(**stated)
    return tuple(told)


def _problems(rolls: Random, stated: dict[str, Any]) -> tuple[str, ...]:
    sentences = _SENTENCES["problems"]
    found = rolls.sample(sentences["found"], 2)
    faults = rolls.choice(sentences["opening"]) + "；".join(found).format(**stated) + "。"
    return faults, "下一步，" + rolls.choice(sentences["plans"]).format(**stated)


def _other_matters(rolls: Random, stated: dict[str, Any]) -> tuple[str, ...]:
    sentences = _SENTENCES["other_matters"]
    told: list[str] = [rolls.choice(sentences["some"]).format(**stated)]
    if stated["contact"]:
        told.append(sentences["contact"].format(**stated))
    return tuple(told)
