"""What Flet makes of pyproject.toml for phones and the web: its own code reads it here, up to where
Flutter would take over.

Where Flet's project template lies in its cache, as it does after any `flet build`, the projects it
renders are looked at too.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import plistlib
import re
import runpy
import shutil
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import flet.version
import pytest
import yaml
from flet_cli.commands.build import Command
from flet_cli.commands.flutter_base import BaseFlutterCommand
from flet_cli.utils.template_cache import get_cache_root
from packaging.requirements import Requirement

from app.ui.look.theme import DAY, NIGHT, Colours
from app.words.nudges import said as nudges
from app.words.prompts import prompt_words
from app.words.screens import words

ROOT = Path(__file__).parent.parent
ANDROID = "{http://schemas.android.com/apk/res/android}"
TOOLS = "{http://schemas.android.com/tools}"
PHONES = ["apk", "aab", "ipa"]

PERMISSIONS = ROOT / "build/permissions.py"
permissions = SimpleNamespace(**runpy.run_path(str(PERMISSIONS)))
"""The one list of what a phone is asked for, which the workflow goes by too."""


@dataclass
class Build:
    """One `flet build`, stopped before Flutter: what Flet read, what it would run, and what it
    wrote.
    """

    command: Command
    folder: Path
    ran: list[tuple[list[str], dict[str, str]]] = field(default_factory=list)

    @property
    def data(self) -> dict[str, Any]:
        return self.command.template_data

    @property
    def options(self) -> dict[str, Any]:
        return self.data["options"]

    @property
    def pubspec(self) -> dict[str, Any]:
        return yaml.safe_load((self.folder / "build/flutter/pubspec.yaml").read_text("utf-8"))

    def given(self, flag: str) -> list[str]:
        """The values of a flag in the one call of Flet's packager."""
        ((arguments, _),) = self.ran
        return [value for name, value in itertools.pairwise(arguments) if name == flag]


@dataclass
class Builder:
    folder: Path
    monkeypatch: pytest.MonkeyPatch

    def build(self, target: str, template: Path | None) -> Build:
        """Have Flet read everything for this target, render its project from `template` (None:
        Flet's own), and package.
        """
        parser = argparse.ArgumentParser()
        command = Command(parser)
        command.options = parser.parse_args(
            [target, str(self.folder), *(["--template", str(template)] if template else [])]
        )
        command.target_platform, command.no_rich_output, command.dart_exe = target, True, "dart"
        build = Build(command, self.folder)

        def run(
            arguments: list[str], cwd: str, env: dict[str, str], capture_output: bool = True
        ) -> Any:
            build.ran.append((arguments, env))
            (self.folder / "build/python-app").mkdir(parents=True, exist_ok=True)
            package = self.folder / "build/flutter/app/app.zip"
            package.parent.mkdir(parents=True, exist_ok=True)
            package.touch()
            return subprocess.CompletedProcess(arguments, 0)

        self.monkeypatch.setattr(command, "run", run)
        command.initialize_command()
        command.validate_entry_point()
        command.setup_template_data()
        command.create_flutter_project()
        command.package_python_app()
        command.register_flutter_extensions()
        if command.create_flutter_project(second_pass=True):
            command.update_flutter_dependencies()
        return build


