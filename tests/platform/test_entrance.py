"""How a browser gets in when `make run` starts, and how nobody else does: real processes, a
terminal, another user."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import re
import select
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from app.platform.serving.entrance import (
    FOLDER,
    LINK_SECONDS,
    SECONDS_TO_ANSWER,
    Entrance,
    way_to_first,
)
from app.platform.serving.private_folder import PrivateFolder
from tests.platform.loopback_server import ROOT, as_nobody, ask, token_of

LINK = re.compile(r"http://127\.0\.0\.1:\d+/\?launch=[0-9a-f]{32}")


@dataclass
class Launched:
    """`python main.py`: what it wrote so far, and where it keeps."""

    process: subprocess.Popen[str]
    folder: Path
    link: str

    @property
    def port(self) -> int:
        return int(self.link.partition("127.0.0.1:")[2].partition("/")[0])

    @property
    def door(self) -> Path:
        return self.folder / FOLDER


def environment(folder: Path, port: int, **more: str) -> dict[str, str]:
    outer = {
        name: value
        for name, value in os.environ.items()
        if not name.endswith("DISPLAY") and name != "BROWSER"
    }
    return outer | {"GLIMMERS_DATA": str(folder), "PORT": str(port)} | more


@contextlib.contextmanager
def launched(folder: Path, port: int = 0, **more: str) -> Iterator[Launched]:
    command = [sys.executable, "main.py"]
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment(folder, port, **more), text=True, **pipes
    )
    assert process.stdout
    assert process.stderr
    with process.stdout, process.stderr:
        try:
            yield Launched(
                process, folder, process.stdout.readline().removeprefix("Glimmers: ").strip()
            )
        finally:
            process.terminate()
            process.wait(20)


def launch_again(folder: Path, port: int, **more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "main.py"]
    return subprocess.run(
        command,
        cwd=ROOT,
        env=environment(folder, port, **more),
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.fixture
def folder() -> Iterator[Path]:
    """Where another user may look: pytest's own folders would keep them out by themselves."""
    open_to_all = Path(tempfile.mkdtemp())
    open_to_all.chmod(0o755)
    journal = open_to_all / "journal"
    journal.mkdir(mode=0o755)
    yield journal
    shutil.rmtree(open_to_all)


@pytest.fixture
def browser(tmp_path: Path) -> Path:
    """A browser that writes down its arguments and stays open for a while."""
    program = tmp_path / "browser"
    program.write_text(
        f'#!/bin/sh\nexec > /dev/null 2>&1\nprintf "%s\\n" "$@" > "{tmp_path}/half" && mv '
        f'"{tmp_path}/half" "{tmp_path}/opened"\nsleep 20\n'
    )
    program.chmod(0o755)
    return program


def soon(file: Path, *, gone: bool = False) -> Path:
    give_up = time.monotonic() + 20
    while file.exists() is gone:
        assert time.monotonic() < give_up, f"{file} is {'still' if gone else 'not'} there"
        time.sleep(0.05)
    return file


def opened(browser: Path) -> str:
    """What the browser was opened on."""
    return soon(browser.with_name("opened")).read_text().strip()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


# --- A private file instead of a secret in a command line -----------------------------------------


def test_the_browser_is_opened_on_a_private_file_that_leads_in(folder: Path, browser: Path) -> None:
    with launched(folder, DISPLAY=":99", BROWSER=f"{browser} %s") as glimmers:
        page = Path(opened(browser).removeprefix("file://"))

        assert page.parent == glimmers.door
        assert stat.S_IMODE(page.stat().st_mode) == 0o600
        assert stat.S_IMODE(page.parent.stat().st_mode) == 0o700
        (link,) = set(LINK.findall(page.read_text()))
        assert link != glimmers.link
        assert ask(glimmers.port, "/?launch=" + token_of(link)).status == 303
        soon(page, gone=True)
        assert (
            ask(glimmers.port, "/?launch=" + token_of(glimmers.link)).status == 303
        )  # the printed one is another


