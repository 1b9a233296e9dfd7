"""Photos in a browser: chosen, taken, pasted, dropped, kept, seen and sent out; through real
Chromium and the built app's parts.
"""

from __future__ import annotations

import base64
import json
import re
import shutil
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter, features
from playwright.sync_api import Browser, BrowserContext, Error, Page, Playwright, expect

from app.core.drawing.layout import PhotoShape
from app.core.drawing.marks import PlacedPhoto, TextRun
from app.imaging.pillow_import import bring_in
from app.imaging.pillow_pen import draw, measure
from tests.browser import browser as real
from tests.browser.scratch.drawings import drawings
from tests.imaging import awkward

STORED = """async (name) => {
    let folder = await navigator.storage.getDirectory();
    for (const part of ['glimmers', 'photos']) folder = await folder.getDirectoryHandle(part);
    const bytes = new Uint8Array(await (await (await folder.getFileHandle(name)).getFile()).arrayBuffer());
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}"""
NAMES = """async () => {
    let folder = await navigator.storage.getDirectory();
    for (const part of ['glimmers', 'photos']) folder = await folder.getDirectoryHandle(part, { create: true });
    const names = [];
    for await (const name of folder.keys()) names.push(name);
    return names.sort();
}"""


@pytest.fixture(scope="session")
def photos_app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small app with photos, as static files."""
    real.chromium()
    folder = tmp_path_factory.mktemp("photos") / "source"
    folder.mkdir()
    scratch = Path(__file__).with_name("scratch")
    shutil.copy(scratch / "photos.py", folder / "main.py")
    for part in ("app", "storage"):
        shutil.copytree(
            real.PROJECT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copytree(real.PROJECT / "assets" / "fonts", folder / "assets" / "fonts")
    shutil.copy(scratch / "drawings.py", folder / "app")  # only what lies there is packed
    return real.built(folder, "photos")


@pytest.fixture(scope="module")
def site(photos_app: Path) -> Iterator[real.Server]:
    running = real.serve(photos_app)
    yield running
    running.stop()


def opened(page: Page, site: real.Server) -> Page:
    real.open_app(page, site.url)
    return all_there(page)


def all_there(page: Page) -> Page:
    real.reads(page, "ready", seconds=real.START_SECONDS)
    return page


FORGET = """async () => {
    globalThis.turn = 0;
    let folder = await navigator.storage.getDirectory();
    for (const part of ['glimmers', 'photos']) folder = await folder.getDirectoryHandle(part, { create: true });
    for await (const name of folder.keys()) await folder.removeEntry(name);
}"""


class OpenPage:
    """A page that one test after another finds open, without a photo: a start takes seconds,
    forgetting none.
    """

    def __init__(self, browser: Browser, site: real.Server) -> None:
        self.witness = real.Witness()
        self._browser, self._site = browser, site
        self._page: Page | None = None

    def page(self) -> Page:
        if self._page is None:
            context = self._browser.new_context(viewport=real.PHONE)  # type: ignore[arg-type]
            self.witness.watch(context)
            self._page = opened(context.new_page(), self._site)
        return self._page

    def forget(self) -> None:
        """What the test before left, in Python, page and files; a page that cannot is closed."""
        if self._page is None:
            return
        try:
            with answered(self._page, "forgotten"):
                press(self._page, "Forget")
            self._page.evaluate(FORGET)
            assert self._page.evaluate(NAMES) == []
        except (AssertionError, Error):
            self.close()

    def close(self) -> None:
        if self._page is not None:
            self._page.context.close()
        self._page = None


@pytest.fixture(scope="module")
def open_page(chromium: Browser, site: real.Server) -> Iterator[OpenPage]:
    shared = OpenPage(chromium, site)
    yield shared
    shared.close()


@pytest.fixture
def page(open_page: OpenPage) -> Iterator[Page]:
    """The app with photos, ready, without any; nothing may be asked of another host."""
    yield open_page.page()
    open_page.forget()
    assert open_page.witness.strangers == []


def press(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()


@contextmanager
def answered(page: Page, words: str) -> Iterator[None]:
    """What is done in the block is answered with `words`, a pattern: what comes after it, not what
    stood there before.
    """
    said = page.locator('[flt-semantics-identifier="said"]')
    before = int(said.inner_text().partition(":")[0])
    yield
    expect(said).to_contain_text(re.compile(f"^{before + 1}: .*{words}", re.DOTALL), timeout=60_000)


Files = list[Path] | list[dict[str, Any]]


def choose(page: Page, *files: Path, button: str = "Choose") -> list[dict[str, Any]]:
    """Chooses by the browser's own picker, and returns what became of each."""
    with page.expect_file_chooser() as chooser:
        press(page, button)
    chooser.value.set_files(list(files))
    return brought(page, len(files))


def brought(page: Page, count: int) -> list[dict[str, Any]]:
    turn = page.evaluate("globalThis.turn = (globalThis.turn ?? 0) + 1")
    real.reads(page, f"brought {count}, turn {turn}", seconds=60)
    told = page.locator('[flt-semantics-identifier="told"]')
    expect(told).to_contain_text("[")
    found: list[dict[str, Any]] = json.loads(told.inner_text())
    return found


def stored(page: Page, name: str) -> Image.Image:
    """A file of the store, decoded."""
    image = Image.open(BytesIO(bytes.fromhex(page.evaluate(STORED, name))))
    image.load()
    return image


CORNERS = {
    "upper left": (220, 40, 40),
    "upper right": (40, 160, 60),
    "lower left": (40, 70, 200),
    "lower right": (230, 200, 40),
}


def marked(width: int, height: int) -> Image.Image:
    """An upright picture with a mark of another colour in each corner."""
    image = Image.new("RGB", (width, height), (128, 120, 110))
    draw = ImageDraw.Draw(image)
    side = min(width, height) // 3
    for (name, colour), (x, y) in zip(
        CORNERS.items(),
        [(0, 0), (width - side, 0), (0, height - side), (width - side, height - side)],
        strict=True,
    ):
        assert name
        draw.rectangle((x, y, x + side - 1, y + side - 1), fill=colour)
    return image


