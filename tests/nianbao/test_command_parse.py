import json
import os

import pytest

from nianbao.sample.pages import article_page
from nianbao.sample.planted import publications
from parsers import FORMS

KEYS = ["source", "report", "sections", "cells", "checks", "issues", "claims"]
CLEAN = next(each for each in publications() if each.kind == "plain" and each.layout == "clean")
PAGE = article_page(CLEAN.drawn, "clean")


def records(result):
    return [json.loads(line) for line in result.stdout_bytes.decode("utf-8").splitlines()]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("b/z.html", "b-c.htm", "a.html", "b.txt", "b/deep/er/x.shtml", "c.MD"):
        path = tmp_path / "pages" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(PAGE)
    (tmp_path / "pages" / "picture.png").write_bytes(b"\x89PNG")
    return tmp_path / "pages"


def test_a_record_is_what_the_contract_says(nianbao_command, folder):
    result = nianbao_command("parse", "pages/a.html", "--json")
    (record,) = records(result)
    assert list(record) == KEYS
    assert record["source"] == "pages/a.html"
    assert list(record["report"])[:6] == ["title", "agency", "year", "published", "kind", "forms"]
    assert list(record["cells"][0]) == [
        "table", "row", "column", "value", "unit", "origin", "check", "implied", "raw"
    ]  # fmt: skip
    assert list(record["checks"][0]) == ["identity", "scope", "left", "right", "verdict"]
    assert list(record["claims"][0]) == [
        "section", "start", "end", "text", "number", "counter", "approximate", "subject", "match", "cell", "expected"
    ]  # fmt: skip
    places = [(cell["table"], cell["row"], cell["column"]) for cell in record["cells"]]
    form = FORMS[record["report"]["forms"]["requests"]]
    assert places == [address for table in form.tables for address in form.addresses(table)]
    assert CLEAN.drawn.agency.encode() in result.stdout_bytes


def test_a_folder_is_read_to_its_depths_in_the_order_of_the_paths(nianbao_command, folder):
    sources = [record["source"] for record in records(nianbao_command("parse", "pages", "--json"))]
    assert sources == sorted(sources)
    assert sources == [
        "pages/a.html", "pages/b-c.htm", "pages/b.txt", "pages/b/deep/er/x.shtml", "pages/b/z.html", "pages/c.MD"
    ]  # fmt: skip


def test_paths_given_twice_are_read_once(nianbao_command, folder):
    result = nianbao_command("parse", "pages/c.MD", "pages/b", "pages/b/z.html", "./pages/a.html", "--json")
    assert [record["source"] for record in records(result)] == [
        "./pages/a.html", "pages/b/deep/er/x.shtml", "pages/b/z.html", "pages/c.MD"
    ]  # fmt: skip


def test_bad_files_stop_no_other(nianbao_command, folder):
    good = records(nianbao_command("parse", "pages", "--json"))
    (folder / "0-empty.html").write_bytes(b"")
    (folder / "1-binary.html").write_bytes(b"\x7fELF" + bytes(range(256)) * 50)
    (folder / "2-nowhere.html").symlink_to("/nowhere/at/all")
    (folder / "3-loop.html").symlink_to("3-loop.html")
    (folder / "4-folder.html").mkdir()
    os.mkfifo(folder / "5-pipe.html")
    result = nianbao_command("parse", "pages", "--json")
    read = {record["source"].removeprefix("pages/"): record for record in records(result)}
    codes = {name: [issue["code"] for issue in read[name]["issues"]] for name in sorted(read)[:4]}
    assert result.exit_code == 1
    assert [record for record in read.values() if record["cells"]] == good
    assert codes["0-empty.html"] == ["empty"]
    assert codes["1-binary.html"]
    assert codes["2-nowhere.html"] == codes["3-loop.html"] == ["unreadable_file"]
    assert all(read[name]["cells"] == [] for name in codes)
    assert not {"4-folder.html", "5-pipe.html"} & set(read)


def test_a_file_that_may_not_be_opened(nianbao_command, folder, monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr("pathlib.Path.open", refuse)
        result = nianbao_command("parse", "pages/a.html", "--json")
    (record,) = records(result)
    assert result.exit_code == 1
    assert record["issues"] == [{"code": "unreadable_file", "message": "The file cannot be opened: Permission denied."}]


def test_a_name_that_is_no_utf8(nianbao_command, tmp_path):
    name = os.fsencode(tmp_path) + b"/\xb1\xa8.html"
    with open(name, "wb") as stream:  # noqa: PTH123
        stream.write(PAGE)
    (record,) = records(nianbao_command("parse", tmp_path, "--json"))
    assert record["source"].endswith("\ufffd\ufffd.html")


@pytest.mark.parametrize(("arguments", "code"), [(["pages/a.html"], 0), (["pages/nothing"], 2), ([], 2)])
def test_exit_codes(nianbao_command, folder, arguments, code):
    result = nianbao_command("parse", *arguments)
    assert result.exit_code == code
    assert "Traceback" not in result.stderr


def test_an_empty_folder_has_no_records(nianbao_command, tmp_path):
    result = nianbao_command("parse", tmp_path, "--json")
    assert (result.exit_code, result.stdout) == (0, "")


def test_for_the_eye(nianbao_command, folder):
    result = nianbao_command("parse", "pages/a.html")
    assert CLEAN.drawn.title in result.stdout
    assert f"{CLEAN.drawn.agency}, {CLEAN.year}, published {CLEAN.drawn.published}" in result.stdout
    assert " printed, 0 recovered, " in result.stdout