def test_the_private_file_goes_with_the_server(folder: Path, browser: Path) -> None:
    with launched(folder, DISPLAY=":99", BROWSER=f"{browser} %s") as glimmers:
        opened(browser)
        assert sorted(path.suffix for path in glimmers.door.iterdir()) == ["", ".html", ".json"]

        glimmers.process.send_signal(signal.SIGINT)

        assert glimmers.process.wait(20) == 0
        assert [path.name for path in glimmers.door.iterdir()] == ["client"]


def test_the_private_file_goes_when_its_link_is_too_old(tmp_path: Path) -> None:
    clock = [0.0]
    entrance = Entrance(tmp_path, now=lambda: clock[0])
    page = entrance.new_page()
    assert page

    clock[0] = LINK_SECONDS - 1
    entrance.end_old_links()
    assert page.exists()
    clock[0] = LINK_SECONDS
    entrance.end_old_links()

    assert not page.exists()


def test_a_page_that_is_asked_for_while_all_ends_leaves_nothing_behind(tmp_path: Path) -> None:
    entrance = Entrance(tmp_path)
    entrance.close()

    assert entrance.new_page() is None
    assert list((tmp_path / FOLDER).iterdir()) == []


def test_what_a_kill_left_behind_is_useless_and_cleared_at_the_next_start(
    folder: Path, browser: Path
) -> None:
    port = free_port()
    with launched(folder, port, DISPLAY=":99", BROWSER=f"{browser} %s") as glimmers:
        page = Path(opened(browser).removeprefix("file://"))
        glimmers.process.kill()
        glimmers.process.wait()
        (old,) = set(LINK.findall(page.read_text()))
    left = {path.name for path in (folder / FOLDER).iterdir()}
    assert len(left) == 3

    with launched(folder, port) as glimmers:
        assert ask(port, "/?launch=" + token_of(old)).status == 403
        assert {path.name for path in glimmers.door.iterdir()} == {"client", f"{port}.json"}

    with launched(folder) as killed:
        killed.process.kill()
        killed.process.wait()
    with launched(folder) as glimmers:
        assert {path.name for path in glimmers.door.iterdir()} == {
            "client",
            f"{glimmers.port}.json",
        }


def test_the_clients_place_stays_with_the_journal_and_is_secret(tmp_path: Path) -> None:
    places = {
        Entrance(folder).client_place
        for folder in (tmp_path / "one", tmp_path / "one", tmp_path / "two", None, None)
    }

    assert len(places) == 4
    assert stat.S_IMODE((tmp_path / "one" / FOLDER / "client").stat().st_mode) == 0o600
    (tmp_path / "one" / FOLDER / "client").write_text("../../x")
    assert re.fullmatch("/c/[0-9a-f]{32}", Entrance(tmp_path / "one").client_place)


def test_two_servers_of_one_journal_leave_each_others_files_alone(folder: Path) -> None:
    with launched(folder) as first, launched(folder) as second:
        assert {path.name for path in first.door.iterdir()} == {
            "client",
            f"{first.port}.json",
            f"{second.port}.json",
        }


def test_where_no_private_file_can_be_had_the_printed_link_is_the_way(
    folder: Path, browser: Path
) -> None:
    (folder / FOLDER).write_text("something else")

    with launched(folder, DISPLAY=":99", BROWSER=f"{browser} %s") as glimmers:
        assert opened(browser) == f"http://127.0.0.1:{glimmers.port}/"
        assert ask(glimmers.port, "/?launch=" + token_of(glimmers.link)).status == 303


@pytest.mark.parametrize(
    ("usual", "hidden", "by_file"),
    [
        ("firefox_firefox.desktop", True, False),
        ("firefox_firefox.desktop", False, True),
        ("firefox-esr.desktop", True, True),
        ("org.mozilla.firefox.desktop", True, True),
    ],
)
def test_a_browser_in_a_snap_is_not_led_to_a_file_it_may_not_read(
    tmp_path: Path, usual: str, hidden: bool, by_file: bool
) -> None:
    program = tmp_path / "bin" / "xdg-settings"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\necho {usual}\n")
    program.chmod(0o755)
    opened = tmp_path / "bin" / "xdg-open"
    opened.write_text(f'#!/bin/sh\nprintf %s "$1" > "{tmp_path}/opened"\n')
    opened.chmod(0o755)
    page = tmp_path / (".local" if hidden else "journal") / "page.html"
    code = (
        "import sys; from pathlib import Path; from app.platform.serving.own_browser "
        "import open_browser\n"
        "open_browser(lambda: Path(sys.argv[1]), port=8550)"
    )
    surroundings = environment(
        tmp_path, 0, DISPLAY=":99", HOME=str(tmp_path), PATH=str(program.parent)
    )

    subprocess.run(
        [sys.executable, "-c", code, str(page)], cwd=ROOT, env=surroundings, check=True, timeout=60
    )

    assert soon(tmp_path / "opened").read_text() == (
        page.as_uri() if by_file else "http://127.0.0.1:8550/"
    )


