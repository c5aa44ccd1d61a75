"""The README is true: its Python runs, its portal files load, its commands are all of them, its excerpt is printed."""

import re
from pathlib import Path
from typing import get_args

import click
import pytest
from click.testing import CliRunner

import nianbao
from nianbao.cli import main
from nianbao.schema import NAMES
from parsers.report import Origin, Verdict
from scraper import load_portal

README = (Path(__file__).parent.parent / "README.md").read_text("utf-8")
_OPTION = r"--[a-z]+(?:-[a-z]+)*"


def commands_of(group, before=""):
    """Every command by its full name; a group is its commands."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands_of(command, f"{name} ")
        else:
            yield before + name, command


COMMANDS = sorted(name for name, _ in commands_of(main))
OPTIONS = sorted(
    (name, option)
    for name, command in commands_of(main)
    for parameter in command.params
    for option in parameter.opts
    if option.startswith("--") and option != "--help"
)


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def table_rows(first_cell):
    return [line for line in README.splitlines() if line.startswith(f"| `{first_cell}")]


@pytest.fixture(scope="module")
def summary(tmp_path_factory):
    """A folder in which `nianbao run` has run, and what it printed."""
    folder = tmp_path_factory.mktemp("readme")
    result = CliRunner().invoke(main, ["run", "--data", str(folder / "data")], catch_exceptions=False)
    assert result.exit_code == 0
    return folder, result.stdout


def run_blocks(folder, monkeypatch, *, plots):
    monkeypatch.chdir(folder)
    names = {}
    for code in blocks("python"):
        if plots or "altair" not in code:
            exec(compile(code, "README.md", "exec"), names)  # noqa: S102
    return names


def test_the_python_runs_and_its_figures_are_true(summary, monkeypatch):
    share = run_blocks(summary[0], monkeypatch, plots=False)["share"]
    cells = nianbao.load("cells", data=summary[0] / "data").query("table == 'requests' and column == 'total'")
    value = cells.set_index(["organ", "year", "row"])["value"]
    assert len(share) == 40
    assert share["share"].between(0.2, 0.61).all()
    for row in share.itertuples():
        assert row.share == value[row.organ, row.year, "granted"] / value[row.organ, row.year, "processed_total"]


def test_the_white_fields_of_the_picture_are_those_named(summary, monkeypatch):
    share = run_blocks(summary[0], monkeypatch, plots=False)["share"]
    drawn = set(zip(share["organ"], share["year"], strict=True))
    white = {(organ, year) for organ in set(share["organ"]) for year in range(2019, 2025)} - drawn
    assert white == {("云澜区发展和改革委员会", 2020), ("云澜区自然资源和规划局", 2023)}


def test_the_picture_is_drawn(summary, monkeypatch):
    pytest.importorskip("altair", reason="needs the extra `plots`")
    pytest.importorskip("vl_convert", reason="needs the extra `plots`")
    run_blocks(summary[0], monkeypatch, plots=True)
    drawn = (summary[0] / "share-granted.svg").read_text("utf-8")
    assert all(words in drawn for words in ("予以公开", "云澜区自然资源和规划局", "2024"))


def test_the_python_is_ten_lines():
    assert sum(bool(line.strip()) for code in blocks("python") for line in code.splitlines()) <= 10


def test_the_excerpt_is_what_run_prints(summary):
    (excerpt,) = blocks("text")
    assert not set(excerpt.splitlines()) - set(summary[1].splitlines())


@pytest.mark.parametrize("text", blocks("toml"))
def test_the_portal_files_load(tmp_path, text):
    path = tmp_path / "portal.toml"
    path.write_text(text, "utf-8")
    assert load_portal(str(path)).years[1] == 2024


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_documented_with_an_example(command):
    (row,) = [line for line in table_rows(f"{command}`") if "`nianbao " in line]
    assert f"`nianbao {command} " in row


@pytest.mark.parametrize(("command", "option"), OPTIONS)
def test_every_option_is_documented(command, option):
    (row,) = table_rows(option)
    assert f"`{command}`" in row.split(" | ")[1]


def test_no_command_or_option_is_made_up():
    used = re.findall(r"(?:`|^    )nianbao (portals [a-z]+|[a-z]+)([^`\n]*)", README, re.MULTILINE)
    known = set(OPTIONS)
    assert {command for command, _ in used} == set(COMMANDS)
    for command, rest in used:
        assert {(command, option) for option in re.findall(_OPTION, rest)} <= known
    assert set(re.findall(_OPTION, README)) == {option for _, option in OPTIONS} | {"--help", "--version"}


def test_the_tables_and_codes_are_all_there():
    assert all(table_rows(f"{name}` ") for name in NAMES)
    for code in (*get_args(Origin), *get_args(Verdict)):
        assert re.search(rf"^\|[^|]*\| `{code}` \|", README, re.MULTILINE), code
