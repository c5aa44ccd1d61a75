"""A server of portals to crawl, in a process of its own: a showList portal at each address of 127.0.1.0/24.

python -m bench.portals_server ARTICLES   # prints its port, and serves until its standard input ends
"""

import asyncio
import random
import re
import sys

from bench.pages import samples

LATENCY_SECONDS = 0.02
PER_LIST = 25
PAGE_BYTES = 80_000
_DRAWN_BYTES = 30_000
_ASKED = re.compile(rb"GET /XxgkAnnualReport/(?:show/(\d+)\.html|showList/12/page_(\d+)\.html) ")
_HEAD = (
    b"HTTP/1.1 %d OK\r\nServer: nginx\r\nContent-Type: text/html; charset=utf-8\r\nVary: Accept-Encoding\r\n"
    b"Content-Length: %d\r\n\r\n"
)
# The frequent characters first: drawn with falling weights they pack about as well as prose does.
_CHARACTERS = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法"
    "所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政"
    "四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最"
    "立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根"
)


def article(number: int) -> bytes:
    """A drawn report's page, filled up to its size with text."""
    page = next(sample.pages[0] for sample in samples() if sample.name.startswith("editor"))[:_DRAWN_BYTES]
    chance = random.Random(number)
    weights = [1 / (place + 4) for place in range(len(_CHARACTERS))]
    pieces = [page.decode("utf-8", "ignore"), f"</td></tr></table><h2>第{number}篇</h2>"]
    for _ in range((PAGE_BYTES - len(page)) // 500):
        pieces.append(f"<p class='text'>{''.join(chance.choices(_CHARACTERS, weights, k=160))}。</p>\n")
    return "".join([*pieces, "</body></html>"]).encode()


def list_page(numbers: range) -> bytes:
    """A showList page that names these articles."""
    rows = "".join(
        f'<li><a href="/XxgkAnnualReport/show/{n}.html" title="{n}号机关政府信息公开年度报告">{n}号机关…</a>'
        "<span>2024-01-10</span></li>"
        for n in numbers
    )
    return f'<html><body><div class="listright-box"><ul>{rows}</ul></div></body></html>'.encode()


class Portals:
    """The pages, made once; every host has the same."""

    def __init__(self, articles: int) -> None:
        self._articles = [article(number) for number in range(articles)]
        starts = range(0, articles + PER_LIST, PER_LIST)  # the last list is empty
        self._lists = [list_page(range(start, min(articles, start + PER_LIST))) for start in starts]

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection."""
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                await asyncio.sleep(LATENCY_SECONDS)
                body = self._find(head)
                writer.write(_HEAD % (404 if body is None else 200, len(body or b"")) + (body or b""))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    def _find(self, head: bytes) -> bytes | None:
        found = _ASKED.match(head)
        if found is None:
            return None
        pages = self._articles if found.group(1) else self._lists
        place = int(found.group(1) or int(found.group(2)) - 1)
        return pages[place] if place < len(pages) else None


async def _serve(articles: int) -> None:
    server = await asyncio.start_server(Portals(articles).talk, "0.0.0.0", 0, backlog=512)  # noqa: S104
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
