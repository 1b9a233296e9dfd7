"""What each system is told to start, with awkward paths: read back by the system's own tools where
they are here, and by its documented rules where not.
"""

from __future__ import annotations

import json
import os
import plistlib
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from xml.etree import ElementTree

import pytest

from app.core.errors import BackgroundError
from app.platform.background import autostart, desk, program
from app.platform.background.autostart import Autostart, looks
from app.platform.background.launchd import Launchd
from app.platform.background.program import Program, this_program
from app.platform.background.systemd import Systemd
from app.platform.background.task_scheduler import TaskScheduler
from tests.tools import tool

AWKWARD = (
    "plain",
    "with two  spaces",
    "50%",
    "%h%%i",
    "$HOME ${X} $$ $(id)",
    "\"double\" 'single'",
    "back\\slash\\",
    "a;b&c|d>e<f*g?h#i~",
    "`id`",
    "naïve 日本 🌿 شمس",
    " leading and trailing ",
    "-dash=is",
    "\\n\\x41\\s",
    "</string>&amp;",
)


class System:
    """Does what it is told, and remembers it."""

    def __init__(self, *refuses: str) -> None:
        self.told: list[tuple[str, ...]] = []
        self.refuses = refuses

    def __call__(self, *command: str) -> bool:
        self.told.append(command)
        return not any(word in command for word in self.refuses)


def somewhere(name: str, folder: str = "/srv") -> Program:
    at = f"{folder}/{name}"
    return Program(python=f"{at}/bin/python", root=at, data=f"{at}/journal")


def content(way: Systemd | Autostart | Launchd) -> str:
    return Path(way.writes[0]).read_text(encoding="utf-8")


# --- A project that is started --------------------------------------------------------------------

TELLS = """\
import json, os, sys
with open(os.environ["TOLD"], "w") as file:
    json.dump({"arguments": sys.argv[1:], "folder": os.getcwd(), "python": sys.orig_argv[0]}, file)
"""


@pytest.fixture(params=AWKWARD)
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Program:
    """A Python, a project and a journal in a folder with such a name; the project writes down how
    it was started.
    """
    root = tmp_path / request.param
    (root / "app").mkdir(parents=True)
    (root / "app" / "__main__.py").write_text(TELLS)
    (root / "bin").mkdir()
    (root / "bin" / "python").symlink_to(sys.executable)
    return Program(python=f"{root}/bin/python", root=str(root), data=f"{root}/journal")


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], dict[str, object]]:
    """What the project wrote down, as soon as it has."""
    file = tmp_path / "told"
    monkeypatch.setenv("TOLD", str(file))

    def read() -> dict[str, object]:
        give_up = time.monotonic() + 20
        while time.monotonic() < give_up:
            if file.exists() and (text := file.read_text()):
                return json.loads(text)
            time.sleep(0.02)
        raise AssertionError("it was not started")

    return read


def started(program: Program, *more: str) -> dict[str, object]:
    return {
        "arguments": ["--data", program.data, "remind", "due", *more],
        "folder": program.root,
        "python": program.python,
    }


# --- systemd --------------------------------------------------------------------------------------


def words_of_systemd(line: str) -> list[str]:
    """A command line as systemd.service(5) and systemd.syntax(7) read it, written from these pages:
    words in double quotes, C escapes, `%%` for a percent sign, `$$` for a dollar.
    """
    words, rest = [], line
    while rest:
        found = re.match(r'"((?:[^"\\]|\\.)*)"(?: |$)', rest)
        assert found, rest
        word = re.sub(r"\\(.)", lambda escape: {"\\": "\\", '"': '"'}[escape[1]], found[1])
        assert not re.search(r"(?<!%)(?:%%)*%(?!%)", word), word
        assert not re.search(r"(?<!\$)(?:\$\$)*\$(?!\$)", word), word
        words.append(word.replace("%%", "%").replace("$$", "$"))
        rest = rest[found.end() :]
    return words


def exec_start(unit: str) -> str:
    (line,) = re.findall(r"^ExecStart=(.*)$", unit, re.MULTILINE)
    return line