# How an upright picture has to be laid into its file for an orientation to make it upright again.
LAID = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def photo(path: Path, orientation: int = 1, size: tuple[int, int] = (1200, 800)) -> Path:
    """A JPEG as a phone writes it: lying in this way, with the time and the place in it."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Camera of a test"
    exif.get_ifd(0x8769)[0x9003] = "2019:03:14 15:09:26"
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 51.0, 29.5), 3: "E", 4: (2.0, 17.0, 40.2)})
    image = marked(*size)
    if orientation in LAID:
        image = image.transpose(LAID[orientation])
    image.save(path, "JPEG", quality=92, exif=exif)
    return path


def looks_upright(image: Image.Image) -> bool:
    width, height = image.size
    places = [(8, 8), (width - 9, 8), (8, height - 9), (width - 9, height - 9)]
    pixels = [image.convert("RGB").getpixel(place) for place in places]
    return all(
        sum(abs(one - other) for one, other in zip(pixel, colour, strict=True)) < 40  # type: ignore[arg-type]
        for pixel, colour in zip(pixels, CORNERS.values(), strict=True)
    )


def near(pixel: Any, colour: tuple[int, int, int]) -> bool:
    return all(abs(one - other) <= 6 for one, other in zip(pixel, colour, strict=True))


def says_nothing_else(image: Image.Image) -> bool:
    """Whether a file holds only the picture."""
    return not image.getexif() and not {"exif", "comment", "xmp", "icc_profile", "photoshop"} & set(
        image.info
    )


# --- Coming in ------------------------------------------------------------------------------------


@pytest.mark.long
def test_every_orientation_comes_in_upright_and_without_metadata(
    page: Page, tmp_path: Path
) -> None:
    files = [photo(tmp_path / f"{orientation}.jpg", orientation) for orientation in range(1, 9)]

    found = choose(page, *files)

    assert [(each["width"], each["height"]) for each in found] == [(1200, 800)] * 8
    assert {each["taken_at"] for each in found} == {"2019-03-14T15:09:26"}
    for each in found:
        for name, longest in ((f"{each['id']}.jpg", 1200), (f"{each['id']}.thumb.jpg", 512)):
            image = stored(page, name)
            assert max(image.size) == longest
            assert looks_upright(image)
            assert says_nothing_else(image)


def test_three_chosen_photos_are_seen_and_are_there_after_a_reload(
    page: Page, tmp_path: Path
) -> None:
    found = choose(
        page, *(photo(tmp_path / f"{size}.jpg", size=(size, 300)) for size in (400, 500, 600))
    )

    assert [each["width"] for each in found] == [400, 500, 600]
    for place in range(3):
        expect(page.get_by_label(f"thumbnail {place}")).to_be_visible()
    before = page.evaluate(NAMES)
    assert before == sorted(f"{each['id']}{kind}.jpg" for each in found for kind in ("", ".thumb"))
    page.reload()
    all_there(real.ready(page))
    assert page.evaluate(NAMES) == before
    assert all(looks_upright(stored(page, name)) for name in before)


def test_a_large_photo_is_bounded_and_a_small_one_is_not_enlarged(
    page: Page, tmp_path: Path
) -> None:
    found = choose(
        page,
        photo(tmp_path / "large.jpg", 6, (3000, 4000)),
        photo(tmp_path / "small.jpg", 8, (90, 60)),
    )

    assert [(each["width"], each["height"]) for each in found] == [(1500, 2000), (90, 60)]
    assert all(looks_upright(stored(page, f"{each['id']}.jpg")) for each in found)
    assert stored(page, f"{found[1]['id']}.thumb.jpg").size == (90, 60)


def test_the_same_photo_twice_is_stored_once(page: Page, tmp_path: Path) -> None:
    file = photo(tmp_path / "one.jpg")

    found = choose(page, file, file)

    assert found[0]["id"] == found[1]["id"]
    assert len(page.evaluate(NAMES)) == 2


WHOLE_AT_ONCE = """
const stream = Blob.prototype.stream;
let atOnce = false;
const speed = new BroadcastChannel('speed');
speed.onmessage = (event) => { atOnce = event.data; speed.postMessage('heard'); };
Blob.prototype.stream = function () {
  if (!atOnce) return stream.call(this);
  const bytes = new Uint8Array(new FileReaderSync().readAsArrayBuffer(this));
  return new ReadableStream({ start(controller) { controller.enqueue(bytes); controller.close(); } });
};
"""


@pytest.mark.long
def test_a_photo_is_the_same_however_fast_its_file_is_read(
    new_phone: Callable[..., BrowserContext], site: real.Server, tmp_path: Path
) -> None:
    page = new_phone().new_page()
    real.rewrite_worker(page, WHOLE_AT_ONCE)
    opened(page, site)
    (before,) = choose(page, photo(tmp_path / "one.jpg"))

    real.tell_worker(page, "speed", True)
    (again,) = choose(page, tmp_path / "one.jpg")

    assert again["id"] == before["id"]


def test_a_png_named_jpg_a_transparent_one_and_grey_of_16_bits_come_in(
    page: Page, tmp_path: Path
) -> None:
    marked(600, 400).save(tmp_path / "png.jpg", "PNG")
    Image.new("RGBA", (40, 40), (200, 0, 0, 0)).save(tmp_path / "clear.png")
    grey = Image.new("I;16", (256, 8))
    grey.putdata([257 * (place % 256) for place in range(256 * 8)])
    grey.save(tmp_path / "grey.png")
    Image.new("RGB", (1, 3000), (90, 90, 90)).save(tmp_path / "tall.png")
    marked(300, 200).save(
        tmp_path / "film.gif", save_all=True, append_images=[Image.new("RGB", (300, 200))]
    )
    marked(300, 200).save(tmp_path / "pressed.webp")
    marked(300, 200).convert("CMYK").save(tmp_path / "inks.jpg")

    names = ("png.jpg", "clear.png", "grey.png", "tall.png", "film.gif", "pressed.webp", "inks.jpg")
    found = choose(page, *(tmp_path / name for name in names))

    pictures = [stored(page, f"{each['id']}.jpg") for each in found]
    assert all(picture.format == "JPEG" for picture in pictures)
    assert looks_upright(pictures[0])
    paper = pictures[1].getpixel((20, 20))
    assert isinstance(paper, tuple)
    assert all(abs(one - other) <= 3 for one, other in zip(paper, (0xFF, 0xFD, 0xF8), strict=True))
    levels = pictures[2].convert("L")
    assert [abs(int(levels.getpixel((x, 4))) - x) < 12 for x in (10, 120, 245)] == [True] * 3  # type: ignore[arg-type]
    assert pictures[3].size == (1, 2048)
    assert stored(page, f"{found[3]['id']}.thumb.jpg").size == (1, 512)
    assert looks_upright(pictures[4])
    assert looks_upright(pictures[5])


def test_other_formats_come_in_upright_and_say_when_they_were_taken(
    phone: Page, site: real.Server, tmp_path: Path
) -> None:
    page = opened(phone, site)
    files = []
    for kind, how in (("png", {}), ("webp", {"quality": 92}), ("avif", {"quality": 90})):
        if kind != "png" and not features.check(kind):
            continue
        for orientation in range(1, 9):
            exif = Image.Exif()
            exif[0x0112] = orientation
            exif.get_ifd(0x8769)[0x9003] = "2019:03:14 15:09:26"
            image = marked(240, 160)
            image = image.transpose(LAID[orientation]) if orientation in LAID else image
            image.save(tmp_path / f"{orientation}.{kind}", exif=exif.tobytes(), **how)
            files.append(tmp_path / f"{orientation}.{kind}")

    found = choose(page, *files)

    for file, each in zip(files, found, strict=True):
        assert (each["width"], each["height"], each["taken_at"]) == (
            240,
            160,
            "2019-03-14T15:09:26",
        ), file.name
        image = stored(page, f"{each['id']}.jpg")
        assert looks_upright(image), file.name
        assert says_nothing_else(image)


@pytest.mark.long
def test_what_is_awkward_looks_as_it_does_on_a_desk(
    phone: Page, site: real.Server, tmp_path: Path
) -> None:
    page = opened(phone, site)
    picture = awkward.scene(300, 200)
    palette = picture.quantize(16)
    red = Image.new("RGB", (300, 200), "#FF0000")
    deep = Image.merge(
        "RGB", [channel.point(lambda value: value // 4 * 4) for channel in picture.split()]
    )
    made = {
        "palette.png": awkward.as_file(palette, "PNG", bits=4, transparency=3),
        "grey.png": awkward.as_file(
            Image.merge(
                "LA", (picture.convert("L"), Image.linear_gradient("L").resize((300, 200)))
            ),
            "PNG",
        ),
        "dark.png": awkward.with_chunk(
            awkward.as_file(picture, "PNG"), b"gAMA", (100_000).to_bytes(4, "big")
        ),
        "moving.png": awkward.as_file(picture, "PNG", save_all=True, append_images=[red]),
        "text.png": awkward.with_chunk(
            awkward.as_file(deep, "PNG"), b"tEXt", b"Comment\0" + bytes(100_000)
        ),
        "part.gif": awkward.with_offset(picture, (90, 60), (500, 300)),
        "inks.jpg": awkward.as_file(picture.convert("CMYK"), quality=95),
        "late.jpg": awkward.as_file(picture, progressive=True, quality=92)[:-400],
        "film.jpg": awkward.lying(picture, 6) + b"\0\0\0\x18ftypmp42" + bytes(50_000),
        "several.jpg": awkward.as_file(picture, "MPO", save_all=True, append_images=[red]),
    }
    for name, content in made.items():
        (tmp_path / name).write_bytes(content)

    found = choose(page, *(tmp_path / name for name in made))

    for name, each in zip(made, found, strict=True):
        there = Image.open(BytesIO(bring_in(tmp_path / name).display))
        here = stored(page, f"{each['id']}.jpg")
        assert here.size == there.size, name
        assert awkward.likeness(there, here) > 28, name
        assert says_nothing_else(here)


def png_head(width: int, height: int) -> bytes:
    """A PNG that says it is that large; there is next to nothing in it."""
    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x01\x00\x00\x00\x00"
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b"")]
    parts = [
        len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")
        for kind, body in chunks
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def test_what_is_no_photo_is_refused_in_a_sentence_and_costs_nothing_else(
    page: Page, tmp_path: Path
) -> None:
    (tmp_path / "text.jpg").write_text("Not a picture at all. " * 40)
    (tmp_path / "nothing.jpg").write_bytes(b"")
    (tmp_path / "bomb.png").write_bytes(png_head(30_000, 30_000))
    heic = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(2000)
    (tmp_path / "phone.jpg").write_bytes(heic)
    (tmp_path / "stub.jpg").write_bytes(photo(tmp_path / "whole.jpg").read_bytes()[:300])
    (tmp_path / "thin.png").write_bytes(awkward.of_nothing(6000, 5000, 8, 2))
    (tmp_path / "scans.jpg").write_bytes(awkward.of_many_scans(3000))
    marked(60, 40).save(tmp_path / "scan.tif")
    (tmp_path / "film.mov").write_bytes(
        b"\x00\x00\x00\x14ftypqt  \x00\x00\x02\x00qt  " + bytes(2000)
    )
    names = (
        "text.jpg",
        "nothing.jpg",
        "bomb.png",
        "phone.jpg",
        "stub.jpg",
        "thin.png",
        "scans.jpg",
        "scan.tif",
        "film.mov",
    )

    *refused, kept = choose(
        page, *(tmp_path / name for name in names), photo(tmp_path / "good.jpg")
    )

    assert [each["refused"].split(" What you kept is safe")[0] for each in refused] == [
        "This file is not a picture Glimmers can open.",
        "This file is empty.",
        "This picture has too many pixels to open.",
        "This picture is a HEIC file, which cannot be opened here.",
        "This file is not a picture Glimmers can open.",
        "This picture has too many pixels to open.",
        "This file is not a picture Glimmers can open.",
        "This is a TIFF, or a camera's raw file, which cannot be opened here.",
        "This is a video. Glimmers keeps photos only.",
    ]
    assert "Most Compatible" in refused[3]["refused"]
    assert len(page.evaluate(NAMES)) == 2
    assert kept["width"] == 1200


def test_of_a_photo_that_was_cut_short_what_can_be_read_is_kept(page: Page, tmp_path: Path) -> None:
    whole = photo(tmp_path / "whole.jpg", size=(1200, 1200)).read_bytes()
    (tmp_path / "half.jpg").write_bytes(whole[: len(whole) // 2])

    (found,) = choose(page, tmp_path / "half.jpg")

    assert found["width"] == 1200
    assert 300 < found["height"] < 1000
    image = stored(page, f"{found['id']}.jpg")
    assert sum(image.getpixel((20, 20))) < 350  # type: ignore[arg-type]
    assert image.size == (1200, found["height"])


def test_a_phones_108_megapixels_come_in(page: Page, tmp_path: Path) -> None:
    Image.new("L", (12_000, 9_000), 128).save(tmp_path / "huge.jpg", quality=60)

    (found,) = choose(page, tmp_path / "huge.jpg")

    assert (found["width"], found["height"]) == (2048, 1536)


def test_originals_keep_every_pixel_and_lose_what_is_written_about_them(
    page: Page, tmp_path: Path
) -> None:
    upright, lying = (
        photo(tmp_path / "upright.jpg", 1, (3000, 2400)),
        photo(tmp_path / "lying.jpg", 6, (3000, 2400)),
    )

    found = choose(page, upright, lying, button="Choose originals")

    first, second = (stored(page, f"{each['id']}.jpg") for each in found)
    assert first.size == second.size == (3000, 2400)
    assert first.tobytes() == Image.open(upright).tobytes()
    for image in (first, second):
        assert looks_upright(image)
        assert says_nothing_else(image)


def test_the_focus_is_drawn_to_what_stands_out(page: Page, tmp_path: Path) -> None:
    image = Image.new("RGB", (800, 600), (120, 124, 128))
    ImageDraw.Draw(image).ellipse(
        (560, 60, 760, 260), fill=(214, 150, 120), outline=(30, 20, 20), width=12
    )
    image.save(tmp_path / "face.jpg", quality=92)
    Image.new("RGB", (800, 600), (120, 124, 128)).save(tmp_path / "even.jpg")

    face, even = choose(page, tmp_path / "face.jpg", tmp_path / "even.jpg")

    assert 0.65 < face["focus_x"] < 0.9
    assert 0.1 < face["focus_y"] < 0.4
    assert (even["focus_x"], even["focus_y"]) == (0.5, 0.5)


def test_what_is_stopped_is_not_kept(page: Page, tmp_path: Path) -> None:
    with answered(page, "stopped True"):
        with page.expect_file_chooser() as chooser:
            press(page, "Choose and stop")
        chooser.value.set_files([photo(tmp_path / "large.jpg", size=(4000, 3000))])

    assert page.evaluate(NAMES) == []
    assert len(choose(page, photo(tmp_path / "next.jpg"), photo(tmp_path / "after.jpg", 3))) == 2


# --- Chosen, taken, pasted, dropped ---------------------------------------------------------------

# As Safari has it: only while a tap is being handled does a picker open.
ONLY_WITHIN_A_TAP = """
const open = HTMLInputElement.prototype.click;
globalThis.clicks = [];
HTMLInputElement.prototype.click = function () {
    const within = ['pointerup', 'touchend', 'click', 'keydown'].includes(globalThis.event?.type);
    if (this.type === 'file') clicks.push(within);
    if (this.type !== 'file' || within) open.call(this);
};
"""


def test_the_picker_opens_within_the_tap_itself(
    new_phone: Callable[..., BrowserContext], site: real.Server, tmp_path: Path
) -> None:
    phone = new_phone()
    phone.add_init_script(ONLY_WITHIN_A_TAP)
    page = opened(phone.new_page(), site)

    found = choose(page, photo(tmp_path / "one.jpg"))

    assert found[0]["width"] == 1200
    assert page.evaluate("clicks") == [True]


def test_nothing_chosen_is_nothing(page: Page, tmp_path: Path) -> None:
    with page.expect_file_chooser():
        press(page, "Choose")

    page.evaluate("document.querySelector('input[type=file]').dispatchEvent(new Event('cancel'))")

    assert brought(page, 0) == []
    assert len(choose(page, photo(tmp_path / "one.jpg"))) == 1


def test_a_tap_that_python_answers_late_still_opens_the_picker(page: Page, tmp_path: Path) -> None:
    assert len(choose(page, photo(tmp_path / "one.jpg"), button="Choose late")) == 1


HANDED_OVER = """async ({ kind, hex, target }) => {
    const bytes = Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
    const carried = new DataTransfer();
    carried.items.add(new File([bytes], 'given.jpg', { type: 'image/jpeg' }));
    const options = { bubbles: true, cancelable: true };
    const event = kind === 'paste' ? new ClipboardEvent('paste', { ...options, clipboardData: carried })
        : new DragEvent(kind, { ...options, dataTransfer: carried });
    document.querySelector(target).dispatchEvent(event);
    return event.defaultPrevented;
}"""


@pytest.mark.parametrize("kind", ["paste", "drop"])
def test_a_photo_that_is_handed_over_comes_in(page: Page, tmp_path: Path, kind: str) -> None:
    given = {
        "kind": kind,
        "hex": photo(tmp_path / "one.jpg", 6).read_bytes().hex(),
        "target": "body",
    }

    assert page.evaluate(HANDED_OVER, given)

    (found,) = brought(page, 1)
    assert looks_upright(stored(page, f"{found['id']}.jpg"))


def with_camera(
    playwright: Playwright, profile: Path, witness: real.Witness, *, allowed: bool
) -> BrowserContext:
    flags = [*real.FLAGS, *real.QUICK, "--use-fake-device-for-media-stream"]
    context = playwright.chromium.launch_persistent_context(
        profile,
        executable_path=real.chromium(),
        args=flags,
        viewport={"width": 1000, "height": 800},
    )
    witness.watch(context)
    context.grant_permissions(["camera"] if allowed else [])
    return context


@pytest.mark.long
def test_a_desks_camera_takes_a_photo(
    playwright: Playwright, witness: real.Witness, site: real.Server, tmp_path: Path
) -> None:
    context = with_camera(playwright, tmp_path / "profile", witness, allowed=True)
    page = opened(context.pages[0], site)
    real.reads(page, re.compile("camera True"))

    press(page, "Take")
    expect(page.get_by_role("button", name="Take photo")).to_be_focused()
    page.keyboard.press("Enter")

    (found,) = brought(page, 1)
    assert min(found["width"], found["height"]) >= 240
    assert stored(page, f"{found['id']}.jpg").convert("L").getextrema() != (0, 0)
    press(page, "Take")
    expect(page.get_by_role("button", name="Take photo")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Cancel")).to_be_focused()
    real.escape(page)
    assert brought(page, 0) == []
    expect(page.locator("dialog")).to_have_count(0)
    context.close()


@pytest.mark.long
def test_a_camera_that_may_not_be_used_is_said(
    playwright: Playwright, witness: real.Witness, site: real.Server, tmp_path: Path
) -> None:
    context = with_camera(playwright, tmp_path / "profile", witness, allowed=False)
    page = opened(context.pages[0], site)

    press(page, "Take")

    real.reads(page, "The browser does not let Glimmers use the camera. What you kept is safe.")
    expect(page.locator("dialog")).to_have_count(0)
    context.close()


# --- Kept and seen --------------------------------------------------------------------------------

PHOTO_ADDRESSES = (
    "() => performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => "
    "name.includes('_photo/'))"
)


def test_the_service_worker_answers_for_photos_and_for_nothing_else_there(
    page: Page, site: real.Server, tmp_path: Path
) -> None:
    (found,) = choose(page, photo(tmp_path / "one.jpg"))
    real.wait_until_offline_ready(page)
    page.reload()
    all_there(real.ready(page))
    real.reads(page, re.compile("served True"))

    answers = page.evaluate(
        """async ([id, short]) => {
            const answers = {};
            for (const name of [`${id}.jpg`, short, 'a'.repeat(64) + '.jpg', 'a'.repeat(43), '../version.json', `${id}.jpg.new`, '']) {
                const response = await fetch(`_photo/${encodeURIComponent(name)}`);
                const bytes = new Uint8Array(await response.arrayBuffer());
                answers[name] = [response.status, response.headers.get('cache-control'), bytes.length > 100];
            }
            return Object.values(answers);
        }""",
        [found["id"], base64.urlsafe_b64encode(bytes.fromhex(found["id"])).decode().rstrip("=")],
    )

    immutable = "private, max-age=31536000, immutable"
    assert answers[:2] == [[200, immutable, True]] * 2
    assert [answer[0] for answer in answers[2:]] == [404] * 5
    frame = page.context.new_page()
    with pytest.raises(
        Error, match="ERR_HTTP_RESPONSE_CODE_FAILURE"
    ):  # as another site's frame would ask for it
        frame.goto(f"{site.url}_photo/{found['id']}.jpg")
    frame.close()


BYTES = """
globalThis.sent = 0;
const OwnWorker = globalThis.Worker;
globalThis.Worker = class extends OwnWorker {
  constructor(...args) {
    super(...args);
    this.addEventListener('message', (event) => { sent += event.data?.byteLength ?? 0; });
  }
};
"""


@pytest.mark.long
@pytest.mark.parametrize("served", [True, False])
def test_sixty_thumbnails_cost_at_most_ten_kilobytes_of_messages(
    new_phone: Callable[..., BrowserContext], site: real.Server, tmp_path: Path, served: bool
) -> None:
    phone = new_phone(service_workers="allow" if served else "block")
    phone.add_init_script(BYTES)
    page = opened(phone.new_page(), site)
    if served:
        real.wait_until_offline_ready(page)
        page.reload()
        all_there(real.ready(page))
        real.reads(page, re.compile("served True"))
    choose(page, photo(tmp_path / "one.jpg"))
    before = page.evaluate("sent")

    with answered(page, "sixty"):
        press(page, "Sixty")

    expect(page.get_by_label("thumbnail 59")).to_be_attached()
    assert page.evaluate("sent") - before <= 10 * 1024
    if served:
        page.wait_for_function("() => performance.getEntries().some((e) => /_photo/.test(e.name))")
    else:
        assert page.evaluate(PHOTO_ADDRESSES) == []


@pytest.mark.long
def test_a_full_disk_is_said_and_leaves_nothing_half_written(
    phone: Page, site: real.Server, tmp_path: Path
) -> None:
    real.rewrite_worker(phone, real.DISK)
    page = opened(phone, site)
    choose(page, photo(tmp_path / "one.jpg"))
    before = page.evaluate(NAMES)
    photo(tmp_path / "two.jpg", size=(900, 700))

    for mood in (
        {"room": 1},
        {"room": 0, "lies": 0},
        {"room": 1, "lies": 0},
        {"room": 0, "lies": 900},
        {"room": 1, "lies": 900},
    ):
        real.set_disk(page, **mood)
        (found,) = choose(page, tmp_path / "two.jpg")
        assert found["refused"].startswith("There is no room left on this device"), mood
        assert page.evaluate(NAMES) == before, mood
    real.set_disk(page)
    (again,) = choose(page, tmp_path / "two.jpg")
    assert again["width"] == 900


@pytest.mark.long
def test_a_photo_for_which_the_browser_has_no_room_leaves_all_the_room_there_is(
    phone: Page, site: real.Server, tmp_path: Path
) -> None:
    page = opened(phone, site)
    choose(page, photo(tmp_path / "one.jpg"))
    before = real.files(page)
    photo(tmp_path / "two.jpg", size=(900, 700))

    for room in (0, 1_000, 8_000):  # not even the thumbnail; a part of it; a part of the picture
        with real.filled_up(page, site.url, room=room):
            (found,) = choose(page, tmp_path / "two.jpg")
        assert found["refused"].startswith("There is no room left on this device"), room
        assert real.files(page) == before, room
    (again,) = choose(page, tmp_path / "two.jpg")

    assert stored(page, f"{again['id']}.jpg").size == (900, 700)


TORN = """async (name) => {
    let folder = await navigator.storage.getDirectory();
    for (const part of ['glimmers', 'photos']) folder = await folder.getDirectoryHandle(part);
    const file = await folder.getFileHandle(name, { create: true });
    const writing = await file.createWritable();
    await writing.write('torn');
    await writing.close();
}"""


@pytest.mark.long
def test_a_torn_file_is_noticed_and_made_whole_by_adding_the_photo_again(
    page: Page, tmp_path: Path
) -> None:
    (found,) = choose(page, photo(tmp_path / "one.jpg"))
    with answered(page, "sound"):
        press(page, "Check")
    page.evaluate(TORN, f"{found['id']}.jpg")

    with answered(page, "This photo[’']s file is missing or damaged"):
        press(page, "Check")

    choose(page, tmp_path / "one.jpg")
    with answered(page, "sound"):
        press(page, "Check")


CHANGED_UNDER_IT = """
const read = Blob.prototype.arrayBuffer;
let refusals = 0;
const files = new BroadcastChannel('files');
files.onmessage = (event) => { refusals = event.data; files.postMessage('heard'); };
Blob.prototype.arrayBuffer = async function () {
  if (this instanceof Blob && refusals-- > 0) throw new DOMException('changed since', 'NotReadableError');
  return read.call(this);
};
"""


@pytest.mark.long
@pytest.mark.parametrize(("refusals", "answer"), [(1, "sound"), (9, "missing or damaged")])
def test_a_file_that_changed_while_it_was_read_is_read_again(
    new_phone: Callable[..., BrowserContext],
    site: real.Server,
    tmp_path: Path,
    refusals: int,
    answer: str,
) -> None:
    page = new_phone(service_workers="block").new_page()
    real.rewrite_worker(page, CHANGED_UNDER_IT)
    opened(page, site)
    choose(page, photo(tmp_path / "one.jpg"))
    real.tell_worker(page, "files", refusals)

    with answered(page, answer):
        press(page, "Check")


CUT = """async ([name, size]) => {
    let folder = await navigator.storage.getDirectory();
    for (const part of ['glimmers', 'photos']) folder = await folder.getDirectoryHandle(part);
    const writing = await (await folder.getFileHandle(name)).createWritable({ keepExistingData: true });
    await writing.truncate(size);
    await writing.close();
}"""


@pytest.mark.long
def test_a_photo_that_was_cut_short_is_drawn_as_a_missing_one(
    page: Page, site: real.Server, tmp_path: Path
) -> None:
    (found,) = choose(page, photo(tmp_path / "one.jpg"))
    real.wait_until_offline_ready(page)
    page.reload()
    all_there(real.ready(page))
    page.evaluate(CUT, [f"{found['id']}.jpg", 2000])

    answer = page.evaluate("async (id) => (await fetch(`_photo/${id}.jpg`)).status", found["id"])

    assert answer == 404


def test_sweeping_takes_what_was_let_go_and_what_was_not_finished_and_nothing_else(
    page: Page, tmp_path: Path
) -> None:
    """The second photo is let go; the third one is nobody's, as if it were of another journal."""
    files = (photo(tmp_path / "one.jpg"), photo(tmp_path / "two.jpg", size=(640, 480)))
    first, _, third = choose(page, *files, photo(tmp_path / "three.jpg", size=(300, 200)))
    page.evaluate(TORN, f"{'b' * 64}.jpg.1234.new")

    with answered(page, "swept 1"):
        press(page, "Sweep")

    ids = sorted((first["id"], third["id"]))
    assert page.evaluate(NAMES) == [name for id in ids for name in (f"{id}.jpg", f"{id}.thumb.jpg")]


