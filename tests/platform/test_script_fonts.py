"""The web client asks for fonts by names of its own; these tests tell when a new Flet asks
differently.
"""

from pathlib import Path

import flet_web
import pytest

from app.platform.serving.script_fonts import font_for, fonts_to_copy

ASSETS = Path(__file__).parents[2] / "assets"
CLIENT = Path(flet_web.__file__).parent / "web" / "main.dart.js"


@pytest.fixture(scope="module")
def copies() -> dict[str, str]:
    return dict(fonts_to_copy(CLIENT.read_text(encoding="utf-8")))


def test_every_font_the_client_is_answered_with_is_there(copies: dict[str, str]) -> None:
    assert all((ASSETS / font).is_file() for font in copies.values())


def test_every_slice_of_emoji_the_client_knows_is_answered_with_its_own(
    copies: dict[str, str],
) -> None:
    slices = {font for font in copies.values() if font.startswith("fonts/emoji/")}

    assert slices == {f"fonts/emoji/{number}.woff2" for number in range(12)}
    assert slices == {
        path.relative_to(ASSETS).as_posix() for path in (ASSETS / "fonts/emoji").iterdir()
    }


def test_every_font_we_ship_is_asked_for(copies: dict[str, str]) -> None:
    large = {
        font_for(f"/assets/fonts/notosans{name}/v1/abc.7.woff2")
        for name in ("jp", "sc", "tc", "hk", "kr")
    }

    shipped = {path.relative_to(ASSETS).as_posix() for path in (ASSETS / "fonts/scripts").iterdir()}
    assert shipped == {font for font in copies.values() if "/scripts/" in font} | large


@pytest.mark.parametrize(
    "path",
    [
        "/assets/fonts/roboto.woff2",
        "/assets/fonts/notosansyi/v19/x.woff2",
        "/glimmer/1",
        "/assets/fonts/notosans/../x",
    ],
)
def test_nothing_else_is_touched(path: str) -> None:
    assert font_for(path) is None