def test_a_link_in_the_private_files_place_is_not_written_through(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_text("words of somebody")
    private = PrivateFolder(tmp_path / "private")
    private.write("first", "")
    (private.path / "page").symlink_to(target)

    with pytest.raises(OSError):
        private.read("page")
    page = private.write("page", "secret")

    assert not page.is_symlink()
    assert (page.read_text(), target.read_text()) == ("secret", "words of somebody")


@pytest.mark.parametrize("trap", ["a link", "a file"])
def test_a_private_folder_is_no_link_and_no_file(tmp_path: Path, trap: str) -> None:
    path = tmp_path / "private"
    path.symlink_to(tmp_path) if trap == "a link" else path.write_text("")

    with pytest.raises(OSError):
        PrivateFolder(path).write("page", "secret")

    assert not (tmp_path / "page").exists()


def test_a_private_folder_that_was_opened_to_all_is_closed_again(tmp_path: Path) -> None:
    private = PrivateFolder(tmp_path / "private")
    private.write("page", "secret")
    private.path.chmod(0o777)

    private.write("page", "another")

    assert stat.S_IMODE(private.path.stat().st_mode) == 0o700


def test_a_private_folder_of_another_user_is_not_used(folder: Path) -> None:
    folder.chmod(0o777)
    assert as_nobody("mkdir", "-m", "777", str(folder / FOLDER)).returncode == 0

    with pytest.raises(PermissionError):
        PrivateFolder(folder / FOLDER).write("page", "secret")
    with pytest.raises(PermissionError):
        PrivateFolder(folder / FOLDER).read("page")
    assert Entrance(folder).new_page() is None
    assert list((folder / FOLDER).iterdir()) == []


# --- Another user of this machine -----------------------------------------------------------------


def test_another_user_finds_no_secret_and_does_not_get_in(folder: Path, browser: Path) -> None:
    with launched(folder, DISPLAY=":99", BROWSER=f"{browser} %s") as glimmers:
        page = Path(opened(browser).removeprefix("file://"))
        pages_token = token_of(LINK.findall(page.read_text())[0])
        key = json.loads((glimmers.door / f"{glimmers.port}.json").read_text())["key"]

        seen = as_nobody(
            "sh",
            "-c",
            "ps -eo args; cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null | tr '\\0' ' '",
        ).stdout

        assert str(page) in seen  # so the browser's own arguments are among what was seen
        assert not [
            secret for secret in (pages_token, token_of(glimmers.link), key) if secret in seen
        ]
        for path in (page, glimmers.door / f"{glimmers.port}.json", folder / "glimmers.db"):
            assert as_nobody("cat", str(path)).stdout == ""
        assert as_nobody("ls", str(glimmers.door)).returncode != 0
        host = f"127.0.0.1:{glimmers.port}"
        request = f"GET {{}} HTTP/1.0\\r\\nHost: {host}\\r\\n{{}}\\r\\n"
        asked = f"exec 3<>/dev/tcp/127.0.0.1/{glimmers.port}; printf '{request}' >&3; head -1 <&3"
        cookie = f"Cookie: glimmers_{glimmers.port}={pages_token}\\r\\n"
        for path, header in (
            ("/", ""),
            ("/docs", ""),
            ("/", cookie),
            ("/?launch=" + "0" * 32, ""),
            ("/main.dart.js", cookie),
        ):
            assert " 403 " in as_nobody("bash", "-c", asked.format(path, header)).stdout


def test_a_link_that_was_seen_after_its_use_is_of_no_use(folder: Path) -> None:
    with launched(folder) as glimmers:
        token = token_of(glimmers.link)
        assert ask(glimmers.port, f"/?launch={token}").status == 303

        assert ask(glimmers.port, f"/?launch={token}").status == 403
        for name in ("launch", f"glimmers_{glimmers.port}", f"glimmers_launch_{glimmers.port}"):
            assert ask(glimmers.port, "/", Cookie=f"{name}={token}").status == 403


# --- A second launch ------------------------------------------------------------------------------


def test_a_second_launch_tells_the_way_to_the_first(folder: Path, browser: Path) -> None:
    with launched(folder) as glimmers:
        again = launch_again(folder, glimmers.port, DISPLAY=":99", BROWSER=f"{browser} %s")

        assert (again.returncode, again.stderr) == (0, "")
        assert again.stdout.startswith(
            "Glimmers runs here already. A fresh link leads to it, once, within two minutes.\n"
        )
        (link,) = LINK.findall(again.stdout)
        assert link != glimmers.link
        page = Path(opened(browser).removeprefix("file://"))
        for way in (link, LINK.findall(page.read_text())[0]):
            assert ask(glimmers.port, "/?launch=" + token_of(way)).status == 303
        soon(page, gone=True)


def test_a_second_launch_with_another_journal_is_told_another_port(
    folder: Path, tmp_path: Path
) -> None:
    with launched(folder) as glimmers:
        again = launch_again(tmp_path / "another", glimmers.port)

    assert (again.returncode, again.stdout) == (1, "")
    assert again.stderr.strip() == (
        f"Port {glimmers.port} is taken by another program; choose another one, as in: "
        f"make run PORT={glimmers.port + 1}"
    )


class Impostor(BaseHTTPRequestHandler):
    """Has the port of a server that was killed, and plays what it heard back."""

    heard: ClassVar[list[str]] = []

    def do_POST(self) -> None:
        proof = self.headers["x-glimmers-proof"]
        self.heard.append(str(self.headers) + self.path)
        self.send_response(200)
        self.send_header("x-glimmers-proof", proof.partition(".")[2])
        self.end_headers()
        self.wfile.write(json.dumps({"link": "http://127.0.0.1:1/", "page": None}).encode())

    def log_message(self, format: str, *args: object) -> None:
        pass


def test_whoever_took_the_port_of_a_killed_server_cannot_pass_for_it_and_learns_nothing(
    folder: Path,
) -> None:
    port = free_port()
    with launched(folder, port) as glimmers:
        glimmers.process.kill()
        glimmers.process.wait()
    key = json.loads((folder / FOLDER / f"{port}.json").read_text())["key"]
    impostor = HTTPServer(("127.0.0.1", port), Impostor)
    threading.Thread(target=impostor.serve_forever, daemon=True).start()

    again = launch_again(folder, port)
    impostor.shutdown()
    impostor.server_close()

    assert (again.returncode, again.stdout) == (1, "")
    assert again.stderr.startswith(f"Port {port} is taken by another program;")
    assert len(Impostor.heard) == 1
    assert key not in Impostor.heard[0]


def test_whoever_took_the_port_cannot_keep_a_launch_waiting(tmp_path: Path) -> None:
    with socket.socket() as impostor:
        impostor.bind(("127.0.0.1", 0))
        impostor.listen()
        port = impostor.getsockname()[1]
        PrivateFolder(tmp_path / FOLDER).write(f"{port}.json", '{"key": "known to nobody else"}')
        threading.Thread(target=dribble, args=(impostor,), daemon=True).start()
        began = time.monotonic()

        assert way_to_first(tmp_path, port) is None
        assert time.monotonic() - began < SECONDS_TO_ANSWER + 2


def dribble(listening: socket.socket) -> None:
    connection, _address = listening.accept()
    with connection, contextlib.suppress(OSError):
        connection.send(b"HTTP/1.1 200 OK\r\n")
        while True:
            connection.send(b"X-A: b\r\n")
            time.sleep(0.1)


@pytest.mark.parametrize("proof", ["", "x", ".", "abc." + "0" * 64, "😀.x"])
def test_nobody_is_given_a_link_without_the_private_key(folder: Path, proof: str) -> None:
    with launched(folder) as glimmers:
        headers = {"x-glimmers-proof": proof.encode().decode("latin-1")} if proof else {}

        assert ask(glimmers.port, "/fresh-link", "POST", **headers).status == 403
        assert sorted(path.suffix for path in glimmers.door.iterdir()) == ["", ".json"]


@pytest.mark.parametrize("record", ["", "{", "[]", '{"key": 1}', '{"key": "x"}'])
def test_a_damaged_record_is_no_way(tmp_path: Path, record: str) -> None:
    PrivateFolder(tmp_path / FOLDER).write("8550.json", record)

    assert way_to_first(tmp_path, free_port()) is None


# --- Enter in the terminal ------------------------------------------------------------------------


class Terminal:
    """What a person sees and types."""

    def __init__(self, folder: Path) -> None:
        self._end, inner = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "main.py"],
            cwd=ROOT,
            env=environment(folder, 0),
            stdin=inner,
            stdout=inner,
            stderr=inner,
            text=True,
        )
        os.close(inner)
        self.seen = ""

    def type(self, text: str) -> None:
        os.write(self._end, text.encode())

    def reads(self, pattern: str) -> str:
        """What was written up to this pattern, and not seen before."""
        give_up = time.monotonic() + 20
        while not (found := re.search(pattern, self.seen)):
            assert time.monotonic() < give_up, self.seen
            if select.select([self._end], [], [], 0.1)[0]:
                self.seen += os.read(self._end, 4096).decode()
        shown, self.seen = self.seen[: found.end()], self.seen[found.end() :]
        return shown

    def close(self) -> None:
        with contextlib.suppress(OSError):
            os.close(self._end)