# --- Collages -------------------------------------------------------------------------------------

# What scratch/photos.py lays out.
FRAME = (640, 427)
FRAMES = [(24 + 664 * column, 24 + 451 * row) for row in range(3) for column in range(3)]
CAPTION = (24, 1400, 2024, 1580)
CARD_HEIGHT = 1378
"""Of the card with the photo, which is 1200 x 800, and the words of the small app."""
PAPER = (0xFB, 0xE9, 0xC9)


def collage(page: Page, button: str) -> Image.Image:
    with answered(page, "it was saved"), page.expect_download(timeout=60_000) as download:
        press(page, button)
    image = Image.open(download.value.path())
    image.load()
    return image


def test_a_collage_of_nine_photos_is_upright_of_the_asked_size_and_without_metadata(
    page: Page, tmp_path: Path
) -> None:
    choose(
        page,
        *(
            photo(tmp_path / f"{place}.jpg", place % 8 + 1, (1500 + place, 1000))
            for place in range(9)
        ),
    )

    image = collage(page, "Collage")

    assert image.format == "JPEG"
    assert image.size == (2048, 1600)
    assert says_nothing_else(image)
    for x, y in FRAMES:
        assert looks_upright(image.crop((x + 20, y + 20, x + FRAME[0] - 20, y + FRAME[1] - 20)))
        for corner in (
            (x, y),
            (x + FRAME[0] - 1, y),
            (x, y + FRAME[1] - 1),
            (x + FRAME[0] - 1, y + FRAME[1] - 1),
        ):
            assert near(image.getpixel(corner), PAPER)  # rounded off
        assert not near(image.getpixel((x + FRAME[0] // 2, y)), PAPER)
        assert near(image.getpixel((x + FRAME[0] // 2, y - 12)), PAPER)


@pytest.mark.long
def test_a_caption_in_several_scripts_and_with_emoji_is_written_with_our_fonts(
    new_phone: Callable[..., BrowserContext], site: real.Server, tmp_path: Path
) -> None:
    phone = new_phone()
    asked: list[str] = []
    phone.on("requestfinished", lambda request: asked.append(request.url))
    page = opened(phone.new_page(), site)
    choose(page, photo(tmp_path / "one.jpg"))

    image = collage(page, "Collage PNG")

    assert image.format == "PNG"
    assert says_nothing_else(image)
    box = image.crop(CAPTION)
    colours = {colour for _, colour in box.convert("RGB").getcolors(2**20)}  # type: ignore[union-attr]
    assert any(red > 200 and green > 120 and blue < 90 for red, green, blue in colours)  # type: ignore[misc] # a sunflower
    left, _, right, _ = ImageChops.difference(
        box.convert("RGB"), Image.new("RGB", box.size, PAPER)
    ).getbbox() or (0, 0, 0, 0)
    assert right - left > 600
    for font in ("Fraunces-Italic", "notosansarabic", "NotoSansJP", "notocoloremoji"):
        assert any(font in url for url in asked), font


def test_a_photo_that_is_gone_leaves_a_quiet_place_in_the_collage(
    page: Page, tmp_path: Path
) -> None:
    first, second = choose(
        page, photo(tmp_path / "one.jpg"), photo(tmp_path / "two.jpg", size=(900, 600))
    )
    page.evaluate(
        """async (name) => {
            let folder = await navigator.storage.getDirectory();
            for (const part of ['glimmers', 'photos']) folder = await folder.getDirectoryHandle(part);
            await folder.removeEntry(name);
        }""",
        f"{first['id']}.jpg",
    )

    image = collage(page, "Collage")

    x, y = FRAMES[0]
    assert not near(image.getpixel((x + 60, y + 60)), PAPER)
    assert near(image.getpixel((x + 60, y + 60)), (0xEC, 0xDE, 0xBF))
    x, y = FRAMES[1]
    assert looks_upright(image.crop((x + 20, y + 20, x + FRAME[0] - 20, y + FRAME[1] - 20)))
    assert second["width"] == 900


def test_a_card_shows_the_photo_or_a_light_at_dusk(page: Page, tmp_path: Path) -> None:
    light = collage(page, "Card")
    choose(page, photo(tmp_path / "one.jpg", 6))
    shown = collage(page, "Card")

    for image, height in ((light, 1350), (shown, CARD_HEIGHT)):
        assert (image.format, image.size) == ("JPEG", (1080, height))
        assert says_nothing_else(image)
    assert near(light.getpixel((4, 4)), (0x0B, 0x0D, 0x24))
    assert near(light.getpixel((4, 1346)), (0x14, 0x15, 0x2B))
    assert near(shown.getpixel((4, CARD_HEIGHT - 4)), (0xFB, 0xF6, 0xEE))
    assert near(shown.getpixel((540, 300)), (128, 120, 110))  # the photo's own ground
    ink = shown.convert("L").crop((92, CARD_HEIGHT - 450, 988, CARD_HEIGHT - 150)).getextrema()
    assert ink[0] < 80  # type: ignore[operator]


# --- Two pens -------------------------------------------------------------------------------------

GLOWS = 0.004
"""Share of pixels in which two glows that lie over each other may round to two levels apart (0.0023
measured).
"""
LIGHTS = 3
"""Levels that a light's edge may be apart, where four layers are rounded one after the other (3 in
one pixel measured).
"""
STRAY = 3
"""Pixels by which the outermost ink of a line may differ: each pen draws the edges of letters in
its own way.
"""


def levels_apart(one: Image.Image, other: Image.Image) -> Image.Image:
    """Of each pixel, the channel in which the two differ most."""
    red, green, blue = ImageChops.difference(one.convert("RGB"), other.convert("RGB")).split()
    return ImageChops.lighter(ImageChops.lighter(red, green), blue)


def uneven(image: Image.Image, boxes: list[tuple[int, int, int, int]]) -> Image.Image:
    """Where photos are not flat: each pen makes details smaller in its own way, and a flat part is
    flat in both.
    """
    found = Image.new("L", image.size, 0)
    for box in boxes:
        part = image.convert("RGB").crop(box)
        spread = levels_apart(
            part.filter(ImageFilter.MaxFilter(9)), part.filter(ImageFilter.MinFilter(9))
        )
        found.paste(spread.point(lambda level: 255 if level > 2 else 0), box[:2])
    return found


def same_but_for(one: Image.Image, other: Image.Image, left_out: Image.Image) -> None:
    apart = levels_apart(one, other)
    apart.paste(0, (0, 0), left_out)
    counts = apart.histogram()
    assert sum(counts[2:]) <= GLOWS * one.width * one.height
    assert sum(counts[LIGHTS + 1 :]) == 0, (
        f"{sum(counts[LIGHTS + 1 :])} pixels in "
        f"{apart.point(lambda v: 255 * (v > LIGHTS)).getbbox()}"
    )


def ink(
    written: Image.Image, bare: Image.Image, band: tuple[int, int]
) -> tuple[int, int, int, int]:
    """Where there are letters between two heights."""
    strip = (0, band[0], written.width, band[1])
    box = (
        levels_apart(written.crop(strip), bare.crop(strip))
        .point(lambda level: 255 * (level > 40))
        .getbbox()
    )
    assert box, "nothing was written"
    return box


@pytest.mark.long
def test_both_pens_draw_the_same_picture(page: Page, tmp_path: Path) -> None:
    kept = choose(
        page, photo(tmp_path / "one.jpg", 6), photo(tmp_path / "two.jpg", size=(900, 600))
    )
    files = {each["id"]: bytes.fromhex(page.evaluate(STORED, f"{each['id']}.jpg")) for each in kept}
    shapes = [
        PhotoShape(
            id=each["id"],
            width=each["width"],
            height=each["height"],
            focus_x=each["focus_x"],
            focus_y=each["focus_y"],
        )
        for each in kept
    ]

    def open_photo(id: str) -> bytes:
        return files.get(id, b"")

    made = drawings(measure, shapes)
    seen: dict[str, tuple[Image.Image, Image.Image]] = {}
    lines: dict[str, list[list[Any]]] = {}
    told = page.locator('[flt-semantics-identifier="told"]')
    for name, drawing in made.items():
        theirs = collage(page, "Drawing").convert("RGB")
        expect(told).to_contain_text(f'"{name}"')
        lines |= json.loads(told.inner_text())
        seen[name] = (
            Image.open(BytesIO(draw(drawing, open_photo, kind="png"))).convert("RGB"),
            theirs,
        )

    for name in [name for name in made if f"{name}, no words" in made]:
        drawing, (ours, theirs), (bare, their_bare) = (
            made[name],
            seen[name],
            seen[f"{name}, no words"],
        )
        photos = [
            mark for mark in drawing.marks if isinstance(mark, PlacedPhoto) and mark.photo in files
        ]
        details = uneven(
            bare, [(mark.x, mark.y, mark.x + mark.width, mark.y + mark.height) for mark in photos]
        )
        same_but_for(bare, their_bare, details)

        runs = [mark for mark in drawing.marks if isinstance(mark, TextRun)]
        assert [run.text for run in runs] == [
            text for text, *_ in lines[name]
        ]  # broken at the same letters
        for run, (_, x, y, size) in zip(runs, lines[name], strict=True):
            assert (run.y, run.size) == (y, size)
            assert x == pytest.approx(run.x, abs=STRAY / 2)
            band = (round(run.y - run.size), min(ours.height, round(run.y + run.size * 0.35)))
            assert ink(theirs, their_bare, band) == pytest.approx(ink(ours, bare, band), abs=STRAY)
        letters = ImageChops.lighter(
            levels_apart(ours, bare), levels_apart(theirs, their_bare)
        ).point(lambda level: 255 * (level > 0))
        same_but_for(
            ours, theirs, ImageChops.lighter(details, letters.filter(ImageFilter.MaxFilter(3)))
        )


# --- Going out ------------------------------------------------------------------------------------


def test_a_photo_is_saved_as_a_file(page: Page, tmp_path: Path) -> None:
    choose(page, photo(tmp_path / "one.jpg", 6))

    with answered(page, "it was saved"), page.expect_download(timeout=60_000) as download:
        press(page, "Save")

    assert download.value.suggested_filename == "glimmer.jpg"
    image = Image.open(download.value.path())
    assert looks_upright(image)
    assert says_nothing_else(image)


# Chromium without a window has no share sheet, so these stand in for one.
SHARES = """
globalThis.given = [];
navigator.canShare = ({ files }) => files.length === 1;
navigator.share = async ({ files, text }) => {
    given.push([files[0].name, files[0].type, files[0].size > 1000, text, navigator.userActivation.isActive]);
    %s
};
"""


@pytest.fixture
def share_sheet(page: Page) -> Iterator[Callable[[str], None]]:
    """Puts one into the open page, for one test."""
    yield lambda script: page.evaluate(f"() => {{ {script} }}")
    page.evaluate(
        "() => { delete navigator.canShare; delete navigator.share; delete globalThis.given; }"
    )


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("", "shared"),
        ("throw new DOMException('', 'AbortError');", "dismissed"),
        ("throw new DOMException('', 'NotAllowedError');", "saved"),
    ],
)
def test_a_photo_is_shared_and_the_outcome_is_told(
    page: Page, share_sheet: Callable[[str], None], tmp_path: Path, answer: str, outcome: str
) -> None:
    share_sheet(SHARES % answer)
    choose(page, photo(tmp_path / "one.jpg"))

    with answered(page, f"it was {outcome}"):
        press(page, "Share")

    assert page.evaluate("given") == [["glimmer.jpg", "image/jpeg", True, "a light", True]]


SHARES_WORDS = """
globalThis.given = [];
navigator.canShare = ({ text }) => Boolean(text);
navigator.share = async ({ files, text }) => {
    given.push([files?.length ?? 0, text, navigator.userActivation.isActive]);
    %s
};
"""


def copied(page: Page) -> str:
    """What the clipboard of this browser holds; it is empty afterwards."""
    held: str = page.evaluate(
        "async () => { const held = await navigator.clipboard.readText(); "
        "await navigator.clipboard.writeText(''); return held; }"
    )
    return held


@pytest.mark.parametrize(
    ("answer", "outcome", "clipboard"),
    [
        ("", "shared", ""),
        ("throw new DOMException('', 'AbortError');", "dismissed", ""),
        ("throw new DOMException('', 'NotAllowedError');", "copied", "The lake went quiet"),
        ("throw new TypeError();", "copied", "The lake went quiet"),
    ],
)
def test_words_are_shared_or_copied_and_the_outcome_is_told(
    page: Page, share_sheet: Callable[[str], None], answer: str, outcome: str, clipboard: str
) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    share_sheet(SHARES_WORDS % answer)

    with answered(page, f"the words were {outcome}"):
        press(page, "Send words")

    assert page.evaluate("given") == [[0, "The lake went quiet", True]]
    assert copied(page) == clipboard


@pytest.mark.parametrize("button", ["Send words", "Copy words"])
@pytest.mark.parametrize("closed", [False, True], ids=["clipboard", "as of old"])
def test_where_there_is_no_share_sheet_words_are_copied(
    page: Page, share_sheet: Callable[[str], None], button: str, closed: bool
) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    if closed:  # as without https
        share_sheet("navigator.clipboard.writeText = () => Promise.reject(new Error());")

    with answered(page, "the words were copied"):
        press(page, button)

    share_sheet("delete navigator.clipboard.writeText;")
    assert copied(page) == "The lake went quiet"


def test_where_there_is_no_share_sheet_it_is_saved(
    page: Page, share_sheet: Callable[[str], None], tmp_path: Path
) -> None:
    share_sheet("navigator.canShare = undefined;")
    choose(page, photo(tmp_path / "one.jpg"))

    with answered(page, "it was saved"), page.expect_download(timeout=60_000):
        press(page, "Share")
