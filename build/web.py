"""Builds the static web app without Flutter: `python build/web.py [--source DIR] [--out build/web]
[--base-url /]`.

Flet's own `publish` makes the page; then the page is dressed as Glimmers, relieved of what no
browser asks for, given bytecode and a service worker, and told to speak to no other host. Packages
come by pip and are kept in `build/cache`.
"""

from __future__ import annotations

import argparse
import base64
import gzip
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import bytecode
import rjsmin
import sentences
import wheels
from fontTools import subset, ttLib

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from app.platform.serving.script_fonts import fonts_to_copy  # noqa: E402 - the project's folder comes first
from app.words.page import listing_words, page_words  # noqa: E402

PAGE = Path(__file__).with_name("page")
CACHE = Path(__file__).with_name("cache")

# Our own code; `main.py`, which Flet's worker runs, lies beside it.
OUR_PACKAGES = ("app", "storage")
PAGE_SCRIPTS = (
    "bridge.js",
    "head_start.js",
    "hide.js",
    "inbox.js",
    "photos.js",
    "python_start.js",
    "worker.js",
)
FIRST_SCRIPTS = ("inbox.js", "early.js")
"""Inside the page, behind the splash: its own button works before anything else was fetched."""
FACE = PROJECT / "assets" / "fonts" / "Fraunces-Strong.ttf"
"""In which the large button speaks."""
FIRST_OF_PYTHON = PAGE / "dataclass_code.py"
"""Loaded before all other Python."""
# JavaScript that lies beside the Python that calls it, and runs in Python's worker.
WORKER_SCRIPTS = ("storage/*.js", "app/imaging/*.js")
# ... and beside the Python that serves it with Flet's own page.
SERVED_SCRIPTS = ("app/platform/serving/*.js",)
# Folders of JavaScript by others that these import, each with its licence; kept as they came.
VENDORED = ("storage/noble-hashes",)
# What lies there and is nothing for Python in a browser; it has no Pillow.
NOT_FOR_PYTHON = ("__pycache__", "*.pyc", "*.js", "pillow_*.py", "noble-hashes")

# Shipped by flet-web and asked for by nobody here: other renderers, debugging aids, Pyodide for
# Node and Windows, packages for installing packages, Flutter's own service worker, formulas.
UNUSED = (
    "main.dart.wasm",
    "main.dart.mjs",
    "flutter.js",
    "flutter.js.map",
    "flutter_service_worker.js",
    "icons/loading-animation.png",
    "canvaskit/**/*.symbols",
    "canvaskit/skwasm*",
    "canvaskit/wimp*",
    "canvaskit/experimental_webparagraph/*",
    "pyodide/*.d.ts",
    "pyodide/*.whl",
    "pyodide/python",
    "pyodide/python.bat",
    "pyodide/python.exe",
    "pyodide/python_cli_entry.mjs",
    "pyodide/pyodide.js",
    "pyodide/package.json",
    "assets/packages/flutter_math_fork/**/*",
)
UNUSED_FONTS = ("packages/flutter_math_fork/",)

# `unsafe-inline` for styles only: Flutter writes its own. Our few inline scripts are named by their
# hashes.
POLICY = {
    "default-src": "'self'",
    "script-src": "'self' 'wasm-unsafe-eval' blob:",
    "worker-src": "'self' blob:",
    "connect-src": "'self' blob: data:",
    "img-src": "'self' blob: data:",
    "media-src": "'self' blob: data:",
    "style-src": "'self' 'unsafe-inline'",
    "font-src": "'self' data:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'none'",
}

# What the service worker keeps at once, and what only when it was asked for; the first pattern that
# fits decides.
WHEN = (
    ("chromium", re.compile(r"canvaskit/chromium/")),
    ("full", re.compile(r"canvaskit/")),
    (
        "later",
        re.compile(
            r"assets/NOTICES$|packages\.txt$|assets/packages/(media_kit|record_web|wakelock_plus)/"
        ),
    ),
    (
        "later",
        re.compile(
            r"assets/fonts/noto(?!coloremoji)|fonts/scripts/|splash(_dark)?\.png$|icon(_\w+)?\.png$"
        ),
    ),
    ("now", re.compile(r"")),
)
ENGINE = re.compile(
    r"main\.dart\.js$|flutter_bootstrap\.js$|canvaskit/|pyodide/|assets/|python(-worker)?\.js$"
)


