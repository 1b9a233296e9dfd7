"""The photo store: each photo once, whole or not at all, and nothing swept that somebody is about
to use.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import resource
import stat
import subprocess
import sys
import textwrap
import time
from datetime import UTC
from pathlib import Path

import pytest

from app.core.errors import NoRoomError, PhotoNotHereError, ReadOnlyError
from app.core.photos import PhotoId, Picture
from app.imaging.pillow_import import bring_in
from storage.photos import SAFE_AGE, Problem, described, in_folder
from tests.told import refusing

ROOT = Path(__file__).parents[2]
PHOTOS = ROOT / "tests" / "photos"


def a_picture(text: str = "rain") -> Picture:
    return Picture(
        display=f"display of {text}".encode() * 100,
        thumbnail=f"thumbnail of {text}".encode(),
        width=4,
        height=3,
    )


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def grow_old(folder: Path, seconds: float = SAFE_AGE + 60) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            os.utime(path, (time.time() - seconds,) * 2)


async def test_a_photo_is_found_under_what_it_holds(tmp_path):
    store = in_folder(tmp_path)

    id = await store.put(a_picture())

    assert id == hashlib.sha256(a_picture().display).hexdigest()
    assert await store.read(id) == a_picture().display
    assert await store.read(id, thumbnail=True) == a_picture().thumbnail
    assert store.path(id) == tmp_path / "photos" / id[:2] / f"{id}.jpg"
    assert store.path(id, thumbnail=True) == tmp_path / "photos" / id[:2] / f"{id}.thumb.jpg"


async def test_the_screen_loads_it_from_a_path_or_from_our_own_server(tmp_path):
    store = in_folder(tmp_path)
    id = await store.put(a_picture())

    assert store.address(id, thumbnail=True) == str(store.path(id, thumbnail=True))
    assert in_folder(tmp_path, served=True).address(id) == f"/_photo/{id}.jpg"


async def test_nothing_is_made_before_the_first_photo(tmp_path):
    store = in_folder(tmp_path / "journal")

    assert await store.sweep(()) == ()
    assert await store.check(()) == ()
    assert not (tmp_path / "journal").exists()


async def test_a_photo_used_twice_is_stored_once(tmp_path):
    store = in_folder(tmp_path)
    id = await store.put(a_picture())
    written = store.path(id).stat().st_ino

    assert await store.put(a_picture()) == id

    assert files(tmp_path) == [f"{id}.jpg", f"{id}.thumb.jpg"]
    assert store.path(id).stat().st_ino == written


async def test_files_and_folders_are_ours_alone(tmp_path):
    before = os.umask(0o022)
    try:
        id = await in_folder(tmp_path).put(a_picture())
    finally:
        os.umask(before)

    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.rglob("*")}
    assert modes == {"photos": 0o700, id[:2]: 0o700, f"{id}.jpg": 0o600, f"{id}.thumb.jpg": 0o600}


async def test_a_file_that_was_cut_short_is_written_anew(tmp_path):
    store = in_folder(tmp_path)
    id = await store.put(a_picture())
    store.path(id).write_bytes(b"half")

    await store.put(a_picture())

    assert await store.read(id) == a_picture().display


@pytest.mark.parametrize(
    "id", ["", "..", "../../etc/passwd", "A" * 64, "a" * 63, "a" * 64 + "\n", "a" * 62 + "/x"]
)
async def test_an_id_is_never_a_way_out_of_the_folder(tmp_path, id):
    store = in_folder(tmp_path)

    with pytest.raises(PhotoNotHereError):
        store.path(PhotoId(id))
    with pytest.raises(PhotoNotHereError):
        await store.read(PhotoId(id))


async def test_a_photo_that_is_not_there_is_a_sentence(tmp_path):
    with refusing(PhotoNotHereError, match="missing"):
        await in_folder(tmp_path).read(PhotoId("a" * 64))


async def test_what_was_let_go_goes_and_what_is_used_stays(tmp_path):
    store = in_folder(tmp_path)
    used, let_go = await store.put(a_picture("sun")), await store.put(a_picture("rain"))
    grow_old(tmp_path)

    assert await store.sweep({let_go}) == (let_go,)

    assert files(tmp_path) == sorted([f"{used}.jpg", f"{used}.thumb.jpg"])
    assert await store.sweep({let_go}) == (let_go,), "what is gone already is gone"


async def test_of_files_that_were_not_let_go_none_is_ever_swept(tmp_path):
    store = in_folder(tmp_path)
    id = await store.put(a_picture())
    grow_old(tmp_path)

    assert await store.sweep(()) == ()

    assert await store.read(id) == a_picture().display
    assert await store.unnamed(()) == (id,)
    assert await store.unnamed({id}) == ()


async def test_a_file_tells_what_the_journal_has_to_know_of_it(tmp_path):
    store = in_folder(tmp_path)
    picture = bring_in(PHOTOS / "gps.jpg")
    id = await store.put(picture)

    found = await store.stored(id)

    assert (found.photo.width, found.photo.height) == (picture.width, picture.height)
    assert found.photo.size == len(picture.display)
    assert found.stored_at.tzinfo is not None
    with pytest.raises(PhotoNotHereError):
        await store.stored(PhotoId("a" * 64))
    with pytest.raises(PhotoNotHereError):
        await store.stored(await store.put(a_picture()))


@pytest.mark.parametrize(
    ("seconds", "year"),
    [
        (-1e10, 1970),
        (-1.0, 1970),
        (0.0, 1970),
        (1.8e9, 2027),
        (250e9, 9892),
        (1e15, 9892),
        (1e300, 9892),
    ],
)
def test_a_file_whose_time_no_calendar_has_is_described_all_the_same(seconds, year):
    found = described(PhotoId("a" * 64), (4, 3), bytes_stored=12, stored_at=seconds)

    assert found.stored_at.astimezone(UTC).year == year


async def test_what_somebody_asked_to_delete_goes_however_young(tmp_path):
    store = in_folder(tmp_path)
    one, other = await store.put(a_picture("sun")), await store.put(a_picture("rain"))

    await store.discard([one])

    assert files(tmp_path) == sorted([f"{other}.jpg", f"{other}.thumb.jpg"])


async def test_a_photo_that_was_just_stored_is_not_swept(tmp_path):
    store = in_folder(tmp_path)
    id = await store.put(a_picture())

    assert await store.sweep({id}) == ()
    assert await store.read(id)


async def test_an_old_orphan_that_is_stored_again_is_young_again(tmp_path):
    store = in_folder(tmp_path)
    id = await store.put(a_picture())
    grow_old(tmp_path)

    await store.put(a_picture())

    assert await store.sweep({id}) == ()
    assert await store.read(id)


async def test_what_a_crash_left_goes_once_it_is_old(tmp_path):
    store = in_folder(tmp_path)
    id = await store.put(a_picture())
    half = store.path(id).with_name(f"{id}.jpg.1-abcd.half")
    half.write_bytes(b"ha")

    await store.sweep(())
    assert half.exists()
    grow_old(tmp_path)
    await store.sweep(())

    assert files(tmp_path) == [f"{id}.jpg", f"{id}.thumb.jpg"]


async def test_what_is_not_ours_is_not_swept(tmp_path):
    store = in_folder(tmp_path)
    id = await store.put(a_picture())
    (store.path(id).parent / "letter.txt").write_text("someone's")
    grow_old(tmp_path)

    await store.sweep({id})

    assert "letter.txt" in files(tmp_path)


async def test_checking_tells_what_is_missing_and_what_is_damaged(tmp_path):
    store = in_folder(tmp_path)
    whole, damaged, bare = [
        await store.put(a_picture(text)) for text in ("whole", "damaged", "bare")
    ]
    gone = PhotoId("0" * 64)
    store.path(damaged).write_bytes(b"x" + a_picture("damaged").display[1:])
    store.path(bare, thumbnail=True).unlink()

    assert await store.check([whole, damaged, bare, gone]) == (
        Problem(id=damaged, what="damaged"),
        Problem(id=bare, what="thumbnail missing"),
        Problem(id=gone, what="missing"),
    )


def in_a_process(code: str, folder: Path, **how: object) -> subprocess.CompletedProcess[str]:
    """Runs code with `store` and `picture`, as nobody if we are root, for whom every folder is
    open.
    """
    given = """
        import asyncio, concurrent.futures.thread, contextlib, hashlib, os, sys, time
        from pathlib import Path
        from app.core.photos import Picture
        from storage.photos import in_folder
        picture = Picture(display=b"display" * 20000, thumbnail=b"thumbnail", width=4, height=3)
        store = in_folder(Path(sys.argv[1]))
    """
    program = textwrap.dedent(given) + textwrap.dedent(code)
    return subprocess.run(
        [sys.executable, "-c", program, str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        **how,
    )


SAYS_WHY = """
    from app.core.errors import GlimmersError
    try:
        asyncio.run(store.put(picture))
    except GlimmersError as error:
        print(type(error).__name__)
