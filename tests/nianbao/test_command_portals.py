import pytest

from nianbao.cli import main
from nianbao.coverage import coverage_of
from nianbao.summary import coverage_lines
from scraper import load_portal, portal_names
from scraper.portal import Portal
from scraper.probe import Page

URL = "http://www.yunlan.gov.cn/XxgkAnnualReport/showList/12/page_1.html"
LIST = (
    f'<!-- saved from url=(0062){URL} -->\n<div class="listright-box"><ul>'
    '<li><a href="/XxgkAnnualReport/show/1.html">云澜区年报\x1b[2J</a><span>2024-01-05</span></li></ul></div>'
)


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "list.html"
    path.write_text(LIST, "utf-8")
    return path


def test_every_subcommand_explains_itself_with_an_example(nianbao_command):
    for name in main.commands["portals"].commands:
        result = nianbao_command("portals", name, "--help")
        assert result.exit_code == 0
        assert f"Example: nianbao portals {name}" in result.stdout


def test_every_shipped_portal_is_listed(nianbao_command):
    result = nianbao_command("portals", "list")
    assert result.exit_code == 0
    rows = {line.split()[0]: line for line in result.stdout.splitlines()}
    assert list(rows) == list(portal_names())
    assert "show_list" in rows["bzqc"] and "not probed" in rows["bzqc"] and "亳州市谯城区" in rows["bzqc"]
    assert "not probed" not in rows["sample"] and "probed" in rows["sample"]


def test_prefectures_are_listed(nianbao_command):
    result = nianbao_command("portals", "list", "--prefectures")
    rows = {line.split()[0]: line.split()[1:] for line in result.stdout.splitlines()}
    assert rows["呼伦贝尔市"] == ["Hulunbuir", "show_list", "7", "counties"]
    assert rows["石家庄市"][1:3] == ["none", "yet"]
    assert rows["开封市"] == ["Kaifeng", "pc_list", "named"]


def test_a_saved_page_gives_a_portal_file(nianbao_command, tmp_path, page):
    result = nianbao_command("portals", "detect", page)
    assert result.exit_code == 0
    assert "# family: show_list" in result.stdout and "\x1b" not in result.stdout
    (tmp_path / "own.toml").write_text(result.stdout, "utf-8")
    assert load_portal(str(tmp_path / "own.toml")).start == (URL,)


def test_an_unknown_page_is_exit_code_1(nianbao_command, tmp_path):
    (tmp_path / "page.html").write_text("<html><p>云澜区</p></html>", "utf-8")
    result = nianbao_command("portals", "detect", tmp_path / "page.html")
    assert result.exit_code == 1
    assert "none recognizes" in result.stdout and 'family = "generic"' in result.stdout


@pytest.mark.parametrize("command", ["detect", "record"])
def test_an_address_is_fetched_with_the_contact_that_was_given(nianbao_command, tmp_path, monkeypatch, command):
    asked = []

    def fetch(portal: Portal, contact: str | None) -> Page:
        asked.append((portal.hosts, portal.start, contact))
        return Page(URL, LIST.encode(), LIST)

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("scraper.probe.fetch", fetch)
    assert nianbao_command("portals", command, URL, "--contact", "me@university.example").exit_code == 0
    assert asked == [(("www.yunlan.gov.cn",), (URL,), "me@university.example")]


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("http://127.0.0.1/", "cannot be asked for"),
        (URL, "contact"),
        ("nothing.html", "an address begins with http"),
    ],
)
@pytest.mark.parametrize("command", ["detect", "record"])
def test_errors_are_one_line(nianbao_command, tmp_path, monkeypatch, command, place, told):
    monkeypatch.chdir(tmp_path)
    result = nianbao_command("portals", command, place)
    assert (result.exit_code, result.stdout) == (1, "")
    assert told in result.stderr and result.stderr.count("\n") == 1


def test_a_page_is_recorded_once(nianbao_command, tmp_path, page):
    result = nianbao_command("portals", "record", page, "--output", tmp_path / "golden")
    assert result.exit_code == 0
    (folder,) = (tmp_path / "golden").iterdir()
    assert str(folder) in result.stdout
    assert sorted(path.name for path in folder.iterdir()) == ["expected.toml", "page.html"]
    assert nianbao_command("portals", "record", page, "--output", tmp_path / "golden").exit_code == 1


def test_a_portal_that_names_no_organs_is_not_said_to_be_complete():
    ((_, told),) = coverage_lines(coverage_of(load_portal("bzqc"), None, []))
    assert told == "bzqc (亳州市谯城区): its file names no organs, so that none is expected"
