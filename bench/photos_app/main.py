"""The smallest app that brings photos in and makes collages, with the app's own parts;
`bench/photos_in_browser.py` times it."""

import sys

import flet as ft

from app.core.drawing.layout import SQUARE, PhotoShape, lay_out
from app.core.drawing.sheet import FONTS, sheet
from app.core.photos import Photo, PhotoId
from app.imaging import canvas
from app.platform.page_bridge import PageBridge
from app.platform.photo_source import BrowserPhotoSource, Chosen
from storage.photos_in_browser import in_browser


async def main(page: ft.Page) -> None:
    import js

    bridge = PageBridge()
    source = BrowserPhotoSource(bridge)
    said = ft.Text("starting")
    chosen: list[Chosen] = []
    kept: dict[int, Photo] = {}
    turn = 0

    def tell(words: str) -> None:
        said.value = words
        page.update()

    def took(began: float) -> None:
        nonlocal turn
        turn += 1
        tell(f"turn {turn} took {js.performance.now() - began:.1f}")

    async def choose() -> None:
        chosen[:] = await source.choose()
        tell(f"chosen {len(chosen)}")

    async def bring_in() -> None:
        """From the File to what would survive a power cut; each photo is new to the store."""
        place = turn % len(chosen)
        if place in kept:
            await store.sweep({kept[place].id}, safe_age=0)
        began = js.performance.now()
        picture = await canvas.bring_in(chosen[place].handle)
        kept[place] = picture.stored_as(await store.put(picture))
        took(began)

    async def photo_of(id: str) -> object:
        return await store.read(PhotoId(id))

    async def collage() -> None:
        nine = [PhotoShape.of(kept[place % len(kept)]) for place in range(9)]
        frames = lay_out(nine, SQUARE).frames
        began = js.performance.now()
        await canvas.draw(sheet(SQUARE, frames, measure=await canvas.measured(FONTS, "")), photo_of)
        took(began)

    page.add(
        ft.FilledButton("Notice a glimmer"),
        ft.FilledButton("Choose", url=source.choose_address, on_click=choose),
        ft.FilledButton("Bring in", on_click=bring_in),
        ft.FilledButton("Collage", on_click=collage),
        said,
    )
    await bridge.shown()
    await source.begin()
    store = await in_browser(is_served=lambda: bridge.serves_photos)
    tell("ready")


if sys.platform == "emscripten":
    ft.run(main)
