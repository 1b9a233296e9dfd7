"""The journal from a terminal: every line of its contract, as real processes."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from app.core.glimmers import Draft
from app.core.photos import Photo, PhotoId
from app.core.when.times import at_moment
from storage.database.signature import SCHEMA
from storage.journal import Journal
from tests import processes

ROOT = Path(__file__).parents[2]
Run = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "journal"


@pytest.fixture
def run(folder: Path) -> Run:
    """Runs one command in `folder`; stdin, environment and streams as asked. `started=True` starts
    Python for it.
    """

    def run(
        *arguments: str | bytes,
        stdin: bytes = b"",
        env: dict[str, str] | None = None,
        **streams: Any,
    ) -> subprocess.CompletedProcess[bytes]:
        environment = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith(("GLIMMERS", "FLET", "PYTHON", "LC_", "LANG"))
        }
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | streams
        given = {} if "stdin" in streams else {"input": stdin}
        return processes.run(
            "--data", str(folder), *arguments, env=environment | (env or {}), **given, **streams
        )

    return run


@pytest.fixture
def ask(run: Run) -> Callable[..., Any]:
    """Runs one command that must succeed, and reads its JSON."""

    def ask(*arguments: str | bytes, **how: Any) -> Any:
        done = run("--json", *arguments, **how)
        assert (done.returncode, done.stderr) == (0, b""), done.stderr.decode()
        assert done.stdout.endswith(b"\n")
        return json.loads(done.stdout.decode("utf-8"))

    return ask


def assert_refused(done: subprocess.CompletedProcess[bytes], *, code: int = 1) -> str:
    """Words on stderr and nothing else anywhere."""
    words = done.stderr.decode("utf-8")
    assert done.returncode == code
    assert done.stdout == b""
    assert words.strip()
    assert "Traceback" not in words
    if code == 1:
        assert len(words.splitlines()) == 1
        assert words.rstrip().endswith((".", "”."))
    return words


def days_ago(days: int) -> str:
    return str(datetime.now().astimezone().date() - timedelta(days=days))


# keep ---------------------------------------------------------------------------------------------


def test_keep_prints_the_id_and_nothing_else(run):
    done = run("keep", "steam", "over", "the", "cup")

    assert (done.returncode, done.stderr) == (0, b"")
    assert UUID(done.stdout.decode().strip()).version == 7
    assert done.stdout.endswith(b"\n")


def test_keep_with_json_prints_the_glimmer_in_its_shape(ask):
    before = datetime.now().astimezone()

    glimmer = ask("keep", "steam", "over", "the cup", "--around", "--love")

    assert list(glimmer) == [
        "id", "note", "pathway", "when", "kept_at", "changed_at", "loved", "photos", "people",
        "places", "tags", "removed_at",
    ]  # fmt: skip
    assert list(glimmer["when"]) == ["text", "start", "end", "precision"]
    assert (glimmer["note"], glimmer["pathway"], glimmer["loved"], glimmer["removed_at"]) == (
        "steam over the cup",
        "around",
        True,
        None,
    )
    assert glimmer["when"]["precision"] == "moment"
    assert (
        glimmer["when"]["start"]
        == glimmer["when"]["end"]
        == glimmer["kept_at"]
        == glimmer["changed_at"]
    )
    kept = datetime.fromisoformat(glimmer["kept_at"])
    assert kept.utcoffset() is not None
    assert before - timedelta(seconds=1) <= kept <= datetime.now().astimezone()
    assert [glimmer[name] for name in ("photos", "people", "places", "tags")] == [[], [], [], []]


def test_keep_without_words_keeps_a_wordless_glimmer(ask):
    assert ask("keep")["note"] == ""


def test_keep_takes_json_before_and_behind_the_command(run, folder):
    for arguments in (("--json", "keep"), ("keep", "--json")):
        assert json.loads(run(*arguments).stdout)["note"] == ""


def test_keep_reads_its_words_from_stdin(ask):
    assert (
        ask("keep", "-", stdin="first line\nsecond: Ærø ☕\n".encode())["note"]
        == "first line\nsecond: Ærø ☕"
    )
    assert ask("keep", "-", stdin=b"")["note"] == ""
    assert ask("keep", "-", stdin=b"windows\r\nin two lines\r\n")["note"] == "windows\nin two lines"
    assert ask("keep", "-", stdin=b"\xef\xbb\xbfmarked")["note"] == "marked"


def test_keep_takes_words_that_look_like_options_behind_two_dashes(ask):
    assert ask("keep", "--love", "--", "--within", "-")["note"] == "--within -"


@pytest.mark.parametrize("pathway", ["within", "around", "between"])
def test_keep_takes_each_pathway(ask, pathway):
    assert ask("keep", f"--{pathway}")["pathway"] == pathway


def test_keep_says_who_where_and_what_as_often_as_wanted(ask):
    who = (
        "--person",
        "Noor",
        "--person",
        "Jean-Luc",
        "--place",
        "Elbstrand",
        "--tag",
        "tea",
        "--tag",
        "家",
    )

    kept = ask("keep", "steam", *who)

    assert (kept["people"], kept["places"], kept["tags"]) == (
        ["Noor", "Jean-Luc"],
        ["Elbstrand"],
        ["tea", "家"],
    )
    assert ask("show", kept["id"]) == kept
    assert ask("list") == [kept]


def test_keep_knows_a_name_by_its_first_spelling(ask):
    ask("keep", "--person", "Émile")

    assert ask("keep", "--person", " e\u0301MILE")["people"] == ["Émile"]


@pytest.mark.parametrize("name", ["a\nb", "x" * 81, b"\xff\xfe"])
def test_keep_refuses_what_is_no_name_and_keeps_nothing(run, ask, name):
    words = assert_refused(run("keep", "steam", "--person", name))

    assert "name" in words
    assert "xxx" not in words
    assert ask("list") == []


def test_keep_refuses_two_pathways_as_wrong_usage(run):
    words = assert_refused(run("keep", "--within", "--around"), code=2)

    assert "one pathway" in words


@pytest.mark.parametrize(
    ("text", "precision", "start", "end"),
    [
        ("14 March 2019", "day", "2019-03-14", "2019-03-14"),
        (
            "2019-03-14T18:30:00+01:00",
            "moment",
            "2019-03-14T18:30:00+01:00",
            "2019-03-14T18:30:00+01:00",
        ),
        ("March 2019", "month", "2019-03-01", "2019-03-31"),
        ("winter 2004", "season", "2004-12-01", "2005-02-28"),
        ("late 2019", "year", "2019-09-01", "2019-12-31"),
        ("the 90s", "decade", "1990-01-01", "1999-12-31"),
        ("about 1987", "about", "1985-01-01", "1989-12-31"),
        ("when I was small", "life", None, None),
        ("free: the blue time", "life", None, None),
    ],
)
def test_keep_takes_times_of_every_precision(ask, text, precision, start, end):
    when = ask("keep", "--when", text)["when"]

    assert (when["precision"], when["start"], when["end"]) == (precision, start, end)


@pytest.mark.parametrize(("text", "back"), [("today", 0), ("yesterday", 1)])
def test_keep_takes_a_day_as_seen_from_today(ask, text, back):
    before = days_ago(back)
    when = ask("keep", "--when", text)["when"]
    after = days_ago(back)  # another one where midnight has passed

    assert (when["precision"], when["end"]) == ("day", when["start"])
    assert when["start"] in (before, after)


@pytest.mark.parametrize("text", ["tomorrow", "03/04/2024", "banana", "", "free:", "2019-02-30"])
def test_keep_refuses_a_time_it_does_not_understand_naming_two_ways_and_keeps_nothing(
    run, ask, text
):
    words = assert_refused(run("keep", "words", "--when", text))

    assert words.count("“") >= 2
    assert ask("list") == []


@pytest.mark.alone
def test_keep_is_quick_and_leaves_flet_alone(run, folder):
    took = []
    for _ in range(5):
        began = time.perf_counter()
        assert run("keep", started=True).returncode == 0
        took.append(time.perf_counter() - began)
    command = [
        sys.executable,
        "-X",
        "importtime",
        "-m",
        "app",
        "--data",
        str(folder),
        "keep",
        "words",
    ]
    imported = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stderr

    assert min(took) < 0.6
    for module in ("flet", "edtf", "uvicorn", "PIL"):
        assert f" {module}\n" not in imported


# list, show ---------------------------------------------------------------------------------------


def test_list_is_newest_first_and_life_last(run, ask):
    for text in ("as a child", "2019", "yesterday", "now", "about 1987"):
        run("keep", text, "--when", text)

    assert [glimmer["note"] for glimmer in ask("list")] == [
        "now",
        "yesterday",
        "2019",
        "about 1987",
        "as a child",
    ]


def test_list_goes_on_before_an_id_and_stops_at_its_limit(run, ask):
    for year in range(2000, 2007):
        run("keep", str(year), "--when", str(year))

    first = ask("list", "--limit", "3")
    rest = ask("list", "--limit", "99999999999999999999", "--before", first[-1]["id"])

    assert [glimmer["note"] for glimmer in first + rest] == [
        str(year) for year in range(2006, 1999, -1)
    ]


def test_list_in_words_is_a_line_for_each(run):
    run("keep", "two\nlines", "--when", "14 March 2019")
    done = run("list")

    (line,) = done.stdout.decode().splitlines()
    assert line.endswith("14 March 2019  two lines")


def test_list_of_an_empty_journal_is_an_empty_array(run, ask):
    assert ask("list") == ask("list", "--bin") == []
    assert run("list").stdout == b""


def test_show_tells_one_glimmer(run, ask):
    kept = ask("keep", "rain", "--between")

    assert ask("show", kept["id"]) == kept
    shown = run("show", kept["id"]).stdout.decode()
    assert kept["id"] in shown
    assert "rain" in shown
    assert "between" in shown


# change, remove, put-back -------------------------------------------------------------------------


def test_change_changes_what_is_named_and_nothing_else(ask):
    kept = ask("keep", "rain", "--between", "--love", "--when", "2019")

    noted = ask("change", kept["id"], "--note", "heavy rain")
    moved = ask("change", kept["id"], "--when", "winter 2004", "--no-love")
    bare = ask("change", kept["id"], "--no-pathway", "--note", "")

    assert noted == kept | {"note": "heavy rain", "changed_at": noted["changed_at"]}
    assert noted["changed_at"] > kept["changed_at"]
    assert moved == noted | {
        "when": moved["when"],
        "loved": False,
        "changed_at": moved["changed_at"],
    }
    assert moved["when"]["text"] == "winter 2004"
    assert bare == moved | {"note": "", "pathway": None, "changed_at": bare["changed_at"]}
    assert ask("show", kept["id"]) == bare


def test_change_sets_the_whole_list_of_names_and_leaves_the_others(ask):
    kept = ask("keep", "--person", "Noor", "--person", "Bo", "--place", "Elbstrand", "--tag", "tea")

    changed = ask("change", kept["id"], "--person", "Cem", "--person", "noor", "--tag", "")

    assert changed == kept | {
        "people": ["Cem", "Noor"],
        "tags": [],
        "changed_at": changed["changed_at"],
    }
    assert ask("show", kept["id"]) == changed


def test_show_in_words_says_who_where_and_what(run):
    id = (
        run(
            "keep",
            "steam",
            "--person",
            "Noor",
            "--person",
            "Bo",
            "--place",
            "Elbstrand",
            "--tag",
            "tea",
        )
        .stdout.decode()
        .strip()
    )

    assert "people: Noor · Bo, places: Elbstrand, tags: tea" in run("show", id).stdout.decode()


def test_photos_are_in_the_answer_and_counted(run, ask, folder):
    kept = ask("keep")
    now = datetime.now().astimezone()
    journal = Journal.open(folder / "glimmers.db")
    journal.photos.attach(
        kept["id"],
        [Photo(id=PhotoId("a" * 64), width=40, height=30, media_type="image/jpeg", size=9)],
        at=now,
    )
    journal.photos.describe(kept["id"], PhotoId("a" * 64), "a heron on one leg", at=now)
    journal.close()

    photos = [{"id": "a" * 64, "width": 40, "height": 30, "description": "a heron on one leg"}]
    assert ask("show", kept["id"])["photos"] == ask("list")[0]["photos"] == photos
    assert "photos: 1" in run("show", kept["id"]).stdout.decode()
    assert json.loads(run("doctor", "--json").stdout)["photos"] == 1
    assert ask("remove", kept["id"], "--for-good")["photos"] == photos


def test_change_without_anything_to_change_is_wrong_usage(run, ask):
    kept = ask("keep")

    assert_refused(run("change", kept["id"]), code=2)
    assert_refused(run("change", kept["id"], "--within", "--no-pathway"), code=2)


def test_change_to_a_time_it_does_not_understand_changes_nothing(run, ask):
    kept = ask("keep", "rain")

    assert_refused(run("change", kept["id"], "--note", "snow", "--when", "banana"))

    assert ask("show", kept["id"]) == kept


def test_remove_and_put_back_go_through_the_bin(ask):
    kept = ask("keep", "rain")

    removed = ask("remove", kept["id"])
    assert datetime.fromisoformat(removed["removed_at"]).utcoffset() is not None
    assert (ask("list"), ask("list", "--bin")) == ([], [removed])
    back = ask("put-back", kept["id"])

    assert back == kept | {"changed_at": back["changed_at"]}
    assert (ask("list"), ask("list", "--bin")) == ([back], [])


def test_remove_for_good_passes_the_bin(run, ask, folder):
    kept = ask("keep", "Zitronenfalter")

    assert ask("remove", kept["id"], "--for-good")["note"] == "Zitronenfalter"

    assert ask("list", "--bin") == []
    assert_refused(run("show", kept["id"]))
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert any(path.parent.name == "snapshots" for path in files)
    assert not any(b"zitronenfalter" in file.read_bytes().lower() for file in files)


def test_an_id_in_upper_case_or_with_blanks_around_it_is_the_same_id(ask):
    kept = ask("keep", "rain")
    id = f" {kept['id'].upper()}\n"

    assert ask("show", id) == kept
    assert ask("list", "--before", id) == []
    assert ask("photos", "list", id) == []
    assert ask("change", id, "--love")["loved"]
    assert ask("remove", id)["removed_at"]
    assert ask("put-back", id)["removed_at"] is None


@pytest.mark.parametrize("id", ["", "none"])
def test_a_page_before_nothing_is_refused_so_that_no_script_reads_the_first_one_for_ever(
    run, ask, id
):
    ask("keep", "rain")

    assert "no such glimmer" in assert_refused(run("list", "--before", id))
    assert "no such glimmer" in assert_refused(run("list", "--bin", "--before", id))


@pytest.mark.parametrize("command", ["show", "remove", "put-back"])
@pytest.mark.parametrize("id", ["none", "", b"\xff\xfe", "1' OR '1'='1"])
def test_an_unknown_id_is_refused(run, command, id):
    assert "no such glimmer" in assert_refused(run(command, id))


# doctor -------------------------------------------------------------------------------------------


def test_doctor_tells_what_it_found(run, ask, folder):
    run("keep")
    run("remove", ask("keep")["id"])

    report = ask("doctor")

    assert list(report) == [
        "ok",
        "versions",
        "data",
        "database",
        "schema",
        "glimmers",
        "in_bin",
        "photos",
        "problems",
    ]
    assert (
        report["ok"],
        report["schema"],
        report["glimmers"],
        report["in_bin"],
        report["photos"],
        report["problems"],
    ) == (
        True,
        SCHEMA,
        1,
        1,
        0,
        [],
    )
    assert (report["data"], report["database"]) == (str(folder), str(folder / "glimmers.db"))
    assert report["versions"]["sqlite"] == sqlite3.sqlite_version


def test_doctor_makes_nothing_where_nothing_is(ask, folder):
    assert ask("doctor")["ok"]
    assert not folder.exists()


@pytest.mark.parametrize(
    "content", [b"words, not a database " * 100, b"SQLite format 3\0" + os.urandom(8000)]
)
def test_doctor_answers_about_a_broken_database_and_exits_1(run, folder, content):
    folder.mkdir(mode=0o700)
    (folder / "glimmers.db").write_bytes(content)

    done = run("doctor", "--json")
    repaired = run("doctor", "--repair", "--json")

    for answer in (done, repaired):
        assert answer.returncode == 1
        report = json.loads(answer.stdout)
        assert report["ok"] is False
        assert report["problems"]
    assert (folder / "glimmers.db").read_bytes() == content
    assert_refused(run("keep", "words"))


def test_a_repair_that_lost_glimmers_exits_1_and_says_how_many_and_where_the_damaged_journal_is(
    run, ask, folder
):
    now = datetime.now().astimezone()
    folder.mkdir(mode=0o700)
    journal = Journal.open(folder / "glimmers.db")
    for number in range(40):
        journal.keep(Draft(when=at_moment(now), note=f"glimmer {number} " + "light " * 100), at=now)
    journal.close()
    with closing(sqlite3.connect(folder / "glimmers.db")) as conn:
        pages = conn.execute(
            "SELECT pageno FROM dbstat WHERE name = 'glimmers' AND pagetype = 'leaf' ORDER BY path"
        ).fetchall()
    with (folder / "glimmers.db").open("r+b") as file:
        file.seek((pages[2][0] - 1) * 4096)
        file.write(b"\xff" * 4096)

    done = run("doctor", "--repair", "--json")

    report = json.loads(done.stdout)
    (damaged,) = folder.glob("glimmers-damaged-*.db")
    assert (done.returncode, report["ok"]) == (1, False)
    assert report["problems"][0].startswith(
        f"{report['glimmers']} glimmers came across, {40 - report['glimmers']} could not be read."
    )
    assert damaged.name in report["problems"][0]
    again = run("doctor")
    assert (again.returncode, again.stdout.decode().splitlines()[0]) == (0, "All is well.")
    assert damaged.name in again.stdout.decode()
    assert ask("doctor")["ok"]
    erased = run("remove", ask("keep")["id"], "--for-good")
    assert erased.returncode == 0
    assert damaged.name in erased.stderr.decode()


# Where, and who else ------------------------------------------------------------------------------


def test_the_folder_is_the_one_asked_for_then_the_environments(tmp_path):
    def database(*arguments: str, **env: str) -> str:
        command = [sys.executable, "-m", "app", *arguments, "doctor", "--json"]
        environment = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith(("GLIMMERS", "FLET", "XDG"))
        }
        done = subprocess.run(
            command, cwd=ROOT, env=environment | env, capture_output=True, check=True
        )
        return json.loads(done.stdout)["data"]

    asked, ours, packaged, home = (
        str(tmp_path / name) for name in ("asked", "ours", "packaged", "home")
    )
    assert database("--data", asked, GLIMMERS_DATA=ours, FLET_APP_STORAGE_DATA=packaged) == asked
    assert database(GLIMMERS_DATA=ours, FLET_APP_STORAGE_DATA=packaged) == ours
    assert database(FLET_APP_STORAGE_DATA=packaged) == packaged
    assert database(HOME=home) == f"{home}/.local/share/glimmers"
    assert database("--data", "~/mine", HOME=home) == f"{home}/mine"
    assert database("--data", "~nobody-we-know/mine") == f"{ROOT}/~nobody-we-know/mine"


def test_an_empty_data_option_is_wrong_usage_and_not_the_journal_at_home(tmp_path):
    command = [sys.executable, "-m", "app", "--data", "", "keep", "words"]
    environment = os.environ | {
        "GLIMMERS_DATA": str(tmp_path / "ours"),
        "HOME": str(tmp_path / "home"),
    }

    assert_refused(subprocess.run(command, cwd=ROOT, env=environment, capture_output=True), code=2)

    assert list(tmp_path.iterdir()) == []


def test_snapshots_are_listed_and_gone_back_to(run, ask, folder):
    first = ask("keep", "then")
    (tuesday,) = ask("snapshots")
    second = ask("keep", "since")

    assert tuesday["glimmers"] == 1
    assert tuesday["why"] == "day"
    assert datetime.fromisoformat(tuesday["at"]).tzinfo is not None
    assert ask("snapshots", "--back-to", tuesday["id"], "--dry-run") == {
        **tuesday,
        "now": 2,
        "then": 1,
        "back": 0,
        "gone": 1,
        "changed": 0,
        "erased": 0,
    }
    assert [each["id"] for each in ask("list")] == [second["id"], first["id"]]

    made, listed = ask("snapshots", "--back-to", tuesday["id"])

    assert listed == tuesday
    assert (made["why"], made["glimmers"]) == ("back", 2)
    assert [each["id"] for each in ask("list")] == [first["id"]]
    done = run("snapshots", "--back-to", made["id"])
    assert done.stdout.decode().splitlines()[:3] == [
        "Then there were 2 glimmers.",
        "Now there is 1.",
        "1 that is not here now comes back.",
    ]
    assert [each["id"] for each in ask("list")] == [second["id"], first["id"]]


def test_going_back_to_nothing_and_while_it_is_open_elsewhere_changes_nothing(run, ask, folder):
    ask("keep", "then")
    (tuesday,) = ask("snapshots")
    ask("keep", "since")

    assert "no such snapshot" in assert_refused(run("snapshots", "--back-to", "0007-2026"))
    assert run("snapshots", "--dry-run").returncode == 2
    with closing(Journal.open(folder / "glimmers.db")):
        refused = assert_refused(run("snapshots", "--back-to", tuesday["id"]))

    assert "busy in another program" in refused
    assert len(ask("list")) == 2
    assert ask("snapshots") == [tuesday]


def test_of_a_damaged_journal_it_is_told_what_a_repair_and_what_going_back_would_bring(
    run, ask, folder
):
    for number in range(3):
        ask("keep", f"{number} " + "light " * 300)
    (copy,) = ask("snapshots")
    database = folder / "glimmers.db"
    with database.open("r+b") as file:
        file.write(b"S" * 40)

    doctor = run("doctor").stdout.decode()
    told = ask("snapshots", "--back-to", copy["id"], "--dry-run")
    words = run("snapshots", "--back-to", copy["id"], "--dry-run").stdout.decode()

    assert f"`snapshots --back-to {copy['id']} --dry-run`" in doctor
    assert (told["now"], told["then"], told["gone"], told["back"]) == (3, 1, 2, 0)
    assert words.startswith("Your journal is damaged.")
    assert sorted(path.name for path in folder.glob("*.db")) == ["glimmers.db"]

    back = run("snapshots", "--back-to", copy["id"])

    (beside,) = folder.glob("glimmers-damaged-*.db")
    assert f"The damaged file is kept beside it as {beside.name}." in back.stdout.decode()
    assert len(ask("list")) == 1


def test_folders_and_files_are_the_owners_alone(run, folder):
    before = os.umask(0o000)
    try:
        run("keep")
    finally:
        os.umask(before)

    folders = [folder, folder / "snapshots"]
    files = [path for path in folder.rglob("*") if path not in folders]
    assert {path.stat().st_mode & 0o777 for path in folders} == {0o700}
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}


def test_two_programs_keeping_at_once_lose_nothing(folder, ask):
    keeper = """
