"""The Python packages that go to the browser: the project's own list, closed over what they need,
as wheels for Pyodide."""

from __future__ import annotations

import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path, PurePosixPath

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

# What a requirement's marker sees in the browser: Pyodide 314, as shipped inside flet-web 1.0.5.
BROWSER = {
    "sys_platform": "emscripten",
    "platform_system": "Emscripten",
    "platform_machine": "wasm32",
    "os_name": "posix",
    "implementation_name": "cpython",
    "platform_python_implementation": "CPython",
    "python_version": "3.14",
    "python_full_version": "3.14.2",
    "extra": "",
}
TAGS = (
    "--python-version",
    "3.14",
    "--implementation",
    "cp",
    "--abi",
    "cp314",
    "--platform",
    "pyemscripten_2026_0_wasm32",
)

# Asked for by sqlite-utils, for its `install` command: nothing imports it in the browser.
NEVER_IMPORTED = {"pip"}


class MissingPackageError(Exception):
    """A package of the project's list is not installed here, so its version is unknown."""


def needed(pyproject: Path) -> dict[str, str]:
    """Name and version of every package the browser needs.

    Names come from `[project] dependencies` and what those need in the browser; versions are the
    ones installed here, so that the browser runs what the tests ran.
    """
    project = tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]
    found: dict[str, str] = {}
    waiting = [Requirement(line) for line in project["dependencies"]]
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if name in found or name in NEVER_IMPORTED:
            continue
        if requirement.marker and not requirement.marker.evaluate(BROWSER):
            continue
        try:
            installed = distribution(requirement.name)
        except PackageNotFoundError as error:
            raise MissingPackageError(
                f"{name} is not installed: run `pip install -e .[dev]` first"
            ) from error
        found[name] = installed.version
        waiting += [Requirement(line) for line in installed.requires or []]
    return dict(sorted(found.items()))


def fetch(packages: dict[str, str], folder: Path) -> list[Path]:
    """A wheel for each package; pip is asked only for those not in `folder` yet, so a second build
    needs no network."""
    folder.mkdir(parents=True, exist_ok=True)
    missing = [
        f"{name}=={version}"
        for name, version in packages.items()
        if _wheel(folder, name, version) is None
    ]
    if missing:
        command = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "-qq",
            "--disable-pip-version-check",
            "--no-deps",
        ]
        command += ["--only-binary=:all:", *TAGS, "--dest", str(folder), *missing]
        subprocess.run(command, check=True)
    wheels = [(name, _wheel(folder, name, version)) for name, version in packages.items()]
    lost = [name for name, wheel in wheels if wheel is None]
    if lost:
        raise MissingPackageError(f"pip brought no wheel for {', '.join(lost)}")
    return [wheel for _, wheel in wheels if wheel is not None]


def _wheel(folder: Path, name: str, version: str) -> Path | None:
    for wheel in folder.glob("*.whl"):
        its_name, its_version = wheel.name.split("-")[:2]
        if canonicalize_name(its_name) == name and its_version == version:
            return wheel
    return None


def is_native(wheel: Path) -> bool:
    """Whether it holds compiled code, which Python cannot import out of a zip."""
    return not wheel.stem.endswith("-any")


def unpack(wheel: Path, folder: Path) -> None:
    """The wheel's importable files; without tests, type stubs and metadata that nothing reads at
    run time."""
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            path = PurePosixPath(name)
            if not (name.endswith("/") or _dead_weight(path)):
                archive.extract(name, folder)


def _dead_weight(path: PurePosixPath) -> bool:
    return (
        path.parts[0].endswith((".dist-info", ".data"))
        or path.suffix in {".pyi", ".pyx", ".pxd", ".c", ".h", ".pyc"}
        or path.name == "py.typed"
        or not {"tests", "testing", "test", "__pyinstaller", "fixtures"}.isdisjoint(
            path.parts[1:-1]
        )
        or path.name in {"tests.py", "conftest.py"}
    )


def licences(wheel: Path) -> str:
    """The licence texts inside a wheel: leaving the metadata out must not leave them out."""
    with zipfile.ZipFile(wheel) as archive:
        names = [
            name
            for name in archive.namelist()
            if ".dist-info/" in name
            and any(word in name.upper() for word in ("LICENSE", "LICENCE", "COPYING", "NOTICE"))
        ]
        return "\n\n".join(
            archive.read(name).decode("utf-8", "replace").strip() for name in sorted(names)
        )
