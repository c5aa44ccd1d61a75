"""The agency that a report is of: its title's, or what the page says in its place."""

import re
from collections.abc import Iterator, Sequence

from parsers.narrative.head.evidence import Found
from parsers.narrative.head.names import same_organ, shortens
from parsers.narrative.head.title import Title
from parsers.narrative.head.words import AGENCY, AGENCY_ENDS, WORDS, either, spaced
from parsers.report import Issue

_WORDS = WORDS["agency"]
_CRUMBS = re.compile(r"(?:位置|首页)[^\n]{0,120}?(?:>|»|/|›)[^\n]{0,200}")
_CRUMB = re.compile(r"\s*(?:>|»|›|/)\s*")
_LABELLED = re.compile(rf"({spaced(_WORDS['labels'])})[^\S\n]*+(?::\s*+|\|[\s|]*+|\n\s*+)([^\s:|,<>\[\]]{{2,40}})")
_COMPILER = re.compile(rf"本(?:年度)?报告由([\u4e00-\u9fff]{{2,30}}?(?:{AGENCY_ENDS}))(?:根据|按照|编制|依据)")
_CONTACT = re.compile(rf"(?:{either(_WORDS['contacts'])})\s{{0,4}}:?\s{{0,4}}([\u4e00-\u9fff]{{4,40}})")
# of a bureau or a township its office answers; a government's office may also be the agency itself
_ANSWERS = re.compile(
    rf"(.{{2,24}}?(?:局|委员会|厅|[镇乡]人民政府|街道办事处|管委会))(?:{either(_WORDS['offices'])})?(?:联系)?"
)
_GUIDE = re.compile(r"《([\u4e00-\u9fff]{3,24}?(局|委员会|厅|镇人民政府|乡人民政府|街道办事处))政府信息公开指南")
_SELF = {"局": "我局", "会": "我委", "厅": "我厅", "处": "我街"}
_NOT_AN_AGENCY = frozenset(_WORDS["not_agency"])


def agencies_beside(before: str, preface: str, opening: str) -> Iterator[Found]:
    """The agencies that the page names beside its titles: on its way, in its box, in the first words of the report."""
    for crumbs in _CRUMBS.finditer(before):
        parts = [part.strip() for part in _CRUMB.split(crumbs[0])]
        yield from [Found(part, "breadcrumb") for part in reversed(parts) if _is_name(part)][:1]
    for source in _LABELLED.finditer(before):
        if _is_name(source[2]):
            yield Found(source[2], "".join(source[1].split()))
    compiler = _COMPILER.search(preface)
    if compiler:
        yield Found(compiler[1], "preface")  # often the office that writes for the government it belongs to
    contact = _CONTACT.search(preface)
    answers = _ANSWERS.fullmatch(contact[1]) if contact else None
    if answers:
        yield Found(answers[1], "contact")
    guide = _GUIDE.search(opening)
    if guide and _SELF.get(guide[1][-1], "我镇") in opening:
        yield Found(guide[1], "its own guide")


def _is_name(words: str) -> bool:
    return words not in _NOT_AN_AGENCY and AGENCY.match(words) is not None


def choose_agency(
    title: Title | None, preface: Sequence[Title], beside: Sequence[Found], *, is_joined: bool
) -> tuple[Found | None, list[Issue]]:
    """The agency with its place, and what contradicts it.

    The title's counts, in the fuller form that the page gives elsewhere; without one, what the report says of itself;
    then what else the page says, if that is one agency. `is_joined`: the organ stands in a line above the title.
    """
    own = [*_of_title(title), *(Found(named.organ, "preface") for named in preface if named.organ)]
    if title and title.organ and title.behind and _rivals(title.organ, title.behind):
        return None, [_conflict(own[0], Found(title.behind, "after the title"))]
    first = own[0] if own else next(iter(beside), None)
    if first is None:
        return None, []
    others = [found for found in (*own[1:], *beside) if not same_organ(first.value, found.value)]
    issues = [_conflict(first, other) for other in others[:1]]
    if others and (not own or (is_joined and _may_be_the_site(first.value, others[0].value))):
        return None, issues
    fuller = [found for found in (*own, *beside) if shortens(first.value, found.value)]
    return (fuller[0] if fuller else first), issues


def _of_title(title: Title | None) -> Iterator[Found]:
    """The organ of a title; the name after it where the title itself names none, or only the place."""
    if title is None:
        return
    if title.behind and title.names_organ_behind:
        yield Found(title.behind, "title")
    elif title.organ:
        yield Found(title.organ, "title")


def _rivals(organ: str, behind: str) -> bool:
    """Whether the name after a title is another body than the title's, and not the portal's."""
    both = AGENCY.match(organ) and AGENCY.match(behind) and not same_organ(organ, behind)
    return bool(both) and not behind.endswith(("政府", "办公室"))


def _may_be_the_site(organ: str, other: str) -> bool:
    """Whether a government's name above a title may be the portal's, as another agency is named beside it."""
    return organ.endswith("人民政府") and not other.startswith(organ)


def _conflict(chosen: Found, other: Found) -> Issue:
    return Issue("agency_conflict", f"{chosen.place} names {chosen.value}, {other.place} names {other.value}")
