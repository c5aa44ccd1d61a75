import io

from nianbao import progress
from nianbao.pipeline import Step


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_where_nobody_watches_nothing_is_drawn(monkeypatch):
    monkeypatch.setattr("sys.stderr", io.StringIO())
    with progress.progress_bar() as show:
        assert show is None


def test_on_a_terminal_it_says_how_far_and_how_fast(monkeypatch):
    monkeypatch.setattr("sys.stderr", terminal := Terminal())
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("TERM", "xterm")
    times = iter([0.0, 0.0, 60.0])
    monkeypatch.setattr(progress, "monotonic", lambda: next(times))
    with progress.progress_bar() as show:
        show(Step("crawl", 0, 90, 3))
        show(Step("crawl", 30, 90, 2))
    assert "crawl" in terminal.getvalue()
    assert "30/90" in terminal.getvalue() and "2 hosts, 30 a minute, 2 min left" in terminal.getvalue()
