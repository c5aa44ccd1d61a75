import re
import shutil
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser

import pytest

from nianbao.documents import read_document
from nianbao.sample import publications
from nianbao.sample.pages import article_page
from nianbao.schema import codes
from parsers import trace_report
from tests.layouts.catalogue import LAYOUTS

BY_KIND = {each.kind: each for each in publications()}
BY_LAYOUT = {each.layout: each for each in publications() if each.drawn}
WRONG, PICTURES = BY_KIND["wrong_total"], BY_KIND["tables_as_images"]
EVIL = '"\'><img src=http://evil.example/p.png onerror="document.title=\'ran\'"><script>document.title="ran"</script>'


class Page(HTMLParser):
    """A written page as a browser takes it: its elements with their attributes, and the text of each class."""

    def __init__(self, text):
        super().__init__()
        self.text, self.elements, self.open, self.texts = text, [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in ("meta", "img", "link"):
            self.open.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag

    def handle_data(self, data):
        self.texts += [(attrs.get("id"), data) for tag, attrs in self.open if tag in ("a", "span", "td", "p", "h1")]

    def of_class(self, name):
        return [attrs for _, attrs in self.elements if name in (attrs.get("class") or "").split()]

    def text_of(self, identifier):
        return "".join(data for own, data in self.texts if own == identifier)


def wrong_page():
    return article_page(WRONG.drawn, WRONG.layout)


def hostile_page():
    page = wrong_page().decode()
    page = page.replace("云澜区自然资源和规划局关于2023", '=HYPERLINK("http://evil.example/")&lt;/title&gt;关于2023')
    page = page.replace("<td>265</td>", f"<td>{EVIL.replace('<', '&lt;')}</td>")
    page = page.replace("一、基本情况", f"一、基本情况</p><p>{EVIL.replace('<', '&lt;')}\u202e{{{{ 7 * 7 }}}}")
    return page.replace("</body>", f'{EVIL}<link rel="stylesheet" href="http://evil.example/s.css"></body>').encode()


@pytest.fixture
def show(nianbao_command, tmp_path, monkeypatch):
    """Run `nianbao show` on bytes in a file of their own: the result, and the page that was written."""
    monkeypatch.chdir(tmp_path)

    def run(body, name="report.html"):
        (tmp_path / name).write_bytes(body)
        result = nianbao_command("show", name)
        return result, Page((tmp_path / "report.show.html").read_text("utf-8"))

    return run


@pytest.mark.parametrize("layout", ["clean", "word", "nbsp_blanks", "paragraphs", "nested"])
def test_every_cell_and_every_place_is_there(show, layout):
    body = article_page(BY_LAYOUT[layout].drawn, layout)
    trace = trace_report(body)
    result, page = show(body)
    assert result.exit_code == 0
    assert [cell["id"] for cell in page.of_class("cell")] == [f"c{at}" for at in range(len(trace.report.cells))]
    places = page.of_class("place")
    assert len(places) == len(set(trace.places.values())) == len(trace.report.cells)
    identifiers = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
    assert len(identifiers) == len(set(identifiers))
    for (address, (start, end)), cell in zip(trace.places.items(), trace.report.cells, strict=True):
        at = list(trace.places).index(address)
        assert page.text_of(f"p{at}").startswith(trace.text[start:end])
        if cell.value is not None:
            assert page.text_of(f"c{at}").strip().startswith(str(cell.value).removesuffix(".0"))
        assert {cell.origin, cell.check} <= set(
            next(each for each in places if each["id"] == f"p{at}")["class"].split()
        )
    targets = {attrs["href"] for _, attrs in page.elements if "href" in attrs}
    assert targets <= {f"#{identifier}" for identifier in identifiers}


def test_what_fails_stands_at_the_top_and_leads_to_its_cells(show):
    result, page = show(wrong_page())
    head, _, rest = page.text.partition("<main>")
    assert "六类申请人相加得 107" in head
    assert "the six applicants sum to 107" in head
    assert rest.count("✗") > 20
    failures = [attrs for _, attrs in page.elements if "data-cells" in attrs and "id" not in attrs]
    assert [len(failure["data-cells"].split()) for failure in failures][:2] == [7, 22]
    assert "page          report.show.html" in result.stdout
    assert "python -m webbrowser file:///" in result.stdout


def test_labels_and_legend_are_in_both_languages(show):
    _, page = show(wrong_page())
    for words in (
        "三、本年度办理结果",
        "Refused: state secret",
        "未经复议直接起诉",
        "Upheld",
        "本年收费金额(单位:万元)",
    ):
        assert words in page.text
    for code, words in {**codes()["origin"], **codes()["verdict"]}.items():
        assert f"<code>{code}</code>" in page.text
        assert words["en"] in page.text


@pytest.mark.parametrize("name", sorted(LAYOUTS))
def test_any_layout_can_be_shown(show, name):
    _, page = show(LAYOUTS[name].draw(WRONG.drawn), "report.html" if LAYOUTS[name].is_markup else "report.txt")
    assert len(page.of_class("cell")) > 180
    assert page.of_class("place")
    assert not page.open


def test_a_row_read_as_one_run_has_one_place(show):
    body = LAYOUTS["rows_glued"].draw(WRONG.drawn)
    _, page = show(body, "report.txt")
    cells = trace_report(body).report.cells
    (at,) = [at for at, cell in enumerate(cells) if (cell.row, cell.column) == ("received_new", "natural_person")]
    (place,) = [place for place in page.of_class("place") if place["id"] == f"p{at}"]
    assert place["data-cells"].split() == [str(at + more) for more in range(7)]
    assert page.text_of(f"p{at}").startswith(cells[at].raw)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (article_page(PICTURES.drawn, PICTURES.layout), "表格是图片"),
        (b"", "没有内容"),
        (b"%PDF-1.7 \x00\x01", "不是网页或文本"),
        ("<p>您访问的页面不存在</p>".encode(), "页面不存在"),
    ],
)
def test_a_report_without_cells_says_why_in_large(show, body, told):
    result, page = show(body)
    assert result.exit_code == 1
    assert re.search(rf'class="reason".*?{told}', page.text, re.DOTALL)
    assert not page.of_class("cell")