def build(source: Path, out: Path, base_url: str = "/") -> None:
    """The app in `source` (a folder with `main.py`) as static files in `out`, which is replaced
    only when all went well."""
    with tempfile.TemporaryDirectory(prefix="glimmers-web-") as folder:
        room = Path(folder)
        page = room / "page"
        brought = wheels.fetch(wheels.needed(PROJECT / "pyproject.toml"), CACHE / "wheels")
        _publish(source, page, base_url, room)
        _pack_python(source, page, brought, room)
        _drop_unused(page)
        _answer_font_requests(page)
        _dress(page)
        _list_ways_in(page)
        keep_offline(page)
        _replace(out, page)
    print(f"{out}: {_size(out)}")


def _publish(source: Path, page: Path, base_url: str, room: Path) -> None:
    """Flet's publish, on a stage without our Python: that is packed by `_pack_python`."""
    stage = room / "stage"
    stage.mkdir()
    shutil.copy2(source / "main.py", stage)
    if (source / "assets").is_dir():
        shutil.copytree(source / "assets", stage / "assets")
    # With a null Pyodide version Flet keeps the one inside flet-web instead of downloading another.
    environment = os.environ | {
        "FLET_PYTHON_BUILD_MANIFEST": str(PAGE / "python-build-manifest.json")
    }
    command = [
        sys.executable,
        "-m",
        "flet.cli",
        "publish",
        "main.py",
        "--distpath",
        str(page),
        "--no-cdn",
    ]
    command += [
        "--base-url",
        base_url,
        "--web-renderer",
        "canvaskit",
        "--route-url-strategy",
        "path",
    ]
    command += [
        "--app-name",
        listing_words.NAME,
        "--app-short-name",
        listing_words.NAME,
        "--app-description",
        listing_words.DESCRIPTION,
    ]
    command += ["--pwa-background-color", "#FBF6EE", "--pwa-theme-color", "#FBF6EE"]
    done = subprocess.run(command, cwd=stage, env=environment, capture_output=True, text=True)
    if done.returncode or not (page / "index.html").is_file():
        raise SystemExit(f"flet publish failed:\n{done.stdout}\n{done.stderr}")


# --- Python ---------------------------------------------------------------------------------------


def _pack_python(source: Path, page: Path, brought: Iterable[Path], room: Path) -> None:
    """`app.tar.gz`: our code and the packages in one zip, from which Python imports directly.

    Unpacking hundreds of small files at each start took half a second. Flet's worker puts the zip
    on Python's path, as it is named `__pypackages__`. What must be files lies beside it: `main.py`,
    which that worker runs, and compiled packages.
    """
    ours, native, zipped = room / "ours", room / "native", room / "zipped"
    _copy_our_packages(source, ours)
    for wheel in brought:
        wheels.unpack(wheel, native if wheels.is_native(wheel) else zipped)
    texts = [f"{wheel.name}\n\n{wheels.licences(wheel)}" for wheel in brought]
    for folder in VENDORED:
        licence = (PROJECT / folder / "LICENSE").read_text(encoding="utf-8")
        texts.append(f"{Path(folder).name}\n\n{licence.strip()}")
    (page / "packages.txt").write_text(("\n\n" + "-" * 80 + "\n\n").join(texts), encoding="utf-8")

    library = room / "library"
    standard = page / "pyodide" / "python_stdlib.zip"
    with zipfile.ZipFile(standard) as archive:
        archive.extractall(library)
    if bytecode.node() is None:
        print("no Node here: the app will compile its Python at each start, which is slower")
    else:
        for folder in (library, native, zipped):
            _add_bytecode(folder, page)
            _drop_sources(folder)
        _zip(library, standard, zipfile.ZIP_DEFLATED)
        _add_bytecode(ours, page)  # and the sources stay: a traceback quotes their lines
    shutil.copytree(ours, zipped, dirs_exist_ok=True)
    main = (source / "main.py").read_bytes()
    table = bytecode.of_dataclasses([zipped, native], page / "pyodide", CACHE / "bytecode")
    if table:
        first = room / "first"
        first.mkdir()
        shutil.copy2(FIRST_OF_PYTHON, first)
        _add_bytecode(first, page)
        shutil.copy2(table, first)
        shutil.copytree(first, zipped, dirs_exist_ok=True)
        main = f"import {FIRST_OF_PYTHON.stem}\n".encode() + main

    packages = room / "__pypackages__"
    _zip(zipped, packages, zipfile.ZIP_STORED)  # the archive around it is compressed
    with (
        (page / "app.tar.gz").open("wb") as raw,
        gzip.GzipFile("", "wb", 9, raw, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as archive,
    ):
        _add(archive, "__pypackages__", packages.read_bytes())
        _add(archive, "main.py", main)
        for path in _files(native):
            _add(archive, path.relative_to(native).as_posix(), path.read_bytes())


def _copy_our_packages(source: Path, target: Path) -> None:
    target.mkdir()
    for package in OUR_PACKAGES:
        if (source / package).is_dir():
            ignored = shutil.ignore_patterns(*NOT_FOR_PYTHON)
            shutil.copytree(source / package, target / package, ignore=ignored)


def _add_bytecode(folder: Path, page: Path) -> None:
    """Each `.pyc` beside its `.py`, where Python looks for it in a zip; no `__pycache__`."""
    made = bytecode.compiled(folder, page / "pyodide", CACHE / "bytecode")
    for path in made.rglob("*.pyc") if made else ():
        shutil.copy2(path, folder / path.relative_to(made))


def _drop_sources(folder: Path) -> None:
    for path in folder.rglob("*.pyc"):
        path.with_suffix(".py").unlink()


def _zip(folder: Path, target: Path, compression: int) -> None:
    with zipfile.ZipFile(target, "w", compression, compresslevel=9) as archive:
        for path in _files(folder):
            # A fixed date, so that the same code gives the same bytes and nobody downloads it
            # twice.
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), (2020, 1, 1, 0, 0, 0))
            entry.compress_type = compression
            archive.writestr(entry, path.read_bytes())


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    if len(name.encode()) > 100:  # a longer one has a header of its own, which the page cannot read
        raise SystemExit(f"{name} is too long a name for app.tar.gz")
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    archive.addfile(entry, io.BytesIO(content))


