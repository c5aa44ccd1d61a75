import json

import pytest
from click.testing import CliRunner

from nianbao.cli import main
from scraper import ArchiveError

COMMANDS = sorted(main.commands)


def test_the_commands():
    assert COMMANDS == ["build", "check", "crawl", "parse", "portals", "run", "schedule", "show", "status"]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_with_an_example(nianbao_command, command):
    result = nianbao_command(command, "--help")
    assert result.exit_code == 0
    assert f"Example: nianbao {command}" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["run", "no-such-portal"], 2, "no portal named no-such-portal"),
        (["crawl", "./nothing.toml"], 2, "nothing.toml"),
        (["build", "--data", "nothing"], 1, "crawl a portal into it first"),
        (["status", "--data", "nothing"], 1, "crawl a portal into it first"),
        (["run", "--data", "a-file"], 2, "is a file"),
        (["run", "--data", "a-file/below"], 1, "a-file"),
    ],
)
def test_errors_are_one_line_that_says_what_to_do(nianbao_command, tmp_path, monkeypatch, arguments, code, told):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a-file").write_text("x")
    result = nianbao_command(*arguments)
    assert (result.exit_code, result.stdout) == (code, "")
    assert told in result.stderr.splitlines()[-1]
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        (KeyboardInterrupt(), 130, "the same command goes on from here"),
        (OSError(28, "No space left on device"), 1, "disk is full"),
        (PermissionError(13, "Permission denied", "data/raw"), 1, "Permission denied: 'data/raw'"),
        (ArchiveError("the archive\nis damaged"), 1, "nianbao: the archive is damaged"),
    ],
)
def test_what_stops_a_run(nianbao_command, tmp_path, monkeypatch, error, code, told):
    def fail(*_):
        raise error

    monkeypatch.setattr("nianbao.pipeline.crawl_all", fail)
    result = nianbao_command("run", "--data", tmp_path)
    assert result.exit_code == code
    assert told in result.stderr
    assert result.stderr.count("\n") == 1
    reports = list((tmp_path / "runs").glob("2*.json"))
    assert len(reports) == (code != 130)  # a run that is stopped is not over: it goes on
    assert all(json.loads(path.read_bytes())["level"] == "failure" for path in reports)


def test_a_fault_of_ours_is_not_hidden(tmp_path, monkeypatch):
    def fail(*_):
        raise ZeroDivisionError

    monkeypatch.setattr("nianbao.pipeline.crawl_all", fail)
    with pytest.raises(ZeroDivisionError):
        CliRunner().invoke(main, ["run", "--data", str(tmp_path)], catch_exceptions=False)


def test_a_portal_that_needs_a_contact_says_so(nianbao_command, tmp_path):
    portal = tmp_path / "own.toml"
    portal.write_text(
        'name = "own"\nlabel = "自"\nlabel_en = "Own"\nfamily = "show_list"\nhosts = ["www.own.example"]\n'
        'start = ["http://www.own.example/"]\nyears = [2020, 2021]\norgans = []\n',
        "utf-8",
    )
    result = nianbao_command("crawl", portal, "--data", tmp_path / "data")
    assert result.exit_code == 1
    assert "contact" in result.stderr
    assert "--contact" in nianbao_command("crawl", "--help").stdout