def test_nothing_of_the_report_comes_through_unescaped(show):
    _, page = show(hostile_page())
    tags = {tag for tag, _ in page.elements}
    assert not tags & {"img", "link", "iframe", "object", "base", "form", "svg"}
    assert [tag for tag, _ in page.elements].count("script") == 1
    assert not [name for _, attrs in page.elements for name in attrs if name.startswith("on") or name == "style"]
    assert all(attrs[name].startswith("#") for _, attrs in page.elements for name in ("href", "src") if name in attrs)
    assert "{{ 7 * 7 }}" in page.text
    assert "\u202e" not in page.text
    assert "=HYPERLINK(" in page.text


def test_the_policy_forbids_all_but_the_pages_own_parts(show):
    _, page = show(hostile_page())
    (policy,) = [attrs["content"] for tag, attrs in page.elements if attrs.get("http-equiv")]
    for tag, rule in (("style", "style-src"), ("script", "script-src")):
        (part,) = re.findall(rf"<{tag}>(.*?)</{tag}>", page.text, re.DOTALL)
        digest = b64encode(sha256(part.encode()).digest()).decode()
        assert f"{rule} 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'; ")
    assert not re.search(r"https?:|//[a-z]", "".join(re.findall(r"<(?:style|script)>(.*?)</", page.text, re.DOTALL)))


@pytest.mark.parametrize("figure", ["9" * 400, "1e400", "\x00\x01", "\ud7ff\ufdd0"])
def test_figures_that_are_none_can_be_shown(show, figure):
    _, page = show(wrong_page().decode().replace("<td>265</td>", f"<td>{figure}</td>").encode())
    assert len(page.of_class("cell")) == 200


def test_an_address_and_a_report_id_show_the_capture(nianbao_command, sample_data, tmp_path):
    data, url = sample_data[0], f"http://www.yunlan.example{WRONG.paths[0]}"
    reports = (data / "clean" / "reports.csv").read_text("utf-8").splitlines()
    (identifier,) = [line.partition(",")[0] for line in reports if url in line]
    pages = []
    for place in (url, identifier):
        result = nianbao_command("show", place, "--data", data, "--output", tmp_path / "page.html")
        assert result.exit_code == 0
        pages.append((tmp_path / "page.html").read_bytes())
    assert pages[0] == pages[1]
    assert url.encode() in pages[0]