@pytest.fixture
def terminal(folder: Path) -> Iterator[Terminal]:
    terminal = Terminal(folder)
    yield terminal
    terminal.process.kill()
    terminal.process.wait()
    terminal.close()


def test_enter_prints_a_fresh_link(terminal: Terminal) -> None:
    shown = terminal.reads(
        r"Press Enter for a fresh link: each opens once, within two minutes\.\r\n"
    )
    (first,) = LINK.findall(shown)

    links = [first]
    for _press in range(2):
        terminal.type("\n")
        links += LINK.findall(terminal.reads(LINK.pattern))

    assert len(set(links)) == 3
    port = int(first.partition("127.0.0.1:")[2].partition("/")[0])
    for link in links:
        assert ask(port, "/?launch=" + token_of(link)).status == 303


@pytest.mark.parametrize("typed", ["", "\x04", "half a line"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_waiting_for_enter_does_not_keep_it_from_ending(
    terminal: Terminal, number: signal.Signals, typed: str
) -> None:
    terminal.reads("Press Enter")
    terminal.type(typed)
    time.sleep(0.2)
    began = time.monotonic()

    terminal.process.send_signal(number)

    assert terminal.process.wait(20) == 0
    assert time.monotonic() - began < 4
    assert "Error" not in terminal.seen


def test_without_a_terminal_nothing_is_said_of_enter(folder: Path) -> None:
    with launched(folder) as glimmers:
        glimmers.process.send_signal(signal.SIGTERM)

        assert glimmers.process.wait(20) == 0
        assert glimmers.process.stdout
        assert glimmers.process.stdout.read() == ""


def test_in_the_background_it_leaves_the_terminal_to_the_shell(folder: Path) -> None:
    """Whoever reads from a terminal in the background is stopped by the system, and would answer
    nobody."""
    program = (
        "import os, signal, subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, 'main.py'], process_group=0)\n"
        "time.sleep(4)\n"
        "print('STATE', "
        "open(f'/proc/{child.pid}/stat').read().rpartition(')')[2].split()[0], "
        "flush=True)\n"
        "child.kill()\n"
    )
    process, end = pty.fork()
    if process == 0:
        os.chdir(ROOT)
        os.execve(sys.executable, [sys.executable, "-c", program], environment(folder, 0))
    seen = b""
    with contextlib.suppress(OSError):
        while b"STATE" not in seen or not seen.endswith(b"\n"):
            seen += os.read(end, 4096)
            if b"Press Enter" in seen and b"typed" not in seen:
                os.write(end, b"typed for the shell\n")
    os.waitpid(process, 0)
    os.close(end)

    assert seen.count(b"Glimmers: ") == 1
    assert re.search(rb"STATE [SRD]", seen), seen
