"""The crawl of `bench.crawl` with Scrapy as it comes, its log sent to nowhere; it stores nothing."""

import logging
from collections.abc import Iterator

from scrapy import Request, Spider
from scrapy.crawler import CrawlerProcess
from scrapy.http import HtmlResponse

from bench.portals_server import START


class Reports(Spider):
    """Follows the same lists to the same articles."""

    name = "reports"
    articles = 0

    def parse(self, response: HtmlResponse) -> Iterator[Request]:
        """The entries of a list, and the next list while there are any."""
        links = response.css("div.listright-box ul > li a::attr(href)").getall()
        for link in links:
            yield response.follow(link, self.parse_article)
        if links:
            number = int(response.url.rpartition("_")[2].removesuffix(".html")) + 1
            yield response.follow(f"page_{number}.html")

    def parse_article(self, response: HtmlResponse) -> None:
        """Count an article."""
        Reports.articles += response.status == 200


def crawl_all(hosts: int, port: int) -> int:
    """Crawl so many hosts; returns the number of articles fetched."""
    logging.getLogger().addHandler(logging.NullHandler())
    process = CrawlerProcess({"LOG_INSTALL_ROOT_HANDLER": False})
    process.crawl(Reports, start_urls=[f"http://127.0.1.{n}:{port}{START}" for n in range(1, hosts + 1)])
    process.start()
    return Reports.articles