def test_units_are_as_written_here(tmp_path):
    system = System()
    way = Systemd(somewhere("glimmers 50%"), config=tmp_path, tell=system)

    way.install()

    service, timer, _enabled = map(Path, way.writes)
    name = "glimmers-reminders-21b9e295"
    assert (service.name, timer.name) == (f"{name}.service", f"{name}.timer")
    assert service.read_text() == (
        "[Unit]\n"
        "Description=Glimmers: gentle reminders with Glimmers closed\n"
        "\n"
        "[Service]\n"
        "Type=oneshot\n"
        'ExecStart="/bin/sh" "-c" "exec >/dev/null 2>&1; cd \\"$$0\\" && [ -x \\"$$1\\" ] && '
        '[ -f app/__main__.py ] && exec \\"$$@\\"; exit 0" "/srv/glimmers 50%%" '
        '"/srv/glimmers 50%%/bin/python" "-m" "app" "--data" "/srv/glimmers 50%%/journal" '
        '"remind" "due"\n'
        "StandardOutput=null\n"
        "StandardError=null\n"
        "SuccessExitStatus=1\n"
        "TimeoutStartSec=2min\n"
    )
    assert timer.read_text() == (
        "[Unit]\n"
        "Description=Glimmers: gentle reminders with Glimmers closed\n"
        "\n"
        "[Timer]\n"
        "OnCalendar=*:0/5\n"
        "AccuracySec=30s\n"
        "\n"
        "[Install]\n"
        "WantedBy=timers.target\n"
    )
    assert system.told == [
        ("systemctl", "--user", "daemon-reload"),
        ("systemctl", "--user", "enable", "--now", f"{name}.timer"),
    ]


def test_what_a_unit_says_starts_just_that(project, told, tmp_path):
    way = Systemd(project, config=tmp_path / "config", tell=System())
    way.install()

    command = words_of_systemd(exec_start(content(way)))
    done = subprocess.run(command, cwd="/", capture_output=True, timeout=60)

    assert command == [*project.in_a_shell()]
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert told() == started(project)