@pytest.fixture
def builder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Builder:
    """The project by the names at its top, which is all that Flet decides by, away from our own
    `build` folder.
    """
    folder = tmp_path / "glimmers"
    folder.mkdir()
    for entry in ROOT.iterdir():
        if entry.is_dir():
            (folder / entry.name).mkdir()
        else:
            (folder / entry.name).touch()
    shutil.copy(ROOT / "pyproject.toml", folder)
    # Which Pythons Flet bundles is a file on its site; what it has to say is small.
    manifest = tmp_path / "manifest.json"
    python = {
        "full_version": "3.14.0",
        "pyodide_version": "314.0.2",
        "android_abis": ["arm64-v8a", "x86_64"],
    }
    manifest.write_text(
        json.dumps({"default_python_version": "3.14", "pythons": {"3.14": python}}), "utf-8"
    )
    monkeypatch.setenv("FLET_PYTHON_BUILD_MANIFEST", str(manifest))
    # Looking for Flutter, a JDK and an Android SDK, and getting them, is all that this does.
    monkeypatch.setattr(
        BaseFlutterCommand,
        "initialize_command",
        lambda self: setattr(self, "emojis", {"checkmark": "OK"}),
    )
    # Pyodide is fetched at this point; the web app proper is made by build/web.py.
    monkeypatch.setattr("flet_cli.utils.pyodide.ensure_pyodide", lambda *_: None)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return Builder(folder, monkeypatch)


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A template with nothing but a pubspec of Flutter's usual form, for Flet to put our
    dependencies into.
    """
    template = tmp_path / "template"
    inside = template / "{{cookiecutter.out_dir}}"
    inside.mkdir(parents=True)
    (template / "cookiecutter.json").write_text(
        json.dumps({"out_dir": "", "project_name": ""}), "utf-8"
    )
    (inside / "pubspec.yaml").write_text(
        "name: '{{ cookiecutter.project_name }}'\ndependencies:\n  flutter:\n    sdk: flutter\n",
        "utf-8",
    )
    return template


@pytest.fixture
def real() -> None:
    """Flet's own template, at the very place where Flet looks for it."""
    cached = (
        get_cache_root()
        / "build-template"
        / f"v{flet.version.flet_version}"
        / "flet-build-template.zip"
    )
    if not cached.exists():
        if os.environ.get("GLIMMERS_AFTER_BUILD"):
            pytest.fail(f"Flet's template is not at {cached}")
        pytest.skip("no `flet build` ran on this machine yet, so Flet's template is not here")
    os.environ["FLET_CACHE_DIR"] = str(get_cache_root())


@pytest.mark.parametrize("target", [*PHONES, "web"])
def test_the_app_has_one_name_and_one_id_everywhere(
    builder: Builder, bare: Path, target: str
) -> None:
    data = builder.build(target, bare).data

    assert (data["bundle_id"], data["product_name"], data["artifact_name"]) == (
        "app.glimmers",
        "Glimmers",
        "glimmers",
    )
    assert data["python_module_name"] == "main"


@pytest.mark.parametrize("target", ["apk", "aab"])
def test_android_is_asked_for_what_reminders_and_the_camera_need_and_nothing_else(
    builder: Builder, bare: Path, target: str
) -> None:
    said = builder.build(target, bare).options["android_permissions"]

    wanted = {name.removeprefix("android.permission.") for name, asked in said.items() if asked}
    refused = {
        name.removeprefix("android.permission.") for name, asked in said.items() if asked is False
    }
    assert wanted == {
        "INTERNET",
        "POST_NOTIFICATIONS",
        "RECEIVE_BOOT_COMPLETED",
        "VIBRATE",
        "CAMERA",
    }  # the first is Flet's own
    assert refused == {
        "SCHEDULE_EXACT_ALARM",
        "USE_EXACT_ALARM",
        "RECORD_AUDIO",
        "WRITE_EXTERNAL_STORAGE",
    }
    assert wanted == permissions.needed() | {"INTERNET"}
    assert refused <= permissions.forbidden()
    assert not wanted & permissions.forbidden()


@pytest.mark.parametrize("target", [*PHONES, "web"])
def test_a_link_opens_the_app_on_phones_alone(builder: Builder, bare: Path, target: str) -> None:
    linking = builder.build(target, bare).options["deep_linking"]

    assert linking == (
        {"scheme": None, "host": None} if target == "web" else {"scheme": "glimmers", "host": "app"}
    )


@pytest.mark.parametrize("target", [*PHONES, "web"])
def test_only_what_the_app_runs_on_is_packaged(builder: Builder, bare: Path, target: str) -> None:
    left_out = set(builder.build(target, bare).given("--exclude"))

    ours = {"app", "storage", "main.py"} | (
        set() if target == "web" else {"assets"}
    )  # there, Flet puts them beside the page
    assert {entry.name for entry in builder.folder.iterdir()} - left_out == ours