"""


def test_a_full_disk_leaves_nothing_half_written(tmp_path):
    def hardly_any_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))

    told = in_a_process(
        "import signal\nsignal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        + textwrap.dedent(SAYS_WHY),
        tmp_path,
        preexec_fn=hardly_any_room,
    )

    assert told.stdout.strip() == NoRoomError.__name__, told.stderr
    assert [name for name in files(tmp_path) if not name.endswith(".thumb.jpg")] == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become nobody")
def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)

    told = in_a_process("os.setuid(65534)\n" + textwrap.dedent(SAYS_WHY), tmp_path)

    assert told.stdout.strip() == ReadOnlyError.__name__, told.stderr
    assert files(tmp_path) == []


def test_a_program_that_is_killed_while_it_stores_leaves_no_half_photo(tmp_path):
    code = """
        import threading
        threading.Timer(float(os.environ["AFTER"]), lambda: os.kill(os.getpid(), 9)).start()
        number = 0
        while True:
            number += 1
            display = b"%d" % number * 300000
            picture = Picture(display=display, thumbnail=b"thumbnail", width=4, height=3)
            asyncio.run(store.put(picture))
    """

    for after in ("0.05", "0.11", "0.17"):
        in_a_process(code, tmp_path, env=os.environ | {"AFTER": after})

    stored = [path for path in tmp_path.rglob("*.jpg") if ".thumb" not in path.name]
    assert stored
    for path in stored:
        assert hashlib.sha256(path.read_bytes()).hexdigest() == path.stem


def test_two_programs_that_store_and_sweep_lose_nothing_that_was_just_stored(tmp_path):
    sweeps = """
        until = time.monotonic() + 2.5
        let_go = {hashlib.sha256(picture.display).hexdigest()}
        while time.monotonic() < until:
            # Longer than a busy machine leaves a process waiting.
            asyncio.run(store.sweep(let_go, safe_age=8))
    """
    stores = """
        until = time.monotonic() + 2
        number = lost = 0
        while time.monotonic() < until:
            number += 1
            id = asyncio.run(store.put(picture))
            for thumbnail in (False, True):
                path = store.path(id, thumbnail=thumbnail)
                # The sweeper may hold it aside, for as long as a busy disk lets it wait.
                for _ in range(4000):
                    if path.exists():
                        break
                    time.sleep(0.005)
                else:
                    lost += 1
            for thumbnail in (False, True):
                with contextlib.suppress(FileNotFoundError):
                    os.utime(store.path(id, thumbnail=thumbnail), (time.time() - 20,) * 2)
        print(number, lost)
    """

    async def both() -> list[subprocess.CompletedProcess[str]]:
        return await asyncio.gather(
            *(asyncio.to_thread(in_a_process, code, tmp_path) for code in (sweeps, stores))
        )

    swept, stored = asyncio.run(both())

    assert (swept.returncode, swept.stderr) == (0, "")
    number, lost = map(int, stored.stdout.split())
    assert number > 20
    assert lost == 0
