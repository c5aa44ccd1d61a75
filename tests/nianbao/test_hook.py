import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from nianbao import hook

REPORT = '{"level": "failure", "label": "云澜区"}'.encode()
KEEP = "import sys, pathlib; pathlib.Path(sys.argv[1]).write_text(sys.argv[2] + '|' + sys.stdin.read(), 'utf-8')"


@pytest.fixture
def web():
    """A server that keeps what is posted: GET-able as `posted`; /slow never ends, /away redirects, /no is 500."""
    posted = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            posted.append((self.path, self.headers["Content-Type"], body))
            if self.path == "/slow":
                time.sleep(3)
            self.send_response({"/away": 302, "/no": 500}.get(self.path, 204))
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", posted
    server.shutdown()
    server.server_close()


def command(*words):
    return " ".join(f"'{word}'" for word in (sys.executable, *words))


def test_a_command_gets_the_path_and_the_report(tmp_path):
    kept = tmp_path / "kept; touch $HOME"
    hook.call(f'{sys.executable} -c "{KEEP}" "{kept}"', tmp_path / "r.json", REPORT)
    assert kept.read_text("utf-8") == f"{tmp_path / 'r.json'}|{REPORT.decode()}"


def test_an_address_gets_the_report(web, tmp_path):
    hook.call(f"{web[0]}/hook?a=1", tmp_path / "r.json", REPORT)
    ((path, kind, body),) = web[1]
    assert (path, kind) == ("/hook?a=1", "application/json; charset=utf-8")
    assert json.loads(body)["label"] == "云澜区"


@pytest.mark.parametrize(
    ("path", "told"), [("/no", "HTTP 500"), ("/away", "HTTP 302"), ("/slow", "no answer|timed out")]
)
def test_an_address_that_does_not_take_it(web, tmp_path, path, told):
    with pytest.raises(hook.HookError, match=told):
        hook.call(web[0] + path, tmp_path / "r.json", REPORT, seconds=0.5)
    assert len(web[1]) == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (command("-c", "raise SystemExit(3)"), "exit code 3"),
        (command("-c", "import time; time.sleep(30)"), "did not end in 0.5 s"),
        ("/nowhere/tell-me", "cannot be run"),
        ("http://127.0.0.1:1/", "refused"),
    ],
)
def test_a_hook_that_fails_says_why(tmp_path, words, told):
    began = time.monotonic()
    with pytest.raises(hook.HookError, match=told):
        hook.call(words, tmp_path / "r.json", REPORT, seconds=0.5)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("words", ["", "ftp://x.example/", "'open", "file:///etc/passwd"])
def test_what_is_no_hook_is_refused_beforehand(nianbao_command, tmp_path, words):
    with pytest.raises(hook.HookError):
        hook.check(words)
    result = nianbao_command("schedule", "--data", tmp_path, "--on-failure", words)
    assert result.exit_code == 2 and "--on-failure" in result.stderr
    hook.check("tell-me --loud")
