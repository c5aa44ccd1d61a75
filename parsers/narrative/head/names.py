"""Names of public bodies: which two are names of the same one."""

_ENDINGS = {"管理委员会": "管委", "管委会": "管委", "委员会": "委", "街道办事处": "街道", "街": "街道", "办公室": "办"}


def same_organ(one: str, other: str) -> bool:
    """Whether two names may be names of one body: the same, shortened, or a place and its government.

    >>> same_organ("县水务局", "青禾县水务局"), same_organ("青禾县", "青禾县人民政府"), same_organ("柳湾街", "柳湾街道")
    (True, True, True)
    >>> same_organ("青禾县卫生健康委", "青禾县卫生健康委员会"), same_organ("青禾县文旅局", "青禾县文化和旅游局")
    (True, True)
    >>> same_organ("青禾县林业局", "青禾县水务局"), same_organ("青禾县人民政府", "青禾县人民政府办公室")
    (False, False)
    """
    if _governs(one, other) or _governs(other, one):
        return True
    short, full = sorted((_plain(one), _plain(other)), key=len)
    return short == full or (short[-1:] == full[-1:] and _is_within(short, full))


def shortens(short: str, full: str) -> bool:
    """Whether `short` is `full` with characters left out before its end, as 区商务局 is 谯城区商务局.

    人民政府 does not shorten 人民政府办公室, which is another organ; 东丽湖街 does 东丽湖街道, 水利局 not 水务局.
    """
    same_end = full.endswith(short[-2:]) or (short.endswith("街") and full.endswith("街道"))
    return same_end and len(short) < len(full) and _is_within(short, full)


def _plain(name: str) -> str:
    """A name without the ending that its short forms leave out."""
    for ending, short in _ENDINGS.items():
        if name.endswith(ending):
            return name.removesuffix(ending) + short
    return name


def _is_within(short: str, full: str) -> bool:
    rest = iter(full)
    return all(character in rest for character in short)


def _governs(place: str, government: str) -> bool:
    return government.startswith(place) and government[len(place) :] in ("政府", "人民政府", "办事处", "道办事处")