import sys
from datetime import datetime
from pathlib import Path
from app.core.glimmers import Draft
from app.core.when.times import at_moment
from storage.opening import open_in_folder
now = datetime.now().astimezone()
journal = open_in_folder(Path(sys.argv[1]), now=now)
for number in range(200):
    journal.keep(Draft(when=at_moment(now), note=f"{sys.argv[2]} {number}"), at=now)
"""
    programs = [
        subprocess.Popen(
            [sys.executable, "-c", keeper, str(folder), name], cwd=ROOT, stderr=subprocess.PIPE
        )
        for name in ("one", "two")
    ]
    for program in programs:
        _, words = program.communicate(timeout=120)
        assert program.returncode == 0, words.decode()

    notes = {glimmer["note"] for glimmer in ask("list", "--limit", "1000")}
    assert notes == {f"{name} {number}" for name in ("one", "two") for number in range(200)}


def test_many_terminals_at_once_on_a_fresh_folder_all_keep(folder, ask):
    command = [sys.executable, "-m", "app", "--data", str(folder), "keep", "at once"]
    programs = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(8)
    ]
    ids = set()
    for program in programs:
        id, words = program.communicate(timeout=60)
        assert program.returncode == 0, words.decode()
        ids.add(id.decode().strip())

    assert {glimmer["id"] for glimmer in ask("list")} == ids
    assert len(ids) == 8


def test_what_was_printed_survives_being_killed_in_the_middle_of_a_storm(folder, ask):
    """As `tests/torture` does two thousand times."""
    storm = """
