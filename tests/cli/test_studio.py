import re
import signal
import socket
import subprocess
import sys
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from typer.testing import CliRunner

from seethrough.cli.app import app, main


def test_the_command_serves_the_page_and_ends_by_ctrl_c():
    """It prints a link that opens, refuses one without its token, and Ctrl-C ends it."""
    command = [sys.executable, "-m", "seethrough", "studio", "--no-open", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            link = re.search(r"http://127\.0\.0\.1:\d+/\?token=\S+", server.stdout.readline())
            assert b"seethrough studio" in urlopen(link.group()).read()  # noqa: S310 - our own
            with pytest.raises(HTTPError, match="403"):
                urlopen(link.group().split("?")[0])  # noqa: S310
            server.send_signal(signal.SIGINT)
            assert server.wait(10) in {0, -signal.SIGINT, 130}
        finally:
            server.kill()


def test_the_page_does_not_wait_for_numpy():
    """The page is served with nothing that computes; what it asks for first takes only NumPy."""
    code = (
        "import sys, seethrough.cli.app, seethrough.studio.server as server\n"
        "heavy = {'numpy', 'scipy', 'sklearn', 'pandas', 'matplotlib', 'numba'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
        "session = server._session('reference')\n"
        "for kind in ('hello', 'check', 'diagnose', 'keep', 'tick'):\n"
        "    session.handle({'type': kind})\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["[]", "['numpy']"]


def test_without_its_extra_it_says_what_to_install(monkeypatch, capsys):
    """Where a package of the extra is missing, the error names the command that installs it."""
    monkeypatch.delitem(sys.modules, "seethrough.studio.server", raising=False)
    monkeypatch.setitem(sys.modules, "starlette.applications", None)
    monkeypatch.setattr("seethrough.data.extras.find_spec", lambda _: None)
    monkeypatch.setattr("sys.argv", ["seethrough", "studio"])
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 2
    assert "pip install 'seethrough[studio]'" in capsys.readouterr().err


def test_a_taken_port_is_refused_in_words(monkeypatch, capsys):
    """A port that somebody listens on is named, and what to do instead."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setattr("sys.argv", ["seethrough", "studio", "--port", str(port)])
        with pytest.raises(SystemExit) as end:
            main()
    assert end.value.code == 2
    assert "cannot be listened on" in capsys.readouterr().err


def test_a_class_room_is_told_what_it_means(monkeypatch):
    """With --host it says who can get in, and that the link holds a secret."""
    monkeypatch.setattr("seethrough.studio.server.serve", lambda *_: None)
    result = CliRunner().invoke(app, ["studio", "--host", "0.0.0.0", "--port", "0"])  # noqa: S104
    assert result.exit_code == 0
    assert "The link holds a secret" in result.output
