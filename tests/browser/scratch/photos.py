"""A small app with photos: what the real one needs of the browser for them, with a button for each;
the browser tests drive it.
"""

import asyncio
import itertools
import json
import sys
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from hashlib import sha256

import flet as ft
from app.drawings import FONTS, TEXT, drawings

from app.core.drawing.crop import Crop
from app.core.drawing.layout import Canvas, Frame, PhotoShape
from app.core.drawing.marks import TextRun
from app.core.drawing.sheet import sheet
from app.core.errors import GlimmersError
from app.core.photos import Attached, Photo, PhotoId
from app.core.ports import PictureKind
from app.imaging import canvas
from app.imaging.canvas_darkroom import CanvasDarkroom
from app.platform.page_bridge import PageBridge, PageRefusedError
from app.platform.photo_source import BrowserPhotoSource, Chosen
from app.words.errors import told as translated
from storage.photos_in_browser import PhotoStore, in_browser


async def main(page: ft.Page) -> None:
    page.title = "Glimmers"
    bridge = PageBridge()
    source = BrowserPhotoSource(bridge)
    said, told = ft.Text("0: nothing yet"), ft.Text("", size=6)
    shown = ft.GridView(max_extent=40, height=200)
    kept: list[Photo] = []
    turns, tellings, drawn = itertools.count(1), itertools.count(1), itertools.count()

    def tell(words: str) -> None:
        """Numbered for as long as the page is open: the same words said again are other words."""
        said.value = f"{next(tellings)}: {words}"
        page.update()

    async def keep(chosen: list[Chosen], *, originals: bool = False) -> None:
        """Brings in all of them side by side; what becomes of each is said in the order in which
        they were chosen.
        """

        async def one(file: Chosen) -> Photo | str:
            try:
                picture = await canvas.bring_in(file.handle, originals=originals)
                return picture.stored_as(await store.put(picture))
            except GlimmersError as error:
                return translated(error).sentence

        tell("bringing in")
        found = await asyncio.gather(*(one(file) for file in chosen))
        kept.extend(each for each in found if isinstance(each, Photo))
        told.value = json.dumps(
            [asdict(each) if isinstance(each, Photo) else {"refused": each} for each in found]
        )
        show()
        tell(f"brought {len(found)}, turn {next(turns)}")

    def show() -> None:
        shown.controls = [
            ft.Image(
                src=store.address(photo.id, thumbnail=True), semantics_label=f"thumbnail {place}"
            )
            for place, photo in enumerate(kept)
        ]

    async def choose() -> None:
        await keep(await source.choose())

    async def choose_originals() -> None:
        await keep(await source.choose(), originals=True)

    async def stop() -> None:
        """Chooses one and stops at once."""
        (chosen,) = await source.choose()
        work = asyncio.create_task(canvas.bring_in(chosen.handle))
        await asyncio.sleep(0.02)
        work.cancel()
        await asyncio.wait([work])
        tell(f"stopped {work.cancelled()}")

    async def take() -> None:
        try:
            photo = await source.take()
        except GlimmersError as error:
            tell(translated(error).sentence)
            return
        await keep([photo] if photo else [])

    async def sixty() -> None:
        """As many addresses as a page of days shows."""
        kept[:] = (kept * 60)[:60]
        show()
        tell("sixty")

    def forget() -> None:
        """As if just opened."""
        nonlocal turns
        kept.clear()
        turns = itertools.count(1)
        told.value = ""
        show()
        tell("forgotten")

    async def sweep() -> None:
        gone = await store.sweep({photo.id for photo in kept[1:2]}, safe_age=0)
        tell(f"swept {len(gone)}")

    async def check() -> None:
        """Whether every picture is still what it was stored as: its id is the sha256 of
        its bytes.
        """
        for photo in kept:
            try:
                content = (await (await store.read(photo.id)).arrayBuffer()).to_bytes()
            except GlimmersError as error:
                why = getattr(error.__cause__, "name", "")  # the browser's own word for it
                tell(f"{translated(error).sentence} {why}")
                return
            if sha256(content).hexdigest() != photo.id:
                tell("damaged")
                return
        tell("sound")

    async def went(out: Callable[..., Awaitable[str]], **more: str) -> None:
        try:
            tell(f"it was {await out(await store.read(kept[0].id), name='glimmer.jpg', **more)}")
        except PageRefusedError as error:
            tell(f"refused: {error}")

    async def share() -> None:
        await went(bridge.share, text="a light")

    async def save() -> None:
        await went(bridge.save)

    async def words_went(out: Callable[[str], Awaitable[str]]) -> None:
        try:
            tell(f"the words were {await out('The lake went quiet')}")
        except PageRefusedError as error:
            tell(f"refused: {error}")

    async def send_words() -> None:
        await words_went(bridge.share_text)

    async def copy_words() -> None:
        await words_went(bridge.copy_text)

    async def photo_of(id: str) -> object:
        return await store.read(PhotoId(id))

    def collage(kind: PictureKind) -> Callable[[], Awaitable[None]]:
        """Up to nine, each whole, in three columns, with words below."""

        async def made() -> None:
            paper = Canvas(name="square", width=2048, height=1600, gap=24, corners=36, strip=200)
            frames = [
                Frame(
                    x=24 + 664 * (place % 3),
                    y=24 + 451 * (place // 3),
                    width=640,
                    height=427,
                    photo=photo.id,
                    crop=Crop(0.0, 0.0, 1.0, 1.0),
                )
                for place, photo in enumerate(kept[:9])
            ]
            caption = "Light 🌻 نور ひかり 光"
            measure = await canvas.measured(("italic",), caption)
            drawing = sheet(paper, frames, measure=measure, paper="#FBE9C9", caption=caption)
            blob = await canvas.draw(drawing, photo_of, kind=kind)
            tell(f"it was {await bridge.save(blob, name='collage.' + kind)}")

        return made

    async def card() -> None:
        cover = Attached(photo=kept[0]) if kept else None
        words = "The light on the kitchen wall, and nobody in a hurry. 🌻"
        when = "Saturday, 14 March 2026"
        blob = await CanvasDarkroom(store).card(
            words, when, photo=cover, night=not kept, pathway="around"
        )
        tell(f"it was {await bridge.save(blob, name='card.jpg')}")

    async def draw() -> None:
        """The next of the pictures that both pens draw, of the first two photos; tells where its
        lines begin.
        """
        measure = await canvas.measured(FONTS, TEXT)
        made = drawings(measure, [PhotoShape.of(photo) for photo in kept[:2]])
        name = list(made)[next(drawn) % len(made)]
        runs = [mark for mark in made[name].marks if isinstance(mark, TextRun)]
        told.value = json.dumps({name: [[run.text, run.x, run.y, run.size] for run in runs]})
        blob = await canvas.draw(made[name], photo_of, kind="png")
        tell(f"it was {await bridge.save(blob, name=f'{name}.png')}")

    page.add(
        ft.FilledButton("Notice a glimmer"),
        ft.Semantics(identifier="said", content=said),
        ft.Row(
            [
                ft.FilledButton("Choose", url=source.choose_address, on_click=choose),
                ft.FilledButton("Choose late", on_click=choose),
                ft.FilledButton(
                    "Choose originals", url=source.choose_address, on_click=choose_originals
                ),
                ft.FilledButton("Choose and stop", url=source.choose_address, on_click=stop),
                ft.FilledButton("Take", url=source.take_address, on_click=take),
                ft.FilledButton("Sixty", on_click=sixty),
                ft.FilledButton("Forget", on_click=forget),
                ft.FilledButton("Sweep", on_click=sweep),
                ft.FilledButton("Check", on_click=check),
                ft.FilledButton("Share", on_click=share),
                ft.FilledButton("Save", on_click=save),
                ft.FilledButton("Send words", on_click=send_words),
                ft.FilledButton("Copy words", on_click=copy_words),
                ft.FilledButton("Card", on_click=card),
                ft.FilledButton("Drawing", on_click=draw),
                ft.FilledButton("Collage", on_click=collage("jpeg")),
                ft.FilledButton("Collage PNG", on_click=collage("png")),
            ],
            wrap=True,
        ),
        ft.TextField(label="Words"),
        shown,
        ft.Semantics(identifier="told", content=told),
    )
    await bridge.shown()
    await bridge.ask_served()
    await source.begin()
    source.on_arrival = lambda chosen: page.run_task(keep, chosen)
    await source.want(True)
    store: PhotoStore = await in_browser(is_served=lambda: bridge.serves_photos)
    page.add(ft.Text(f"camera {source.has_camera}, served {bridge.serves_photos}"))
    tell("ready")


if sys.platform == "emscripten":
    ft.run(main)