@pytest.mark.parametrize(
    ("target", "own"),
    [
        ("apk", ["pyjnius==1.7.0"]),
        ("aab", ["pyjnius==1.7.0"]),
        ("ipa", ["rubicon-objc==0.5.7"]),
        ("web", []),
    ],
)
def test_each_platform_brings_its_own_way_to_the_system(
    builder: Builder, bare: Path, target: str, own: list[str]
) -> None:
    packages = builder.build(target, bare).given("-r")

    bridges = [
        package for package in packages if Requirement(package).name in {"pyjnius", "rubicon-objc"}
    ]
    assert bridges == own
    assert "flet==1.0.5" in packages
    assert "tzdata" in packages, "no phone and no browser has the zones for Python"


@pytest.mark.parametrize("target", [*PHONES, "web"])
def test_the_java_plugin_is_where_flutter_will_look(
    builder: Builder, bare: Path, target: str
) -> None:
    build = builder.build(target, bare)

    plugin = build.pubspec["dependencies"]["glimmers_nudges"]["path"]
    place = (
        (builder.folder / "build/flutter" / plugin).resolve().relative_to(builder.folder.resolve())
    )
    assert (
        yaml.safe_load((ROOT / place / "pubspec.yaml").read_text("utf-8"))["name"]
        == "glimmers_nudges"
    )
    assert build.pubspec["dependencies"]["flutter"] == {"sdk": "flutter"}


def test_the_shrinker_leaves_what_python_finds_by_name(builder: Builder, bare: Path) -> None:
    rules = builder.build("apk", bare).options["android_proguard_rules"]

    assert "-keep class app.glimmers.nudges.** { *; }" in rules
    assert any("com.flet.serious_python_android" in rule for rule in rules), (
        "Flet's own are still there"
    )


def test_no_cloud_gets_a_copy_from_android(builder: Builder, bare: Path) -> None:
    application = builder.build("apk", bare).data["pyproject"]["tool"]["flet"]["android"][
        "manifest_application"
    ]

    assert application["allowBackup"] == "false"


def test_both_sorts_of_android_phones_and_no_other_are_built_for(
    builder: Builder, bare: Path
) -> None:
    build = builder.build("apk", bare)

    assert build.options["target_arch"] == ["arm64-v8a", "x86_64"]
    assert build.given("--arch") == ["arm64-v8a,x86_64"]


def test_the_java_tests_are_of_this_app_and_begin_at_its_oldest_android() -> None:
    maven = "{http://maven.apache.org/POM/4.0.0}"
    pom = ET.parse(ROOT / "native/tests/pom.xml").getroot()
    said = {entry.tag.removeprefix(maven): entry.text for entry in pom.find(f"{maven}properties")}
    flet = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["flet"]

    assert said["app.id"] == flet["bundle_id"]
    assert said["app.min"] == str(flet["android"]["min_sdk_version"])
    assert said["app.target"] == str(flet["android"]["target_sdk_version"])
    levels = [int(name.removeprefix("android.")) for name in said if name.startswith("android.")]
    assert min(levels) == flet["android"]["min_sdk_version"]
    played = (ROOT / "native/tests/src/test/resources/robolectric.properties").read_text("utf-8")
    assert f"sdk={','.join(map(str, levels))}" in played.split("\n")


@pytest.mark.parametrize("target", ["apk", "aab"])
def test_a_device_without_a_camera_gets_the_app_too(
    builder: Builder, bare: Path, target: str
) -> None:
    features = builder.build(target, bare).options["android_features"]

    assert {name: needed for name, needed in features.items() if "camera" in name} == {
        "android.hardware.camera": False,
        'android.hardware.camera.any" tools:replace="android:required': False,
        "android.hardware.camera.autofocus": False,
    }


def test_an_iphone_is_asked_for_its_camera_alone(builder: Builder, bare: Path) -> None:
    build = builder.build("ipa", bare)

    assert build.options["info_plist"] == {
        "ITSAppUsesNonExemptEncryption": False,
        # The picker needs no permission; the store wants the reason in words all the same, since
        # Flet's picker can read photos.
        "NSCameraUsageDescription": "To take a photo for a glimmer. It stays on this device.",
        # The plugin could film, so the store wants this one as well; nothing ever asks for it.
        "NSMicrophoneUsageDescription": (
            "Glimmers takes photos without sound and does not use the microphone."
        ),
        "NSPhotoLibraryUsageDescription": (
            "To put photos you choose into a glimmer. They stay on this device."
        ),
    }
    ((_, environment),) = build.ran
    assert environment["SERIOUS_PYTHON_BUNDLE_ID"] == "app.glimmers"