def faults_of(way: Systemd, folder: Path) -> list[str]:
    """What systemd says of the units; of the machine it may say what it likes."""
    done = subprocess.run(
        [tool("systemd-analyze"), "--user", "verify", *way.writes[:2]],
        env={**os.environ, "XDG_RUNTIME_DIR": str(folder), "SYSTEMD_LOG_TARGET": "console"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    faults = [line for line in done.stderr.splitlines() if "glimmers-reminders" in line]
    return faults or ["it fails"] * (done.returncode != 0)


@pytest.mark.parametrize("name", AWKWARD)
def test_systemd_finds_nothing_wrong_with_the_units(tmp_path, name):
    way = Systemd(somewhere(name), config=tmp_path, tell=System())
    way.install()

    assert faults_of(way, tmp_path) == []


@pytest.mark.parametrize(
    ("right", "wrong"), [('"/bin/sh"', '"bin/sh"'), ('"due"', '"due'), ("Type=oneshot", "Type=one")]
)
def test_systemd_does_find_something_wrong_where_it_is(tmp_path, right, wrong):
    way = Systemd(somewhere("plain"), config=tmp_path, tell=System())
    way.install()
    service = Path(way.writes[0])
    service.write_text(service.read_text().replace(right, wrong))

    assert faults_of(way, tmp_path) != []


def test_twice_is_the_same_and_uninstalling_leaves_no_trace(tmp_path):
    config = tmp_path / "config"
    config.mkdir()
    way = Systemd(somewhere("plain"), config=config, tell=System())
    first = way.install()
    before = {path: os.stat(path).st_mtime_ns for path in first}

    assert way.install() == first == way.writes[:2]
    assert {path: os.stat(path).st_mtime_ns for path in first} == before
    assert {oct(os.stat(path).st_mode & 0o777) for path in first} == {"0o600"}

    assert way.uninstall() == first
    assert list(config.iterdir()) == []
    assert way.uninstall() == ()


def test_uninstalling_takes_the_link_of_systemd_too_where_that_does_not_answer(tmp_path):
    way = Systemd(somewhere("plain"), config=tmp_path, tell=System())
    way.install()
    enabled = Path(way.writes[2])
    enabled.parent.mkdir()
    enabled.symlink_to(way.writes[1])

    silent = Systemd(somewhere("plain"), config=tmp_path, tell=System("--user"))

    assert silent.uninstall() == way.writes
    assert list(tmp_path.iterdir()) == []


def test_what_others_have_put_there_stays(tmp_path):
    way = Systemd(somewhere("plain"), config=tmp_path, tell=System())
    another = Systemd(somewhere("another"), config=tmp_path, tell=System())
    units = tmp_path / "systemd" / "user"
    units.mkdir(parents=True)
    (units / "theirs.timer").write_text("[Timer]")
    way.install()
    another.install()

    way.uninstall()

    assert {path.name for path in units.iterdir()} == {
        "theirs.timer",
        *(Path(name).name for name in another.installed()),
    }


@pytest.mark.parametrize("refused", ["daemon-reload", "enable"])
def test_where_systemd_refuses_nothing_stays(tmp_path, refused):
    way = Systemd(somewhere("plain"), config=tmp_path, tell=System(refused))

    with pytest.raises(BackgroundError) as error:
        way.install()

    assert error.value.why == "refused"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_named_and_nothing_stays(tmp_path):
    (tmp_path / "systemd").write_text("somebody's file")
    way = Systemd(somewhere("plain"), config=tmp_path, tell=System())

    with pytest.raises(BackgroundError) as error:
        way.install()

    assert (error.value.why, error.value.data["file"]) == ("not written", way.writes[0])
    assert [path.name for path in tmp_path.iterdir()] == ["systemd"]


def test_what_cannot_be_taken_away_is_named(tmp_path):
    way = Systemd(somewhere("plain"), config=tmp_path, tell=System())
    way.install()
    service = Path(way.writes[0])
    service.unlink()
    (service / "held").mkdir(parents=True)  # a folder of its name, which no file's deletion takes

    with pytest.raises(BackgroundError) as error:
        way.uninstall()

    assert (error.value.why, error.value.data["files"]) == ("left", str(service))


# --- A desktop entry ------------------------------------------------------------------------------


@pytest.fixture
def entry(project: Program, tmp_path: Path) -> Autostart:
    """An entry that was written, and nothing started yet."""
    way = Autostart(project, config=tmp_path / "config", start=lambda _command: None)
    way.install()
    return way


def test_a_desktop_starts_just_what_its_entry_says(entry, project, told):
    launch, validate = tool("gio"), tool("desktop-file-validate")
    (file,) = entry.writes

    valid = subprocess.run([validate, file], capture_output=True, text=True, timeout=60)
    subprocess.run([launch, "launch", file], check=True, cwd="/", timeout=60)

    assert (valid.returncode, valid.stdout) == (0, "")
    assert told() == started(project, "--while", file)


def test_the_entry_is_as_written_here(tmp_path):
    way = Autostart(somewhere("a $1 50%"), config=tmp_path, start=lambda _command: None)

    way.install()

    (file,) = way.writes
    assert Path(file).name == "glimmers-reminders-acd1edb9.desktop"
    assert content(way) == (
        "[Desktop Entry]\n"
        "Type=Application\n"
        "Name=Glimmers: gentle reminders with Glimmers closed\n"
        'Exec="/bin/sh" "-c" "exec >/dev/null 2>&1; cd \\\\"\\\\$0\\\\" && [ -x \\\\"\\\\$1\\\\" ] '
        '&& [ -f app/__main__.py ] && exec \\\\"\\\\$@\\\\"; exit 0" "/srv/a \\\\$1 50%%" '
        '"/srv/a \\\\$1 50%%/bin/python" "-m" "app" "--data" "/srv/a \\\\$1 50%%/journal" '
        f'"remind" "due" "--while" "{file}"\n'
        "Terminal=false\n"
        "NoDisplay=true\n"
    )


@pytest.mark.parametrize("project", ["plain", "with two  spaces"], indirect=True)
def test_installing_starts_it_at_once_and_uninstalling_leaves_no_trace(project, told, tmp_path):
    config = tmp_path / "config"
    config.mkdir()
    way = Autostart(project, config=config, start=autostart.start)

    assert way.install() == way.writes
    assert told() == started(project, "--while", way.writes[0])
    assert way.uninstall() == way.writes
    assert list(config.iterdir()) == []
    assert way.uninstall() == ()


def test_while_somebody_stays_for_it_no_other_is_started(tmp_path):
    begun: list[Sequence[str]] = []
    way = Autostart(somewhere("plain"), config=tmp_path, start=begun.append)
    way.install()
    looking = looks(Path(way.writes[0]))
    next(looking)

    way.install()
    stayed = len(begun)
    looking.close()
    way.install()

    assert (stayed, len(begun)) == (1, 2)
    assert begun == [somewhere("plain").in_a_shell("--while", way.writes[0])] * 2


def test_it_looks_as_long_as_the_entry_is_there(tmp_path):
    entry = tmp_path / "entry"
    entry.write_text("x")
    looking = looks(entry, every=0.05, step=0.01)

    next(looking)
    begun = time.monotonic()
    next(looking)
    waited = time.monotonic() - begun
    entry.unlink()

    assert waited > 0.03
    assert list(looking) == []


def test_an_entry_that_was_written_anew_has_its_own_looks(tmp_path):
    entry = tmp_path / "entry"
    entry.write_text("x")
    looking = looks(entry, every=0.01, step=0.01)
    next(looking)

    other = tmp_path / "other"
    other.write_text("y")
    other.replace(entry)

    assert list(looking) == []
    assert list(looks(tmp_path / "none")) == []


def test_of_two_one_looks_and_the_other_follows_it(tmp_path, monkeypatch):
    entry = tmp_path / "entry"
    entry.write_text("x")
    first, second = (looks(entry, every=60, step=0.01) for _ in range(2))
    next(first)
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 3:
            first.close()

    monkeypatch.setattr(autostart.time, "sleep", sleep)
    next(second)

    assert len(slept) == 3


def test_a_clock_that_leaps_is_looked_at_and_does_not_silence_it(tmp_path, monkeypatch):
    entry = tmp_path / "entry"
    entry.write_text("x")
    now = [1_000_000.0]
    monkeypatch.setattr(autostart.time, "time", lambda: now[0])
    monkeypatch.setattr(autostart.time, "sleep", lambda _seconds: None)
    looking = looks(entry, every=300)
    next(looking)

    for leap in (301, -400, 8 * 3600):  # five minutes, the clock set back, a night of sleep
        now[0] += leap
        next(looking)


def test_where_the_program_has_gone_it_ends(tmp_path, monkeypatch):
    entry = tmp_path / "entry"
    entry.write_text("x")
    monkeypatch.setattr(autostart, "ROOT", tmp_path / "gone")

    assert list(looks(entry)) == []


# --- What is started where something has gone -----------------------------------------------------


@pytest.mark.parametrize("project", ["plain"], indirect=True)
@pytest.mark.parametrize("gone", ["root", "python", "project"])
def test_where_something_has_gone_nothing_is_said_and_nothing_fails(project, told, gone):
    if gone == "root":
        shutil.move(project.root, project.root + " elsewhere")
    elif gone == "python":
        Path(project.python).unlink()
    else:
        (Path(project.root) / "app" / "__main__.py").unlink()

    done = subprocess.run(project.in_a_shell(), cwd="/", capture_output=True, timeout=60)

    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


@pytest.mark.parametrize("project", ["plain"], indirect=True)
def test_a_traceback_of_what_is_started_goes_nowhere(project):
    (Path(project.root) / "app" / "__main__.py").write_text("raise SystemError('words')")

    done = subprocess.run(project.in_a_shell(), cwd="/", capture_output=True, timeout=60)

    assert (done.returncode, done.stdout, done.stderr) == (1, b"", b"")


# --- macOS ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", AWKWARD)
def test_an_agent_is_a_property_list_with_just_this(tmp_path, name):
    way = Launchd(somewhere(name), home=tmp_path, user=501, tell=System())

    (file,) = way.install()

    assert plistlib.loads(Path(file).read_bytes()) == {
        "Label": Path(file).stem,
        "ProgramArguments": [*somewhere(name).in_a_shell()],
        "StartInterval": 300,
        "RunAtLoad": True,
        "ProcessType": "Background",
        "LimitLoadToSessionType": "Aqua",
    }


def test_launchd_is_told_as_its_manual_has_it(tmp_path):
    system = System()
    way = Launchd(somewhere("plain"), home=tmp_path, user=501, tell=system)
    agents = tmp_path / "Library" / "LaunchAgents"
    label = "app.glimmers.reminders.1b1700e2"

    assert way.install() == way.install() == way.writes == (str(agents / f"{label}.plist"),)
    assert (
        system.told
        == [
            ("launchctl", "bootout", f"gui/501/{label}"),
            ("launchctl", "bootstrap", "gui/501", way.writes[0]),
        ]
        * 2
    )
    system.told.clear()
    assert way.uninstall() == way.writes
    assert system.told == [("launchctl", "bootout", f"gui/501/{label}")]
    assert list(agents.iterdir()) == []
    assert way.uninstall() == ()


def test_where_launchd_refuses_nothing_stays(tmp_path):
    way = Launchd(somewhere("plain"), home=tmp_path, user=501, tell=System("bootstrap"))

    with pytest.raises(BackgroundError) as error:
        way.install()

    assert error.value.why == "refused"
    assert way.installed() == ()


# --- Windows --------------------------------------------------------------------------------------

WINDOWS = (
    "C:\\Users\\Ada\\glimmers",
    "C:\\Program Files\\naïve 日本 🌿",
    "D:\\R&D <2>\\it's",
    "C:\\50% of $HOME",
    "C:\\ends with a slash \\",
)
SCHEMA = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"
IN_ORDER = {
    "TimeTrigger": ["Enabled", "StartBoundary", "EndBoundary", "Repetition", "ExecutionTimeLimit"],
}
"""Of the types that Microsoft's schema describes as sequences."""
KNOWN = {
    "Task": {"RegistrationInfo", "Triggers", "Settings", "Data", "Principals", "Actions"},
    "RegistrationInfo": {"URI", "Author", "Version", "Description", "Date", "Source"},
    "Triggers": {"TimeTrigger", "CalendarTrigger", "LogonTrigger"},
    "TimeTrigger": {*IN_ORDER["TimeTrigger"], "RandomDelay"},
    "Repetition": {"Interval", "Duration", "StopAtDurationEnd"},
    "Principals": {"Principal"},
    "Principal": {"UserId", "LogonType", "GroupId", "DisplayName", "RunLevel"},
    "Settings": {
        "AllowStartOnDemand", "RestartOnFailure", "MultipleInstancesPolicy", "AllowHardTerminate",
        "DisallowStartIfOnBatteries", "StopIfGoingOnBatteries", "StartWhenAvailable",
        "RunOnlyIfNetworkAvailable", "NetworkSettings", "WakeToRun", "Enabled", "Hidden",
        "DeleteExpiredTaskAfter", "ExecutionTimeLimit", "Priority", "RunOnlyIfIdle", "IdleSettings",
    },
    "Actions": {"Exec", "ComHandler", "SendEmail", "ShowMessage"},
    "Exec": {"Command", "Arguments", "WorkingDirectory"},
}  # fmt: skip
"""What may stand in each, as it is documented."""


def words_of_windows(line: str) -> list[str]:
    """As Microsoft's C runtime splits a command line, written from its documentation: quotes hold
    words together, and of backslashes only those before a quote count in pairs.
    """
    words, word, quoted, begun, at = [], "", False, False, 0
    while at < len(line):
        slashes = len(line) - at - len(line[at:].lstrip("\\"))
        if slashes and line[at + slashes : at + slashes + 1] == '"':
            word += "\\" * (slashes // 2)
            at += slashes
            if slashes % 2:
                word, at = word + '"', at + 1
            begun = True
            continue
        if slashes:
            word, at, begun = word + "\\" * slashes, at + slashes, True
            continue
        sign, at = line[at], at + 1
        if sign == '"':
            quoted, begun = not quoted, True
        elif sign in " \t" and not quoted:
            words, word, begun = ([*words, word] if begun else words), "", False
        else:
            word, begun = word + sign, True
    return [*words, word] if begun else words


class Scheduler(System):
    """Takes tasks, and reads their files while they are there."""

    def __init__(self, *refuses: str) -> None:
        super().__init__(*refuses)
        self.tasks: dict[str, bytes] = {}

    def __call__(self, *command: str) -> bool:
        done = super().__call__(*command)
        assert command[0] == "schtasks"
        name = command[command.index("/TN") + 1]
        if not done:
            return False
        if command[1] == "/Create":
            self.tasks[name] = Path(command[command.index("/XML") + 1]).read_bytes()
        elif command[1] == "/Delete":
            return self.tasks.pop(name, None) is not None
        return name in self.tasks


def windows(at: str) -> Program:
    return Program(python=f"{at}\\Scripts\\python.exe", root=at, data=f"{at}\\my journal\\")


@pytest.mark.parametrize("at", WINDOWS)
def test_a_task_is_as_microsoft_documents_it(at):
    scheduler = Scheduler()
    way = TaskScheduler(windows(at), tell=scheduler)

    (name,) = way.install()

    content = scheduler.tasks[name]
    assert content.startswith(b"\xff\xfe")
    text = content.decode("utf-16")
    assert text.startswith('<?xml version="1.0" encoding="UTF-16"?>\r\n')
    task = ElementTree.fromstring(content)
    for element in task.iter():
        inside = [child.tag.removeprefix(SCHEMA) for child in element]
        tag = element.tag.removeprefix(SCHEMA)
        assert set(inside) <= KNOWN.get(tag, set())
        if tag in IN_ORDER:
            assert inside == [one for one in IN_ORDER[tag] if one in inside]
    say = {
        child.tag.removeprefix(SCHEMA): child.text
        for child in task.iterfind(f"{SCHEMA}Actions/{SCHEMA}Exec/*")
    }
    assert say["Command"] == windows(at).python
    assert say["WorkingDirectory"] == at
    assert words_of_windows(say["Arguments"]) == [*windows(at).arguments()]
    assert task.findtext(f".//{SCHEMA}Interval") == "PT5M"
    assert task.find(f"{SCHEMA}Actions").get("Context") == task.find(f".//{SCHEMA}Principal").get(
        "id"
    )


def test_a_task_is_as_written_here():
    scheduler = Scheduler()
    golden = Path(__file__).with_name("task.txt").read_text(encoding="utf-8")

    (name,) = TaskScheduler(windows(WINDOWS[2]), tell=scheduler).install()

    assert re.fullmatch(r"glimmers-reminders-[0-9a-f]{8}", name)
    assert scheduler.tasks[name].decode("utf-16").replace("\r\n", "\n") == golden


def test_twice_is_the_same_task_and_it_is_taken_out():
    scheduler = Scheduler()
    way = TaskScheduler(windows(WINDOWS[0]), tell=scheduler)

    assert way.installed() == way.uninstall() == ()
    assert way.install() == way.install() == way.installed() == way.writes
    assert len(scheduler.tasks) == 1
    file = scheduler.told[-2][scheduler.told[-2].index("/XML") + 1]
    assert not Path(file).exists()

    assert way.uninstall() == way.writes
    assert scheduler.tasks == {}


@pytest.mark.parametrize(("refuses", "why"), [("/Create", "refused"), ("/Delete", "left")])
def test_what_the_scheduler_refuses_is_told(refuses, why):
    way = TaskScheduler(windows(WINDOWS[0]), tell=Scheduler(refuses))

    def there_and_back() -> None:
        way.install()
        way.uninstall()

    with pytest.raises(BackgroundError) as error:
        there_and_back()

    assert error.value.why == why


@pytest.mark.parametrize("at", ["C:\\%USERNAME%", "C:\\50% or 60%", "C:\\$(Arg0)"])
def test_a_path_that_windows_would_replace_is_refused(at):
    scheduler = Scheduler()

    with pytest.raises(BackgroundError) as error:
        TaskScheduler(windows(at), tell=scheduler).install()

    assert error.value.why == "replaced"
    assert scheduler.told == []


@pytest.mark.parametrize("name", ["python.exe", "Python.exe", "python3.12.exe"])
def test_a_task_opens_no_window_where_python_has_a_way(tmp_path, monkeypatch, name):
    silent = f"{WINDOWS[0]}\\pythonw.exe"
    at = WINDOWS[0]
    monkeypatch.chdir(tmp_path)
    Path(silent).touch()
    scheduler = Scheduler()
    program = Program(python=f"{at}\\{name}", root=at, data=at)

    TaskScheduler(program, tell=scheduler).install()

    (content,) = scheduler.tasks.values()
    assert f"<Command>{silent}</Command>" in content.decode("utf-16")


# --- This desk ------------------------------------------------------------------------------------


def test_this_program_is_named_by_whole_paths(tmp_path):
    found = this_program(tmp_path)

    assert (found.python, found.root, found.data) == (
        sys.executable,
        str(Path(__file__).parents[3]),
        str(tmp_path),
    )
    assert (Path(found.root) / "app" / "__main__.py").exists()


@pytest.mark.parametrize("name", ["a\nb", "a\rb", "\x1b[1m", "a\x85", "\udcff", "\ufffe", "\u2028"])
def test_a_path_that_no_system_can_write_down_is_refused(tmp_path, name):
    with pytest.raises(BackgroundError) as error:
        this_program(tmp_path / name)

    assert error.value.why == "path"
    assert desk.Desk(tmp_path / name).installed() == desk.Desk(tmp_path / name).uninstall() == []


def test_settings_in_a_folder_of_such_a_name_are_refused_too(tmp_path, monkeypatch, here):
    monkeypatch.setenv("XDG_CONFIG_HOME", "/srv/a\nb")

    with pytest.raises(BackgroundError) as error:
        desk.Desk(tmp_path).install()

    assert error.value.why == "path"


def test_a_journal_is_the_same_by_another_way_to_its_folder(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path)
    there, by_link, other = (
        this_program(path).id for path in (tmp_path, tmp_path / "link", tmp_path / "other")
    )

    assert there == by_link != other


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A person's settings in a folder, and no systemd of theirs."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.delenv("FLET_PLATFORM", raising=False)
    monkeypatch.setattr(autostart, "start", lambda _command: None)
    return tmp_path / "config"


def test_an_app_of_its_own_cannot_be_started_so(tmp_path, monkeypatch, here):
    monkeypatch.setenv("FLET_PLATFORM", "linux")
    packaged = desk.Desk(tmp_path)

    for ask in (packaged.writes, packaged.install):
        with pytest.raises(BackgroundError) as error:
            ask()
        assert error.value.why == "packaged"
    assert packaged.installed() == packaged.uninstall() == []


def test_a_desk_with_a_systemd_has_a_timer_and_one_without_an_entry(tmp_path, monkeypatch, here):
    answers = System("show-environment")
    monkeypatch.setattr(desk, "tell", answers)
    this = desk.Desk(tmp_path)

    assert [Path(name).suffix for name in this.install()] == [".desktop"]
    assert this.installed() == [*this.writes()]

    answers.refuses = ()
    assert [Path(name).suffix for name in this.install()] == [".service", ".timer"]
    assert [Path(name).suffix for name in this.installed()] == [".service", ".timer"]
    before = {name: Path(name).read_bytes() for name in this.installed()}

    answers.refuses = ("--user",)  # a shell that is not of their session
    with pytest.raises(BackgroundError):
        this.install()
    assert {name: Path(name).read_bytes() for name in this.installed()} == before
    assert len(this.uninstall()) == 2
    assert list(here.iterdir()) == []


def test_the_way_of_before_goes_only_once_another_is_sure(tmp_path, monkeypatch, here):
    answers = System("show-environment")
    monkeypatch.setattr(desk, "tell", answers)
    this = desk.Desk(tmp_path)
    this.install()

    answers.refuses = ("daemon-reload",)  # a systemd has come, and will not
    with pytest.raises(BackgroundError):
        this.install()

    assert [Path(name).suffix for name in this.installed()] == [".desktop"]


def test_one_way_that_stays_is_named_and_keeps_no_other_from_going(tmp_path, monkeypatch, here):
    answers = System("show-environment")
    monkeypatch.setattr(desk, "tell", answers)
    this = desk.Desk(tmp_path)
    this.install()
    service, *_ = Systemd(this_program(tmp_path), config=here, tell=System()).install()
    Path(service).unlink()
    (Path(service) / "held").mkdir(parents=True)  # a folder of its name, which stays

    with pytest.raises(BackgroundError) as error:
        this.uninstall()

    assert (error.value.why, error.value.data["files"]) == ("left", service)
    assert this.installed() == [service]


def test_settings_are_where_the_specification_has_them(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    for named, folder in (
        (str(tmp_path / "x"), tmp_path / "x"),
        ("relative", tmp_path / ".config"),
        ("", tmp_path / ".config"),
    ):
        monkeypatch.setenv("XDG_CONFIG_HOME", named)
        assert desk._config() == folder


def test_a_program_of_the_systems_that_is_not_there_or_fails_was_not_told():
    assert program.tell("true")
    assert not program.tell("false")
    assert not program.tell("no such program of anybody’s")
