"""What is found for a field of the head, with its place."""

from typing import NamedTuple


class Found(NamedTuple):
    """A value and the place where it was read."""

    value: str
    place: str