def test_no_secret_and_no_signature_is_written_down() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["flet"]

    assert "signing" not in settings["android"]
    assert not {"provisioning_profile", "signing_certificate", "team_id"} & settings["ios"].keys()


OURS = ET.parse(ROOT / "native/tests/app/AndroidManifest.xml").getroot()
"""The app's own manifest, as the Java tests merge it with the Java part's."""


def of_permissions(manifest: ET.Element) -> dict[str, bool]:
    """The permissions that this asks for (True), and those that it takes out (False)."""
    return {
        permission.attrib[f"{ANDROID}name"]: permission.get(f"{TOOLS}node") != "remove"
        for permission in manifest.iter("uses-permission")
    }


def of_features(manifest: ET.Element) -> dict[str, bool]:
    """Parts of a phone, with what else is said of them, and whether a phone without them does not
    get the app."""
    found = {}
    for feature in manifest.iter("uses-feature"):
        replacing = feature.get(f"{TOOLS}replace")
        name = feature.attrib[f"{ANDROID}name"]
        name += f'" tools:replace="{replacing}' if replacing else ""
        found[name] = feature.get(f"{ANDROID}required") != "false"
    return found


def of_parts(manifest: ET.Element, kind: str) -> dict[str, Any]:
    """What can be reached of an app, by name: whether by others, and by which words and links."""
    return {
        part.attrib[f"{ANDROID}name"]: (
            part.get(f"{ANDROID}exported"),
            part.get(f"{ANDROID}launchMode"),
            part.get(f"{ANDROID}taskAffinity"),
            [
                sorted((each.tag, *sorted(each.attrib.items())) for each in intents)
                for intents in part.iter("intent-filter")
            ],
        )
        for part in manifest.iter(kind)
    }


def test_the_java_tests_are_on_an_app_that_says_what_flet_reads(
    builder: Builder, bare: Path
) -> None:
    options = builder.build("apk", bare).options

    assert of_permissions(OURS) == options["android_permissions"]
    assert of_features(OURS) == options["android_features"]
    ((_, _, _, (_, link)),) = of_parts(OURS, "activity").values()
    linking = options["deep_linking"]
    assert (
        "data",
        (f"{ANDROID}host", linking["host"]),
        (f"{ANDROID}scheme", linking["scheme"]),
    ) in link
    (application,) = OURS.iter("application")
    assert application.get(f"{ANDROID}allowBackup") == "false"


@pytest.mark.parametrize("target", ["apk", "aab"])
@pytest.mark.usefixtures("real")
def test_flets_android_project_says_all_that(builder: Builder, target: str) -> None:
    builder.build(target, None)

    project = builder.folder / "build/flutter/android/app"
    manifest = ET.parse(project / "src/main/AndroidManifest.xml").getroot()
    assert of_permissions(manifest) == of_permissions(OURS)
    assert of_features(manifest) == of_features(OURS)
    assert of_parts(manifest, "activity") == of_parts(OURS, "activity")
    # Of the rest of what others could reach, a provider of files is Flet's.
    assert of_parts(manifest, "provider").keys() == {"androidx.core.content.FileProvider"}
    assert not of_parts(manifest, "service") | of_parts(manifest, "receiver")
    (application,) = manifest.iter("application")
    assert application.get(f"{ANDROID}allowBackup") == "false"
    links = [
        (data.get(f"{ANDROID}scheme"), data.get(f"{ANDROID}host"))
        for data in application.iter("data")
    ]
    assert links == [("glimmers", "app")]
    assert (
        "-keep class app.glimmers.nudges.** { *; }"
        in (project / "proguard-rules.pro").read_text("utf-8").splitlines()
    )
    gradle = (project / "build.gradle.kts").read_text("utf-8")
    assert 'applicationId = "app.glimmers"' in gradle
    assert "resolvedMinSdk = 24" in gradle
    assert "resolvedTargetSdk = 36" in gradle


JAVA_PART = ROOT / "native/android/src/main"


