"""The smallest app that keeps: what the real one needs of the browser, without its looks; the
browser tests drive it.
"""

import sqlite3
import sys
from contextlib import closing
from datetime import datetime

import flet as ft

from app.core.errors import GlimmersError
from app.platform.page_bridge import PageBridge
from app.words.errors import told as translated
from storage.vault import Vault, in_browser

EDITION = "first edition"


async def main(page: ft.Page) -> None:
    page.title = "Glimmers"
    count, kept = ft.Text(), ft.Text()
    bridge = PageBridge()

    def show(text: ft.Text, words: str) -> None:
        text.value = words
        page.update()

    async def go_back() -> None:
        if not await bridge.previous_version():
            show(kept, "There is no version before this one")

    page.add(
        ft.Text(EDITION),
        ft.Text(f"route {page.route}"),
        count,
        ft.Semantics(live_region=True, content=kept),
    )
    await bridge.shown()
    try:
        vault = await in_browser()
        connection = opened(vault)
    except GlimmersError as error:
        show(kept, translated(error).sentence)
        return

    async def keep() -> None:
        try:
            with connection:
                connection.execute("INSERT INTO glimmers (note) VALUES (?)", ("x" * 20_000,))
            await vault.flush()
        except sqlite3.Error as error:
            show(kept, f"Not kept: {error}")
        else:
            show(kept, f"Kept, {datetime.now():%H:%M}")
        show(count, told(connection))

    versions = await bridge.versions()
    page.add(
        ft.FilledButton("Notice a glimmer", on_click=keep),
        ft.FilledButton("Go back a version", on_click=go_back),
        ft.Text("went back" if versions.went_back else "newest here"),
    )
    show(count, told(connection))


def opened(vault: Vault) -> sqlite3.Connection:
    connection = sqlite3.connect(vault.database)
    connection.execute(f"PRAGMA journal_mode = {vault.journal_mode}")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute(
        "CREATE TABLE IF NOT EXISTS glimmers (id INTEGER PRIMARY KEY, note TEXT) STRICT"
    )
    return connection


def told(connection: sqlite3.Connection) -> str:
    with closing(connection.execute("SELECT count(*) FROM glimmers")) as rows:
        (number,) = rows.fetchone()
    (sound,) = connection.execute("PRAGMA integrity_check").fetchone()
    return f"{number} kept, {sound}"


if sys.platform == "emscripten":
    ft.run(main)
