import pytest

from nianbao.sample.pages import article_page
from nianbao.sample.planted import publications
from nianbao.schema import codes
from nianbao.words import check_in_words, scope_in_words
from parsers import Check

BY_KIND = {each.kind: each for each in publications()}
WRONG, PLAIN = BY_KIND["wrong_total"], BY_KIND["plain"]


@pytest.fixture
def page(tmp_path):
    def write(body):
        path = tmp_path / "report.html"
        path.write_bytes(body)
        return path

    return write


def test_what_fails_is_said_in_the_authors_words(nianbao_command, page):
    result = nianbao_command("check", page(article_page(WRONG.drawn, WRONG.layout)))
    total = int(WRONG.drawn.cells["requests", "granted", "total"])
    assert result.exit_code == 1
    assert f"第三部分“(一)予以公开”一行:六类申请人相加得 {total - 9},“总计”一列填的是 {total}" in result.stdout
    assert "第三部分“总计”一列" in result.stdout
    assert result.stdout.startswith("勾稽关系:")
    assert result.stdout.count("不符:") == 2


def test_a_report_that_adds_up(nianbao_command, page):
    result = nianbao_command("check", page(article_page(PLAIN.drawn, "clean")))
    assert result.exit_code == 0
    assert "0条不符" in result.stdout


def test_a_file_that_is_no_report(nianbao_command, page):
    result = nianbao_command("check", page(b"<html><body>404 not found</body></html>"))
    assert result.exit_code == 1
    assert "提示:页面不存在" in result.stdout


def test_an_address_is_looked_up_in_the_archive(nianbao_command, sample_data):
    url = f"http://www.yunlan.example{WRONG.paths[0]}"
    assert nianbao_command("check", url, "--data", sample_data[0]).stdout.count("不符:") == 2


@pytest.mark.parametrize("place", ["http://www.yunlan.example/nothing", "no/such/file.html"])
@pytest.mark.parametrize("crawled", [True, False])
def test_what_is_not_there_is_said_in_one_line(nianbao_command, sample_data, tmp_path, place, crawled):
    result = nianbao_command("check", place, "--data", sample_data[0] if crawled else tmp_path)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert "crawl" in result.stderr


def test_an_identity_without_words_is_still_told():
    told = check_in_words(Check("new_one", "granted/business", 1.5, None, "fails"), "zh")
    assert told == "new_one (一)予以公开 · 商业企业: 1.5 ≠ ?"


def test_every_identity_has_its_words():
    for identity in codes()["identity"]:
        for language in ("zh", "en"):
            told = check_in_words(Check(identity, "total", 1, 2, "fails"), language)
            assert "总计" in told
            assert identity not in told
    assert scope_in_words("carried_in/total") == "二、上年结转政府信息公开申请数量 · 总计"