def test_of_the_java_part_other_apps_reach_the_tile_and_the_share_alone() -> None:
    (application,) = ET.parse(JAVA_PART / "AndroidManifest.xml").getroot().iter("application")

    parts = {
        part.attrib[f"{ANDROID}name"].removeprefix("app.glimmers.nudges."): (
            part.tag,
            part.attrib[f"{ANDROID}exported"],
            part.get(f"{ANDROID}permission"),
        )
        for part in application
    }
    assert parts == {
        "NudgeReceiver": ("receiver", "false", None),
        "KeepWidget": ("receiver", "false", None),
        # Only the system has this permission.
        "KeepTile": ("service", "true", "android.permission.BIND_QUICK_SETTINGS_TILE"),
        "ShareActivity": ("activity", "true", None),
    }
    for name in parts:
        assert (JAVA_PART / f"java/app/glimmers/nudges/{name}.java").is_file()


def test_words_and_pictures_can_be_shared_with_the_app_and_nothing_else() -> None:
    manifest = ET.parse(JAVA_PART / "AndroidManifest.xml").getroot()
    (share,) = manifest.iter("activity")

    taken = {
        each.find("action").attrib[f"{ANDROID}name"]: [  # type: ignore[union-attr]
            data.attrib[f"{ANDROID}mimeType"] for data in each.iter("data")
        ]
        for each in share.iter("intent-filter")
    }
    assert taken == {
        "android.intent.action.SEND": ["text/plain", "image/*"],
        "android.intent.action.SEND_MULTIPLE": ["image/*"],
    }


@pytest.mark.parametrize(("folder", "colours"), [("values", DAY), ("values-night", NIGHT)])
def test_the_home_screens_button_has_the_colours_of_the_app(folder: str, colours: Colours) -> None:
    found = ET.parse(JAVA_PART / "res" / folder / "colors.xml").iter("color")

    inner, middle, outer = colours.button
    assert {each.attrib["name"].removeprefix("glimmers_"): each.text for each in found} == {
        "raised": colours.raised,
        "ink": colours.ink,
        "edge": colours.edge,
        "button_inner": inner,
        "button": middle,
        "button_outer": outer,
    }


def test_what_the_java_part_says_is_what_the_app_says() -> None:
    found = ET.parse(JAVA_PART / "res/values/strings.xml").iter("string")
    said = {each.attrib["name"].removeprefix("glimmers_"): each.text or "" for each in found}

    assert said["nudges_channel"] == nudges.CHANNEL
    assert said["nudges_later"] == nudges.LATER
    assert said["notice"] == nudges.SHORTCUT
    assert said["question"] == prompt_words.UNSAID
    assert said["moment"] == words.LOADING
    assert said["kept"].replace("%1$s", "18:42") == "Kept, 18:42"
    for sentence in said.values():
        assert not re.search(r"[!\u2013\u2014]", sentence)


@pytest.mark.usefixtures("real")
def test_flets_iphone_project_says_all_that(builder: Builder) -> None:
    builder.build("ipa", None)

    ios = builder.folder / "build/flutter/ios"
    info = plistlib.loads((ios / "Runner/Info.plist").read_bytes())
    assert info["CFBundleDisplayName"] == "Glimmers"
    assert info["ITSAppUsesNonExemptEncryption"] is False
    assert [kind["CFBundleURLSchemes"] for kind in info["CFBundleURLTypes"]] == [["glimmers"]]
    assert sorted(key for key in info if key.endswith("UsageDescription")) == [
        "NSCameraUsageDescription",
        "NSMicrophoneUsageDescription",
        "NSPhotoLibraryUsageDescription",
    ]
    assert "PRODUCT_BUNDLE_IDENTIFIER = app.glimmers;" in (
        ios / "Runner.xcodeproj/project.pbxproj"
    ).read_text("utf-8")


WORKFLOW = ROOT / ".github/workflows/build.yml"


def steps() -> list[dict[str, Any]]:
    """Those of every job, once for each row of its matrix."""
    jobs = yaml.safe_load(WORKFLOW.read_text("utf-8"))["jobs"].values()
    rows = [
        (job["steps"], row)
        for job in jobs
        for row in job.get("strategy", {}).get("matrix", {}).get("include", [{}])
    ]
    return [json.loads(_filled(json.dumps(step), row)) for steps, row in rows for step in steps]