@pytest.mark.parametrize("place", ["no/such/file.html", "sample-2023-0000000000", "http://www.yunlan.example/nothing"])
def test_what_is_not_there_is_said_in_one_line(nianbao_command, sample_data, place):
    result = nianbao_command("show", place, "--data", sample_data[0])
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)


def test_the_source_and_files_of_others_are_never_written_over(nianbao_command, show, tmp_path):
    show(wrong_page())
    first = (tmp_path / "report.show.html").read_bytes()
    assert nianbao_command("show", "report.html").exit_code == 0
    assert (tmp_path / "report.show.html").read_bytes() == first
    for target in ("report.html", "other.csv"):
        (tmp_path / "other.csv").write_bytes(b"a,b")
        assert nianbao_command("show", "report.html", "--output", target).exit_code == 2
    assert nianbao_command("show", "report.show.html", "--output", "report.show.html").exit_code == 2
    assert (tmp_path / "report.html").read_bytes() == wrong_page()
    assert (tmp_path / "other.csv").read_bytes() == b"a,b"
    assert read_document("report.html").was_read
    assert sorted(path.name for path in tmp_path.iterdir()) == ["other.csv", "report.html", "report.show.html"]


def test_the_name_of_the_page_is_not_taken_from_the_report(show, tmp_path):
    show(wrong_page().replace("云澜区自然资源和规划局".encode(), b"../../../up"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report.html", "report.show.html"]


@pytest.fixture
def browser():
    selenium = pytest.importorskip("selenium.webdriver", reason="needs the extra `test`")
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    driver = shutil.which("chromedriver")
    if not chromium or not driver:
        pytest.skip("needs chromium and chromedriver: apt-get install chromium chromium-driver")
    options = selenium.ChromeOptions()
    options.binary_location = chromium
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=1400,1000"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    opened = selenium.Chrome(options=options, service=selenium.ChromeService(driver))
    yield opened
    opened.quit()


def test_in_a_browser_a_click_leads_to_the_figure_and_nothing_else_runs(browser, show, tmp_path, httpserver):
    httpserver.expect_request("/p.png").respond_with_data(b"")
    show(hostile_page().replace(b"http://evil.example", httpserver.url_for("").rstrip("/").encode()))
    browser.get((tmp_path / "report.show.html").as_uri())
    cell = browser.find_element("css selector", "td.unreadable .cell")
    place = browser.find_element("css selector", cell.get_dom_attribute("href"))
    assert not _in_sight(browser, place)
    cell.click()
    assert "on" in place.get_dom_attribute("class").split()
    assert _in_sight(browser, place)
    assert EVIL.replace("http://evil.example", "")[:4] in place.text
    assert browser.switch_to.active_element == place
    place.send_keys("\ue007")  # Enter leads back
    assert browser.switch_to.active_element == cell
    assert _in_sight(browser, cell)
    assert browser.title != "ran"
    assert not [entry for entry in browser.get_log("browser") if "Content Security" in entry["message"]]
    requested = re.findall(r'"Network.requestWillBeSent".*?"url":"([^"]+)"', str(browser.get_log("performance")))
    assert requested
    assert all(url.startswith("file:") for url in requested)
    assert not httpserver.log


def _in_sight(browser, element):
    return browser.execute_script(
        "const box = arguments[0].getBoundingClientRect();"
        "const top = document.elementFromPoint(box.left + 3, box.top + box.height / 2);"
        "return top !== null && (arguments[0].contains(top) || top.contains(arguments[0]));",
        element,
    )


def test_figures_of_the_narrative_stand_beside_the_tables(show):
    claims = [one for one in trace_report(wrong_page()).report.claims if one.match and one.expected is not None]
    told = show(wrong_page())[1].text.partition('class="claims"')[2]
    assert claims and told.count("<tr") == len(claims)
    assert all(claim.text in told for claim in claims)
