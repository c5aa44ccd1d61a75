"""A portal that does not exist, served on loopback: a fictional district whose reports are drawn from a seed.

It stands in for the portals of the showList family: 12 organs, report years 2019 to 2024, eight page layouts,
every figure known. `serve()` runs it; `publications()` tells for every organ-year where it is found, which
fault of `planted.toml` it carries, and the report that a reader should get. `article_page(report, layout)`
draws any `DrawnReport`, also one made of other figures, in any of `LAYOUTS`.
"""

from nianbao.sample.drawn import DrawnReport, draw
from nianbao.sample.layouts import LAYOUTS, Layout
from nianbao.sample.narrative import Told
from nianbao.sample.organs import ORGANS, YEARS, Organ
from nianbao.sample.pages import article_page
from nianbao.sample.planted import FAULTS, Fault, Publication, publications
from nianbao.sample.server import Request, Served, serve

__all__ = [
    "FAULTS",
    "LAYOUTS",
    "ORGANS",
    "YEARS",
    "DrawnReport",
    "Fault",
    "Layout",
    "Organ",
    "Publication",
    "Request",
    "Served",
    "Told",
    "article_page",
    "draw",
    "publications",
    "serve",
]