def _filled(text: str, row: dict[str, str]) -> str:
    return re.sub(r"\$\{\{ matrix\.(\w+) }}", lambda name: row[name[1]], text)


def test_the_workflow_builds_for_both_phones_and_the_web_and_runs_the_browser_tests() -> None:
    said = "\n".join(step.get("run", "") for step in steps())

    builds = ("flet build apk", "flet build aab", "flet build ipa", "make web")
    for command in (*builds, ".ci/run", ".ci/long"):
        assert command in said


# As `aapt2 dump permissions` writes it, with what the libraries of a Flutter app bring along.
ASKED = """package: app.glimmers
uses-permission: name='android.permission.INTERNET'
uses-permission: name='android.permission.POST_NOTIFICATIONS'
uses-permission: name='android.permission.RECEIVE_BOOT_COMPLETED'
uses-permission: name='android.permission.VIBRATE'
uses-permission: name='android.permission.CAMERA'
uses-permission: name='android.permission.ACCESS_NETWORK_STATE'
permission: app.glimmers.DYNAMIC_RECEIVER_NOT_EXPORTED_PERMISSION
uses-permission: name='app.glimmers.DYNAMIC_RECEIVER_NOT_EXPORTED_PERMISSION'
"""


def checked(dump: str) -> subprocess.CompletedProcess[str]:
    """What the workflow's step makes of it."""
    return subprocess.run(
        [sys.executable, str(PERMISSIONS)], input=dump, capture_output=True, text=True, check=False
    )


def test_the_workflow_agrees_to_a_package_that_asks_for_what_pyproject_asks_for() -> None:
    assert "python build/permissions.py < asked" in "\n".join(
        step.get("run", "") for step in steps()
    )
    assert permissions.problems(ASKED) == []
    assert checked(ASKED).returncode == 0


@pytest.mark.parametrize(
    "name",
    sorted({"RECORD_AUDIO", "ACCESS_FINE_LOCATION", "USE_EXACT_ALARM", *permissions.forbidden()}),
)
@pytest.mark.parametrize(
    "how", ["uses-permission", "uses-permission-sdk-23", "uses-implied-permission"]
)
def test_the_workflow_refuses_a_package_that_asks_for_what_it_may_not(name: str, how: str) -> None:
    dump = (
        f"{ASKED}{how}: name='android.permission.{name}' maxSdkVersion='28' reason='requested "
        "WRITE_EXTERNAL_STORAGE'\n"
    )

    assert permissions.problems(dump) == [f"The package asks for {name}, which it may not."]


def test_the_workflow_refuses_a_package_that_lacks_what_it_needs_or_of_which_nothing_is_known() -> (
    None
):
    for name in permissions.needed():
        lacking = ASKED.replace(f"uses-permission: name='android.permission.{name}'\n", "")
        assert permissions.problems(lacking) == [
            f"The package does not ask for {name}, which it needs."
        ]
    assert checked("").returncode == 1
    assert "No permission was found" in checked("error: failed opening zip").stdout


def test_what_the_workflow_forbids_follows_pyproject(tmp_path: Path) -> None:
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    (tmp_path / "pyproject.toml").write_text(
        text.replace('"android.permission.CAMERA" = true', '"android.permission.CAMERA" = false')
    )

    assert permissions.problems(ASKED, tmp_path / "pyproject.toml") == [
        "The package asks for CAMERA, which it may not."
    ]


def test_the_workflow_runs_only_actions_that_cannot_change_and_holds_no_secret() -> None:
    text = WORKFLOW.read_text("utf-8")

    for step in steps():
        if "uses" in step:
            action, _, version = step["uses"].partition("@")
            assert action.startswith("actions/")
            assert len(version) == 40, f"{action} can change behind our back"
    assert "secrets." not in text
    assert yaml.safe_load(text)["permissions"] == {"contents": "read"}


def test_the_workflow_keeps_what_it_built() -> None:
    kept = {
        step["with"]["name"]: step["with"]
        for step in steps()
        if step.get("uses", "").startswith("actions/upload-artifact@")
    }

    assert {"glimmers-apk", "glimmers-aab", "glimmers-ios-unsigned", "glimmers-web"} <= kept.keys()
    assert {artifact["if-no-files-found"] for artifact in kept.values()} <= {"error", "ignore"}
