"""Photos and collages from a terminal: every line of the contract, as real processes."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from storage.journal import Journal
from storage.vault import DATABASE
from tests import processes
from tests.imaging.awkward import PHOTOS, as_file, lying, scene

ROOT = Path(__file__).parents[2]
Run = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "journal"


@pytest.fixture
def run(folder: Path) -> Run:
    def run(*arguments: str, **streams: Any) -> subprocess.CompletedProcess[bytes]:
        environment = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith(("GLIMMERS", "FLET", "PYTHON", "LC_", "LANG"))
        }
        return processes.run(
            "--data", str(folder), *arguments, env=environment, capture_output=True, **streams
        )

    return run


@pytest.fixture
def ask(run: Run) -> Callable[..., Any]:
    """Runs one command that must succeed, and reads its JSON."""

    def ask(*arguments: str) -> Any:
        done = run("--json", *arguments)
        assert (done.returncode, done.stderr) == (0, b""), done.stderr.decode()
        return json.loads(done.stdout.decode("utf-8"))

    return ask


@pytest.fixture
def photo(tmp_path: Path) -> Callable[..., str]:
    """A file with a photo in it; each number is another one."""

    def photo(number: int = 1, size: tuple[int, int] = (900, 600)) -> str:
        file = tmp_path / f"photo {number} é🌻.jpg"
        file.write_bytes(lying(scene(*size, seed=number), (1, 6, 8)[number % 3]))
        return str(file)

    return photo


def assert_refused(done: subprocess.CompletedProcess[bytes], *, code: int = 1) -> str:
    assert done.returncode == code
    said = done.stderr.decode()
    assert said.strip()
    assert "Traceback" not in said
    return said


def stored(folder: Path) -> list[Path]:
    return sorted(path for path in (folder / "photos").rglob("*.jpg"))


# Photos -------------------------------------------------------------------------------------------


def test_a_photo_is_kept_with_a_glimmer(ask, photo, folder):
    kept = ask("keep", "a heron", "--photo", photo(1), "--photo", photo(2))

    assert [(each["width"], each["height"], each["description"]) for each in kept["photos"]] == [
        (900, 600, ""),
        (900, 600, ""),
    ]
    assert ask("show", kept["id"])["photos"] == kept["photos"]
    assert len(stored(folder)) == 4
    for path in (folder / "photos").rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)


def test_a_photo_that_is_refused_leaves_the_glimmer_kept(run, ask, tmp_path, photo, folder):
    (tmp_path / "letter.jpg").write_text("Dear Anna")

    done = run(
        "--json", "keep", "a heron", "--photo", str(tmp_path / "letter.jpg"), "--photo", photo(1)
    )

    said = assert_refused(done)
    assert len(said.splitlines()) == 1
    assert "letter.jpg: This file is not a picture" in said
    assert "Your words are kept" in said
    kept = json.loads(done.stdout)
    assert (kept["note"], len(kept["photos"])) == ("a heron", 1)
    assert ask("list") == [kept]


def test_photos_are_added_listed_and_taken_out(run, ask, photo):
    id = ask("keep", "a heron")["id"]

    added = ask("photos", "add", id, photo(1), photo(2))

    assert added["id"] == id
    assert ask("photos", "list", id) == added["photos"]
    first, second = (each["id"] for each in added["photos"])
    assert run("photos", "list", id).stdout.decode().splitlines() == [
        f"{first}  900 x 600",
        f"{second}  900 x 600",
    ]
    left = ask("photos", "remove", id, first)
    assert [each["id"] for each in left["photos"]] == [second]
    assert ask("photos", "list", id) == left["photos"]
    assert_refused(run("photos", "remove", id, first))


def test_adding_a_photo_twice_changes_nothing(ask, photo, folder):
    id = ask("keep", "a heron", "--photo", photo(1))["id"]

    again = ask("photos", "add", id, photo(1))

    assert len(again["photos"]) == 1
    assert len(stored(folder)) == 2


def test_of_several_files_those_that_can_be_opened_come_in(run, ask, photo):
    id = ask("keep", "a heron")["id"]

    done = run("--json", "photos", "add", id, photo(1), "nowhere.jpg", str(ROOT), photo(2))

    said = assert_refused(done)
    assert [line.partition(":")[0] for line in said.splitlines()] == ["nowhere.jpg", str(ROOT)]
    assert len(json.loads(done.stdout)["photos"]) == 2 == len(ask("photos", "list", id))


def test_a_name_says_nothing_to_the_terminal(run, tmp_path):
    (tmp_path / "a\nletter\x1b[2J.jpg").write_text("Dear Anna")

    said = assert_refused(run("keep", "a heron", "--photo", str(tmp_path / "a\nletter\x1b[2J.jpg")))

    assert len(said.splitlines()) == 1
    assert "a\ufffdletter\ufffd[2J.jpg: This file is not a picture" in said


def test_a_glimmer_that_is_changed_can_be_given_photos(ask, photo):
    kept = ask("keep", "a heron")

    changed = ask("change", kept["id"], "--photo", photo(1))

    assert changed["note"] == "a heron"
    assert len(changed["photos"]) == 1


def test_photos_need_a_glimmer_that_is_there(run, photo, folder):
    said = assert_refused(run("photos", "add", "01890000-0000-7000-8000-000000000000", photo(1)))

    assert "no such glimmer" in said
    assert not (folder / "photos").exists()
    assert_refused(run("photos", "list", "nothing"))
    assert_refused(run("photos", "add"), code=2)


def test_what_is_stored_says_nothing_of_where_it_was_taken(ask, folder):
    ask("keep", "a heron", "--photo", str(PHOTOS / "gps.jpg"))

    for file in stored(folder):
        assert len(Image.open(file).getexif()) == 0
        assert b"Exif" not in file.read_bytes()


def grown_old(folder: Path) -> list[str]:
    """Names of all stored files, none of which is young any more."""
    for file in stored(folder):
        os.utime(file, (time.time() - 7200,) * 2)
    return [file.name for file in stored(folder)]


def moved_away(database: Path) -> None:
    database.rename(database.with_name("the damaged one"))


def emptied(database: Path) -> None:
    database.write_bytes(b"")


def without_its_photos(database: Path) -> None:
    """As a repair that lost the table leaves it: no trigger of ours has seen anything."""
    with closing(sqlite3.connect(database, isolation_level=None)) as conn:
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        triggers = dict(conn.execute(query).fetchall())
        for name in triggers:
            conn.execute(f"DROP TRIGGER {name}")
        conn.execute("DELETE FROM glimmer_photos")
        conn.execute("DELETE FROM photos")
        for made in triggers.values():
            conn.execute(made)


def of_somebody_else(database: Path) -> None:
    elsewhere = database.parent / "elsewhere"
    Journal.open(elsewhere).close()
    elsewhere.replace(database)


@pytest.mark.parametrize("how", [moved_away, emptied, without_its_photos, of_somebody_else])
def test_no_command_takes_the_files_of_photos_that_the_journal_may_not_know(
    ask, run, photo, folder, how
):
    ask("keep", "a heron", "--photo", photo(1), "--photo", photo(2))
    before = grown_old(folder)
    how(folder / DATABASE)

    kept = ask("keep", "anew", "--photo", photo(4))
    grown_old(folder)
    ask("photos", "remove", kept["id"], kept["photos"][0]["id"])
    ask("remove", kept["id"])
    ask("remove", kept["id"], "--for-good")
    run("doctor", "--repair")

    assert [file.name for file in stored(folder)] == before
    told = json.loads(run("doctor", "--json").stdout)["problems"]
    assert any(line.startswith("2 photos here belong to no glimmer") for line in told), told


def test_photos_that_no_glimmer_names_are_seen_and_kept_as_glimmers(ask, run, photo, folder):
    ask("keep", "a heron", "--photo", photo(1), "--photo", photo(2))
    moved_away(folder / DATABASE)

    seen = ask("photos", "unnamed")
    kept = ask("photos", "unnamed", "--keep")

    assert sorted(each["photos"][0]["id"] for each in kept) == [each["id"] for each in seen]
    assert {(each["width"], each["height"]) for each in seen} <= {(900, 600), (600, 900)}
    assert {each["when"]["precision"] for each in kept} == {"day"}
    assert ask("photos", "unnamed") == []
    assert ask("doctor")["problems"] == []


def test_a_photo_stored_under_a_clock_that_was_ahead_is_kept_on_this_day(ask, photo, folder):
    ask("keep", "a heron", "--photo", photo(1))
    moved_away(folder / DATABASE)
    for file in stored(folder):
        os.utime(file, (time.time() + 5 * 365 * 86400,) * 2)

    (kept,) = ask("photos", "unnamed", "--keep")

    assert kept["when"]["start"][:4] == ask("keep", "now")["when"]["start"][:4]


def test_photos_that_no_glimmer_names_are_deleted_only_when_that_is_confirmed(
    ask, run, photo, folder
):
    ask("keep", "a heron", "--photo", photo(1))
    before = grown_old(folder)
    moved_away(folder / DATABASE)

    assert_refused(run("photos", "unnamed", "--delete"))
    assert [file.name for file in stored(folder)] == before
    ask("photos", "unnamed", "--delete", "--yes")

    assert stored(folder) == []


def test_without_a_stdin_nobody_can_be_asked_so_nothing_is_deleted(ask, run, photo, folder):
    ask("keep", "a heron", "--photo", photo(1))
    before = grown_old(folder)
    moved_away(folder / DATABASE)

    refused = run(*("photos", "unnamed", "--delete"), stdin=None, preexec_fn=lambda: os.close(0))

    assert_refused(refused, code=2)
    assert b"There is nobody to ask" in refused.stderr
    assert [file.name for file in stored(folder)] == before


def test_a_file_among_them_that_is_no_picture_stays_and_is_told(ask, run, photo, folder):
    ask("keep", "a heron", "--photo", photo(1))
    moved_away(folder / DATABASE)
    torn = next(file for file in stored(folder) if ".thumb" not in file.name)
    torn.write_bytes(b"")

    assert "cannot be read as a picture" in assert_refused(run("photos", "unnamed", "--keep"))

    assert torn.exists()


def test_the_photos_of_what_is_deleted_for_good_go_with_it(ask, photo, folder):
    kept = ask("keep", "a heron", "--photo", photo(1))
    grown_old(folder)

    ask("remove", kept["id"], "--for-good")

    assert stored(folder) == []


def test_the_photos_of_a_removed_one_stay_until_nothing_uses_them(ask, photo, folder):
    kept = ask("keep", "a heron", "--photo", photo(1))
    other = ask("keep", "another", "--photo", photo(1), "--photo", photo(2))
    for file in stored(folder):
        os.utime(file, (time.time() - 7200,) * 2)

    shared, alone = (each["id"] for each in other["photos"])
    ask("photos", "remove", other["id"], shared)
    assert len(stored(folder)) == 4
    ask("photos", "remove", other["id"], alone)

    assert [file.name for file in stored(folder)] == [f"{shared}.jpg", f"{shared}.thumb.jpg"]
    assert ask("show", kept["id"])["photos"]


def test_the_doctor_tells_of_photos_that_are_missing_or_damaged(run, ask, photo, folder):
    gone, damaged = (
        each["id"]
        for each in ask("keep", "a heron", "--photo", photo(1), "--photo", photo(2))["photos"]
    )
    assert ask("doctor")["photos"] == 2
    (folder / "photos" / gone[:2] / f"{gone}.jpg").unlink()
    (folder / "photos" / damaged[:2] / f"{damaged}.jpg").write_bytes(b"no photo")

    report = run("--json", "doctor")

    assert report.returncode == 1
    told = " ".join(json.loads(report.stdout)["problems"])
    assert (
        f"missing; its glimmer is kept. Add the photo again if you have it elsewhere ({gone})"
        in told
    )
    assert (
        f"damaged; its glimmer is kept. Add the photo again if you have it elsewhere ({damaged})"
        in told
    )


def test_keeping_words_loads_no_imaging():
    code = (
        "import sys, app.__main__; print([name for name in ('PIL', 'fpdf', 'fontTools', "
        "'flet') if name in sys.modules])"
    )

    loaded = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    assert loaded.stdout.strip() == "[]"


# Collages -----------------------------------------------------------------------------------------


@pytest.fixture
def days(ask: Callable[..., Any], photo: Callable[..., str]) -> list[Any]:
    """Three glimmers on three days, with one photo, two, and one."""
    return [
        ask("keep", "one", "--when", "2024-03-01", "--photo", photo(1)),
        ask("keep", "two", "--when", "2024-03-02", "--photo", photo(2), "--photo", photo(3)),
        ask("keep", "three", "--when", "2024-03-05", "--photo", photo(4)),
    ]


def ids(glimmers: list[Any]) -> list[str]:
    return [each["id"] for glimmer in glimmers for each in glimmer["photos"]]


@pytest.mark.parametrize(
    ("canvas", "size"), [("square", (2048, 2048)), ("story", (1080, 1920)), ("a4", (2480, 3508))]
)
def test_a_collage_is_made_of_glimmers(ask, days, tmp_path, canvas, size):
    out = tmp_path / "out.jpg"

    told = ask("collage", str(out), *(day["id"] for day in days), "--canvas", canvas)

    assert (told["canvas"]["width"], told["canvas"]["height"]) == size == Image.open(out).size
    assert [frame["photo"] for frame in told["frames"]] == ids(days)
    for frame in told["frames"]:
        assert list(frame) == ["x", "y", "width", "height", "photo", "crop"]
        assert list(frame["crop"]) == ["x", "y", "width", "height"]
        assert frame["x"] + frame["width"] <= size[0]
        shape = frame["crop"]["width"] * 900 / (frame["crop"]["height"] * 600)
        assert shape == pytest.approx(frame["width"] / frame["height"], rel=0.01)


@pytest.mark.parametrize(
    ("asked", "which"),
    [
        (("--from", "2024-03-02", "--to", "2024-03-05"), [1, 2]),
        (("--from", "2024-03-02", "--to", "2024-03-02"), [1]),
        (("--to", "2024-03-01"), [0]),
        (("--from", "March 2024"), [0, 1, 2]),
        (("--from", "2024-03-03", "--to", "2999-12-31"), [2]),
    ],
)
def test_a_collage_is_made_of_days_both_included(ask, days, tmp_path, asked, which):
    told = ask("collage", str(tmp_path / "out.jpg"), *asked)

    assert [frame["photo"] for frame in told["frames"]] == ids([days[number] for number in which])


def test_the_days_of_a_season_are_those_of_the_chosen_half_of_the_world(
    run, ask, days, tmp_path, folder
):
    journal = Journal.open(folder / "glimmers.db")
    journal.preferences.choose("southern", True, at=datetime.now(UTC))
    journal.close()

    told = ask("collage", str(tmp_path / "out.jpg"), "--from", "autumn 2024", "--to", "autumn 2024")

    assert [frame["photo"] for frame in told["frames"]] == ids(days)


def test_days_that_end_before_they_begin_are_told_as_that(run, days, tmp_path):
    said = assert_refused(
        run("collage", str(tmp_path / "out.jpg"), "--from", "2024-03-05", "--to", "2024-03-01")
    )

    assert "before the first" in said
    assert not (tmp_path / "out.jpg").exists()


def test_a_collage_is_made_of_files_named_as_they_were_given(ask, photo, tmp_path):
    files = [photo(1), photo(2), photo(3), photo(1)]

    told = ask("collage", str(tmp_path / "out.png"), "--photos", *files, "--seed", "3")

    assert [frame["photo"] for frame in told["frames"]] == files
    assert Image.open(tmp_path / "out.png").format == "PNG"


def test_a_page_is_a_pdf(ask, photo, tmp_path):
    ask("collage", str(tmp_path / "out.PDF"), "--canvas", "a4", "--photos", photo(1), photo(2))

    assert (tmp_path / "out.PDF").read_bytes().startswith(b"%PDF-")


def test_the_same_choices_give_the_same_file_and_another_seed_another(ask, photo, tmp_path):
    files = [photo(number) for number in range(1, 8)]
    names = ("one.jpg", "two.jpg", "three.jpg")
    for name, seed in zip(names, ("0", "0", "7"), strict=True):
        ask("collage", str(tmp_path / name), "--seed", seed, "--photos", *files)

    one, two, three = ((tmp_path / name).read_bytes() for name in names)
    assert one == two != three


def test_gap_corners_paper_and_caption_are_as_asked(ask, photo, tmp_path):
    out = tmp_path / "out.png"

    told = ask(
        "collage",
        str(out),
        "--gap",
        "40",
        "--corners",
        "0",
        "--paper",
        "#204060",
        "--caption",
        "Märchen 🌻",
        "--photos",
        photo(1),
        photo(2),
    )

    shown = Image.open(out)
    assert shown.getpixel((20, 1000)) == (0x20, 0x40, 0x60)
    one, other = sorted(told["frames"], key=lambda frame: (frame["x"], frame["y"]))
    assert 40 in (other["x"] - one["x"] - one["width"], other["y"] - one["y"] - one["height"])
    assert shown.getpixel((one["x"], one["y"])) != (0x20, 0x40, 0x60)
    strip = shown.crop(
        (0, max(frame["y"] + frame["height"] for frame in told["frames"]), 2048, 2048)
    )
    assert len(strip.getcolors(2**20) or ()) > 30


def test_a_file_that_is_there_is_not_touched_unless_told(run, ask, photo, tmp_path):
    out = tmp_path / "out.jpg"
    out.write_text("a letter")

    said = assert_refused(run("collage", str(out), "--photos", photo(1)))

    assert "--overwrite" in said
    assert out.read_text() == "a letter"
    ask("collage", str(out), "--photos", photo(1), "--overwrite")
    assert Image.open(out).format == "JPEG"
    assert sorted(path.suffix for path in tmp_path.iterdir() if path.is_file()) == [".jpg", ".jpg"]


def test_a_collage_is_never_written_over_one_of_its_photos(run, photo, tmp_path):
    one, other = photo(1), photo(2)
    (tmp_path / "link.jpg").symlink_to(one)
    (tmp_path / "same.jpg").hardlink_to(other)
    before = [Path(file).read_bytes() for file in (one, other)]

    for out in (one, str(tmp_path / "link.jpg"), str(tmp_path / "same.jpg")):
        said = assert_refused(run("collage", out, "--photos", one, other, "--overwrite"))
        assert "originals are never overwritten" in said

    assert [Path(file).read_bytes() for file in (one, other)] == before


@pytest.mark.parametrize(
    "order",
    [
        ("--photos", "1", "2", "--overwrite"),
        ("1", "2", "--photos", "--overwrite"),
        ("--overwrite", "--photos", "1", "2"),
    ],
)
def test_with_out_forgotten_the_first_photo_is_not_taken_for_it(run, photo, order):
    files = {"1": photo(1), "2": photo(2)}
    before = [Path(file).read_bytes() for file in files.values()]

    said = assert_refused(run("collage", *[files.get(each, each) for each in order]))

    assert "may be one of the photos" in said
    assert [Path(file).read_bytes() for file in files.values()] == before


def test_a_new_collage_may_be_named_anywhere_among_its_options(ask, photo, tmp_path):
    ask("collage", "--photos", str(tmp_path / "new.jpg"), photo(1), photo(2))
    ask(
        "collage",
        "--seed",
        "3",
        str(tmp_path / "new.jpg"),
        "--overwrite",
        "--photos",
        photo(1),
        photo(2),
    )

    assert Image.open(tmp_path / "new.jpg").format == "JPEG"


def test_a_collage_is_never_written_into_the_journals_folder(run, days, folder, tmp_path):
    kept = ids(days)[0]
    (tmp_path / "way in").symlink_to(folder)
    inside = folder / "photos" / kept[:2] / f"{kept}.jpg"
    before = sorted(folder.rglob("*")), inside.read_bytes()

    for out in (folder / "out.jpg", tmp_path / "way in" / "out.png", inside):
        said = assert_refused(run("collage", str(out), "--from", "2024-03-01", "--overwrite"))
        assert "folder of your journal" in said

    assert (sorted(folder.rglob("*")), inside.read_bytes()) == before


def test_a_kept_photo_that_has_a_second_name_elsewhere_is_not_replaced_by_a_collage_of_it(
    run, days, folder, tmp_path
):
    kept = ids(days)[0]
    inside = folder / "photos" / kept[:2] / f"{kept}.jpg"
    (tmp_path / "mine.jpg").hardlink_to(inside)
    before = inside.read_bytes()

    said = assert_refused(
        run("collage", str(tmp_path / "mine.jpg"), "--from", "2024-03-01", "--overwrite")
    )

    assert "is one of the photos" in said
    assert (tmp_path / "mine.jpg").read_bytes() == inside.read_bytes() == before


def test_a_name_too_long_for_the_disk_is_a_sentence_about_the_name(run, photo, tmp_path):
    said = assert_refused(
        run("collage", str(tmp_path / ("x" * 252 + ".jpg")), "--photos", photo(1))
    )

    assert "longer than this device allows" in said
    assert "Your photos are safe" in said


def test_a_collage_may_have_a_name_as_long_as_names_can_be(ask, photo, tmp_path):
    out = tmp_path / ("é" * 123 + "long.jpg")

    ask("collage", str(out), "--photos", photo(1), photo(2))

    assert Image.open(out).format == "JPEG"


def test_a_photo_of_the_collage_that_cannot_be_opened_is_named_and_nothing_is_written(
    run, photo, tmp_path
):
    (tmp_path / "letter.jpg").write_text("Dear Anna")

    said = assert_refused(
        run(
            "collage", str(tmp_path / "out.jpg"), "--photos", photo(1), str(tmp_path / "letter.jpg")
        )
    )

    assert said.startswith(str(tmp_path / "letter.jpg"))
    assert not (tmp_path / "out.jpg").exists()


def test_a_kept_photo_whose_file_is_gone_leaves_its_place_empty(run, days, folder, tmp_path):
    gone = ids(days)[0]
    (folder / "photos" / gone[:2] / f"{gone}.jpg").unlink()

    done = run("--json", "collage", str(tmp_path / "out.jpg"), "--from", "2024-03-01")

    assert "1 could not be found" in assert_refused(done)
    assert len(json.loads(done.stdout)["frames"]) == 4
    assert Image.open(tmp_path / "out.jpg").size == (2048, 2048)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("out.jpg",), 2),
        (("out.jpg", "--photos"), 2),
        (("out.jpg", "some-id", "--from", "2024-01-01"), 2),
        (("out.gif", "--photos", "a.jpg"), 2),
        (("out.jpg", "--photos", "a.jpg", "--canvas", "round"), 2),
        (("out.jpg", "--photos", "a.jpg", "--seed", "-1"), 2),
        (("out.jpg", "no-such-glimmer"), 1),
        (("out.jpg", "--from", "03/04/2024"), 1),
        (("out.jpg", "--from", "1990-01-01", "--to", "1990-12-31"), 1),
        (("nowhere/out.jpg", "--photos", "a.jpg"), 1),
    ],
)
def test_what_cannot_be_made_is_a_sentence(run, tmp_path, arguments, code):
    out, *rest = arguments

    assert_refused(run("collage", str(tmp_path / out), *rest), code=code)

    assert not (tmp_path / out).exists()


@pytest.mark.parametrize(
    ("choice", "advice"),
    [
        (("--gap", "900"), "a number between these"),
        (("--gap", "-3"), "a number between these"),
        (("--corners", "-1"), "a number between these"),
        (("--paper", "papyrus"), "“linen”"),
        (("--caption", "x" * 2000), "fewer words"),
    ],
)
def test_choices_out_of_bounds_are_a_sentence(run, photo, tmp_path, choice, advice):
    said = assert_refused(run("collage", str(tmp_path / "out.jpg"), *choice, "--photos", photo(1)))

    assert advice in said
    assert not (tmp_path / "out.jpg").exists()


def test_more_photos_than_a_collage_holds_are_a_sentence(run, tmp_path):
    (tmp_path / "p.jpg").write_bytes(as_file(scene(60, 40)))

    said = assert_refused(
        run("collage", str(tmp_path / "out.jpg"), "--photos", *[str(tmp_path / "p.jpg")] * 31)
    )

    assert "30 photos" in said