import sys
from datetime import datetime
from pathlib import Path
from app.core.glimmers import Draft
from app.core.when.times import at_moment
from storage.opening import open_in_folder
now = datetime.now().astimezone()
journal = open_in_folder(Path(sys.argv[1]), now=now)
while True:
    print(journal.keep(Draft(when=at_moment(now), note="in the storm"), at=now).id, flush=True)
"""
    printed: set[str] = set()
    for wait in (0.0, 0.02, 0.05, 0.1, 0.2):
        program = subprocess.Popen(
            [sys.executable, "-c", storm, str(folder)], cwd=ROOT, stdout=subprocess.PIPE
        )
        assert program.stdout is not None
        printed.add(program.stdout.readline().decode().strip())
        time.sleep(wait)
        program.send_signal(signal.SIGKILL)
        rest, _ = program.communicate()
        printed |= {line.decode() for line in rest.splitlines() if len(line) == 36}

    assert {glimmer["id"] for glimmer in ask("list", "--limit", "1000000")} >= printed
    assert len(printed) > 5
    assert ask("doctor")["ok"]


# Streams and alphabets ----------------------------------------------------------------------------

ODD = (
    {"LANG": "C"}, {"LC_ALL": "C"},
    {"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    {"PYTHONIOENCODING": "ascii"},
    {"PYTHONIOENCODING": "utf-16"}, {"PYTHONIOENCODING": "latin-1:strict"},
    {"LC_ALL": "xx_XX.nonsense"}, {"PYTHONUTF8": "1"},
)  # fmt: skip


@pytest.mark.parametrize("env", ODD, ids=str)
def test_answers_are_utf_8_whatever_the_terminal_says_of_itself(run, ask, env):
    words = "Ærøskøbing ☕ 日本 👩‍🚀 e\u0301"

    assert ask("keep", words, env=env)["note"] == words
    assert ask("keep", "-", stdin=words.encode(), env=env)["note"] == words
    assert words in run("list", env=env).stdout.decode("utf-8")
    assert "“14 March 2019”" in assert_refused(run("keep", "--when", "banana", env=env))


def test_words_beside_a_date_stay_in_its_text_and_not_in_its_notation(run, ask):
    kept = ask("keep", "--when", "our wedding day (the first), 14 June 2008")
    same = ask("change", kept["id"], "--when", kept["when"]["text"])

    assert kept["when"] == {
        "text": "14 June 2008 (our wedding day (the first))",
        "start": "2008-06-14",
        "end": "2008-06-14",
        "precision": "day",
    }
    assert same["when"] == kept["when"]
    assert "14 June 2008 (our wedding day (the first))" in run("list").stdout.decode("utf-8")


def test_words_that_name_no_time_can_be_kept_as_they_are_and_the_refusal_says_how(run, ask):
    refused = assert_refused(run("keep", "--when", "03/04/2024"))

    assert "Write “3 April 2024” or “2024-03-04”." in refused
    assert 'write --when "free: your words"' in refused
    assert "free:" not in assert_refused(run("keep", "--when", "x" * 300))
    assert ask("keep", "--when", "free: 03/04/2024")["when"]["text"] == "03/04/2024"


def test_an_answer_nobody_reads_is_told_and_what_was_asked_is_done(run, ask):
    reader, writer = os.pipe()
    os.close(reader)
    piped = run("keep", "into a closed pipe", stdout=writer)
    os.close(writer)
    with open("/dev/full", "wb") as full:
        filled = run("keep", "onto a full disk", stdout=full)
    closed = run(
        "keep", "into nothing", stdout=None, stderr=subprocess.PIPE, preexec_fn=lambda: os.close(1)
    )

    for done in (piped, filled, closed):
        assert done.returncode == 1
        assert done.stderr.decode().splitlines() == [
            "The answer could not be written: nothing reads it, or there is no room for it."
            " What was asked for is done, and what is kept is safe."
        ]
    assert {glimmer["note"] for glimmer in ask("list")} == {
        "into a closed pipe",
        "onto a full disk",
        "into nothing",
    }


def test_closed_stdin_is_told(run, ask):
    done = run("keep", "-", stdin=None, preexec_fn=lambda: os.close(0))

    assert "stdin" in assert_refused(done)
    assert ask("list") == []


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["keep", "--when", "banana"], 1), (["show", "none"], 1), (["list", "--nonsense"], 2)],
)
def test_with_stderr_closed_or_full_nothing_wrong_reaches_stdout_and_the_code_still_tells(
    run, arguments, code
):
    closed = run(*arguments, stderr=None, preexec_fn=lambda: os.close(2))
    with open("/dev/full", "wb") as full:
        filled = run(*arguments, stderr=full)

    assert (closed.returncode, closed.stdout) == (filled.returncode, filled.stdout) == (code, b"")


@pytest.mark.parametrize("loaded", ["logging", "click.core", "storage.journal"])
def test_ctrl_c_while_it_is_still_loading_ends_it_without_a_traceback(folder, ask, loaded):
    command = [sys.executable, "-X", "importtime", "-m", "app", "--data", str(folder), "keep", "-"]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as stopped:
        assert stopped.stderr is not None
        while not stopped.stderr.readline().rstrip().endswith(b" " + loaded.encode()):
            assert stopped.poll() is None
        stopped.send_signal(signal.SIGINT)
        out, words = stopped.communicate(timeout=60)

    assert stopped.returncode in (1, -signal.SIGINT)
    assert (out, b"Traceback" in words) == (b"", False)
    assert ask("list") == []


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("nonsense",),
        ("list", "--limit", "0"),
        ("list", "--limit", "many"),
        ("show",),
        ("keep", "--nonsense"),
    ],
)
def test_wrong_usage_exits_2_with_words_on_stderr(run, folder, arguments):
    assert_refused(run(*arguments), code=2)
    assert not (folder / "glimmers.db").exists()


def test_help_is_an_answer(run):
    done = run("keep", "--help", env={"PYTHONIOENCODING": "ascii"})

    assert (done.returncode, done.stderr) == (0, b"")
    assert "“yesterday”" in done.stdout.decode("utf-8")


@pytest.mark.parametrize(
    "zone",
    [
        "",
        "UTC",
        "Europe/Berlin",
        ":Europe/Berlin",
        "CET-1CEST,M3.5.0,M10.5.0/3",
        "Nowhere/Land",
        "<+0545>-5:45",
        "/etc/passwd",
    ],
)
def test_a_zone_of_any_name_or_none_keeps_and_says_nothing(ask, zone):
    glimmer = ask("keep", env={"TZ": zone})

    assert datetime.fromisoformat(glimmer["kept_at"]).utcoffset() is not None
    assert (
        abs(
            (
                datetime.fromisoformat(glimmer["kept_at"]) - datetime.now().astimezone()
            ).total_seconds()
        )
        < 60
    )


def test_the_database_is_plain_sqlite_beside_a_wordless_log(run, folder):
    run("keep", "Zitronenfalter")
    run("keep", "Zitronenfalter", "--when", "banana")

    with closing(sqlite3.connect(folder / "glimmers.db")) as conn:
        assert conn.execute("SELECT note FROM glimmers").fetchall() == [("Zitronenfalter",)]
    assert not (folder / "glimmers.log").exists()


def test_today_is_the_terminals_today(ask):
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        glimmer = ask("keep", "--when", "today", env={"TZ": zone})
        assert glimmer["when"]["start"] == glimmer["kept_at"][:10]
        assert date.fromisoformat(glimmer["when"]["start"])