# --- The page -------------------------------------------------------------------------------------


def _drop_unused(page: Path) -> None:
    for pattern in UNUSED:
        for path in list(page.glob(pattern)):
            if path.is_file():
                path.unlink()
    # Flutter loads every font of this list before its first frame.
    listed = page / "assets" / "FontManifest.json"
    fonts = json.loads(listed.read_text(encoding="utf-8"))
    kept = [font for font in fonts if not font["family"].startswith(UNUSED_FONTS)]
    # Ours too: loaded here, all at once, they are there before Python is. Named by the app they
    # come one after another, and each draws the first screen again.
    kept += [
        {"family": font.stem, "fonts": [{"asset": f"../fonts/{font.name}"}]}
        for font in sorted((page / "fonts").glob("*.ttf"))
    ]
    listed.write_text(json.dumps(kept), encoding="utf-8")
    # Pyodide reads this list at each start; we load none of its packages.
    lock = page / "pyodide" / "pyodide-lock.json"
    lock.write_text(
        json.dumps(json.loads(lock.read_text(encoding="utf-8")) | {"packages": {}}),
        encoding="utf-8",
    )
    for folder in sorted((path for path in page.rglob("*") if path.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()


def _answer_font_requests(page: Path) -> None:
    """Flutter asks for Noto fonts by name when text needs them; hosts that only serve files find
    ours under those names.

    Not the large scripts, which it asks for in hundreds of slices: for them the service worker (and
    `serve.py`) answers.
    """
    client = (page / "main.dart.js").read_text(encoding="utf-8")
    places: dict[str, str] = {}
    for asked, font in fonts_to_copy(client):
        if (page / font).is_file():
            places[font.removeprefix("fonts/").removesuffix(".woff2")] = asked
            (page / asked).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(page / font, page / asked)
    for font in {font for _, font in fonts_to_copy(client)}:
        (page / font).unlink(missing_ok=True)
    # Ours to find as well: app/imaging/canvas_text.js writes captions with them.
    places |= {
        f"scripts/{font.stem}": f"fonts/scripts/{font.name}"
        for font in sorted((page / "fonts" / "scripts").glob("*.woff2"))
    }
    (page / "fonts").mkdir(exist_ok=True)
    (page / "fonts" / "places.json").write_text(
        json.dumps(places, sort_keys=True), encoding="utf-8"
    )


def _dress(page: Path) -> None:
    """Our head, splash, scripts and content security policy in `index.html`."""
    ours = sentences.filled(PAGE)
    for name in PAGE_SCRIPTS:
        (page / name).write_text(ours[name], encoding="utf-8")
    for pattern in WORKER_SCRIPTS + SERVED_SCRIPTS:
        for script in sorted(PROJECT.glob(pattern)):
            shutil.copy2(script, page)
    for folder in VENDORED:
        unneeded = shutil.ignore_patterns("*.md")
        shutil.copytree(PROJECT / folder, page / Path(folder).name, ignore=unneeded)
    bootstrap = page / "flutter_bootstrap.js"
    # With these settings Flutter unregisters every service worker it did not write, and reloads,
    # for ever.
    bootstrap.write_text(
        _once(
            r"serviceWorkerSettings:\s*\{.*?\},\s*(?=onEntrypointLoaded)",
            "",
            bootstrap.read_text(encoding="utf-8"),
        ),
        encoding="utf-8",
    )
    index = page / "index.html"
    html = index.read_text(encoding="utf-8")
    html = _once(r"<html>", '<html lang="en">', html)
    splash = _once(r"\[\[FACE\]\]", _letters(), ours["splash.html"].rstrip())
    first = "".join(ours[name] for name in FIRST_SCRIPTS)
    splash += f"\n<script>{first}</script>\n"
    html = _once(r'<div id="loading".*?</div>', splash, html)
    html = _once(r'<meta name="apple-mobile-web-app-status-bar-style" content="black">', "", html)
    html = _once(r"flet\.flutterAppLoaded\.then\(.*?\}\);", "", html)  # says so to the log
    html = _once(r'<meta content="IE=Edge" http-equiv="X-UA-Compatible">', "", html)
    # Flet's own loads a page that was kept aside for the Back button anew; head_start.js does.
    html = _once(r"<script>((?!</script>).)*'pageshow'.*?</script>", "", html)
    html = _once(
        r'<script src="python\.js"></script>',
        f"<script>{ours['watch.js']}{ours['lending.js']}</script>",
        html,
    )
    html = _smaller(html)
    # Behind the splash, so that the first paint waits for none of them; python.js is Flet's, and
    # reads what the one before it has set.
    # hide.js comes first: it hears a key before all others do.
    in_order = ("hide.js", "locale.js", "head_start.js", "python.js")
    start = "".join(f'<script src="{name}"></script>' for name in in_order)
    start = sentences.chooser(ours) + start
    html = _once(r'(?=<script src="flutter_bootstrap\.js" async>)', start, html)
    html = _once(r"(?=</body>)", '<script src="bridge.js" defer></script>', html)
    head = _smaller(ours["head.html"]).replace("{policy}", _policy(html))
    html = _once(r'(?<=<meta charset="UTF-8">)', "\n" + head.rstrip(), html)
    index.write_text(html, encoding="utf-8")


def _smaller(html: str) -> str:
    """The same page without comments and spaces: it is read before anything is seen."""
    html = re.sub(
        r"(?<=<script>).*?(?=</script>)", lambda found: rjsmin.jsmin(found[0]), html, flags=re.S
    )
    html = re.sub(r"<!--.*?-->\n?|/\*[^*]*\*/|^\s+", "", html, flags=re.M | re.S)
    html = re.sub(r"(?<=>)\n(?=<(?!span))", "", html)  # between sentences it is a space

    def rules(style: re.Match[str]) -> str:
        return re.sub(r"\s*([{};,])\s*|(?<=:)\s+", r"\1", style[0]).replace(";}", "}")

    return re.sub(r"(?<=<style>).*?(?=</style>)", rules, html, flags=re.S)


def _letters() -> str:
    """What the splash needs of the large button's typeface, as WOFF2 in base64: the letters of its
    sentences, and the figures of a time. A language with other letters shows the browser's own.
    """
    options = subset.Options()
    options.flavor, options.hinting, options.layout_features = "woff2", False, ["kern"]
    options.name_IDs, options.glyph_names, options.notdef_outline = [], False, False
    options.drop_tables += ["GDEF", "STAT"]
    font = ttLib.TTFont(FACE, recalcTimestamp=False)  # the same page, whenever it is built
    chosen = subset.Subsetter(options)
    chosen.populate(text=page_words.NOTICE + page_words.KEPT_AT + "0123456789:")
    chosen.subset(font)
    font.flavor = options.flavor
    packed = io.BytesIO()
    font.save(packed)
    return base64.b64encode(packed.getvalue()).decode()


def _list_ways_in(page: Path) -> None:
    """In the manifest, the ways from outside into the installed app."""
    file = page / "manifest.json"
    manifest = json.loads(file.read_text(encoding="utf-8"))
    icon = {"src": "icons/icon-192.png", "sizes": "192x192", "type": "image/png"}
    notice = {"name": listing_words.NOTICE, "url": "capture", "icons": [icon]}
    manifest |= {
        "id": ".",
        "scope": ".",
        "shortcuts": [notice],
        # Navigated, not only brought forward: what is shared comes as a navigation's form, and the
        # page's own button is there at once.
        "launch_handler": {"client_mode": ["navigate-existing", "auto"]},
        "share_target": {
            "action": "share",
            "method": "POST",
            "enctype": "multipart/form-data",
            "params": {
                "title": "title",
                "text": "text",
                "url": "url",
                "files": [{"name": "photos", "accept": ["image/*", ".heic", ".heif", ".avif"]}],
            },
        },
    }
    file.write_text(json.dumps(manifest, ensure_ascii=False, indent=2), encoding="utf-8")


def _policy(html: str) -> str:
    scripts = re.findall(r"<script>(.*?)</script>", html, flags=re.S)
    hashes = (
        f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
        for text in scripts
    )
    rules = POLICY | {"script-src": " ".join([POLICY["script-src"], *hashes])}
    return "; ".join(f"{name} {sources}" for name, sources in rules.items())


def _once(pattern: str, new: str, text: str) -> str:
    """`text` with the one place that fits `pattern` replaced; a Flet that changed its page is
    noticed here."""
    changed, times = re.subn(pattern, lambda _: new, text, flags=re.S)
    if times != 1:
        raise SystemExit(
            f"{pattern!r} was found {times} times instead of once: has Flet changed its web page?"
        )
    return changed


# --- Offline --------------------------------------------------------------------------------------


def keep_offline(page: Path) -> None:
    """The service worker with the list of everything it keeps, in two parts: the engine changes
    with Flet, the app with us.

    A page that has one already gets another, which is another version where any file has changed.
    """
    (page / "service_worker.js").unlink(missing_ok=True)
    parts: dict[str, dict[str, list[str]]] = {"engine": {}, "app": {}}
    for path in _files(page):
        place = path.relative_to(page).as_posix()
        digest = base64.b64encode(hashlib.sha256(path.read_bytes()).digest()).decode()
        when = next(word for word, pattern in WHEN if pattern.match(place))
        part = "engine" if ENGINE.match(place) else "app"
        parts[part]["" if place == "index.html" else place] = [f"sha256-{digest}", when]
    ours = sentences.filled(PAGE)
    template = ours["inbox.js"] + ours["service_worker.js"]  # whole in one file, as it is updated
    names = {name: f"glimmers-{name}-{_digest(json.dumps(files))}" for name, files in parts.items()}
    listed = {
        "id": _digest(json.dumps(parts) + template),
        "parts": [{"cache": names[name], "files": files} for name, files in parts.items()],
    }
    worker = _once(r"/\* BUILD \*/ null", json.dumps(listed, separators=(",", ":")), template)
    (page / "service_worker.js").write_text(worker, encoding="utf-8")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _replace(out: Path, page: Path) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    half = out.with_name(out.name + ".half")
    shutil.rmtree(half, ignore_errors=True)
    shutil.copytree(page, half)
    shutil.rmtree(out, ignore_errors=True)
    half.rename(out)


def _files(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from sorted(path for path in folder.rglob("*") if path.is_file())


def _size(folder: Path) -> str:
    sizes = [path.stat().st_size for path in _files(folder)]
    return f"{len(sizes)} files, {sum(sizes) / 1e6:.1f} MB"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Builds the static web app, without Flutter.")
    parser.add_argument(
        "--source", type=Path, default=PROJECT, help="a folder with main.py (default: this project)"
    )
    parser.add_argument("--out", type=Path, default=PROJECT / "build" / "web")
    parser.add_argument(
        "--base-url", default="/", help="where the app will live on its host (default: /)"
    )
    given = parser.parse_args()
    build(given.source.resolve(), given.out.resolve(), given.base_url)
