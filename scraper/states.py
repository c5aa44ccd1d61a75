"""In which state an address is after it was asked: one word each, always kept with a reason."""

from typing import Literal, get_args

State = Literal[
    "captured",  # a body that was not seen before is stored
    "unchanged",  # the same body as before, or a 304
    "gone",  # 404, 410, 550
    "soft_404",  # 200 that says the page does not exist
    "challenged",  # a browser check instead of the page
    "refused",  # another 4xx, or a stub
    "server_error",  # 5xx, also after retries
    "unreachable",  # no connection from here
    "timeout",
    "truncated",  # the body ended before its end, each time
    "too_large",
    "robots",  # robots.txt does not allow it
    "redirect_loop",
    "off_site",  # on a host that the portal's file does not list
    "private_address",
    "no_report",  # an article's page that holds none
    "not_file",  # a page where a file is named
    "not_article",  # listed, but no page of this family
    "empty_list",  # the first page of a list has its frame and no entry
    "family_mismatch",  # the list does not look like its family
    "crawler_failed",  # a fault of this program on this answer
    "too_many",  # beyond the bound on lists or articles of a portal
    "end",  # behind the last page of a list: expected, no problem
    "moved",  # a redirect on the way to the answer
    "retried",  # an answer that was asked again
]

STATES = frozenset(get_args(State))
SETTLED: frozenset[State] = frozenset({"captured", "unchanged", "end"})
TRANSIENT: frozenset[State] = frozenset({"unreachable", "timeout", "server_error", "truncated"})
# What a later crawl of the same run asks again: another hour, or another day, may have another answer.
PASSING: frozenset[State] = TRANSIENT | {"robots", "challenged"}
ON_THE_WAY: frozenset[State] = frozenset({"moved", "retried"})
