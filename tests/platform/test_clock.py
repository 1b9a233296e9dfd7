"""What time it is, by which rules: summer and winter have their own offsets, however the device was
told its zone.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import TZPATH, ZoneInfo

import pytest
import tzlocal

from app.core.when.grammar import understand
from app.platform import clock
from app.platform.clock import SystemClock, ZoneError
from tests import processes
from tests.told import sentence

ROOT = Path(__file__).parents[2]
BERLIN = "CET-1CEST,M3.5.0,M10.5.0/3"

ASK = """
import json
from datetime import datetime
from app.platform.clock import SystemClock
clock = SystemClock()
rules = clock.now().tzinfo
days = [datetime(year, month, 15, 12) for year in (2019, 2026, 2031) for month in (1, 4, 7, 10)]
print(json.dumps({
    "zone": clock.zone(),
    "ours": [str(day.replace(tzinfo=rules).utcoffset()) for day in days],
    "system": [str(day.astimezone().utcoffset()) for day in days],
}))
"""


def asked(zone: str, *, command: tuple[str, ...] = ()) -> dict[str, object]:
    """The name and the offsets of twelve dates, and what the C library says of them, in a process
    with this `TZ`.
    """
    done = subprocess.run(
        [*command, sys.executable, "-c", ASK],
        cwd=ROOT,
        env=os.environ | {"TZ": zone},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def zone_file(name: str) -> Path:
    for folder in TZPATH:
        if (file := Path(folder) / name).is_file():
            return file
    import tzdata

    return Path(tzdata.__file__).parent / "zoneinfo" / name


@pytest.mark.parametrize(
    ("zone", "name"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        (":Europe/Berlin", "Europe/Berlin"),
        (BERLIN, None),
        ("CET-1CEST", None),
        ("EST5EDT,M3.2.0,M11.1.0", None),
        ("NZST-12NZDT,M9.5.0,M4.1.0/3", None),  # south of the equator
        ("IST-2IDT,M3.4.4/26,M10.5.0", None),  # hours beyond a day
        ("<+0330>-3:30<+0430>,J79/24,J263/24", None),  # days of the year
        ("<+03>-3", None),
        ("nonsense", None),
        ("", None),
        ("CET-1CEST,M13.5.0,M10.5.0", None),
        ("right/nowhere", None),
        ("../../etc/passwd", None),
    ],
)
def test_dates_have_the_offset_that_the_system_gives_them_and_a_name_only_where_there_is_one(
    zone: str, name: str | None
):
    told = asked(zone)

    assert told["zone"] == name
    assert told["ours"] == told["system"]
    if zone == BERLIN:
        assert {"1:00:00", "2:00:00"} == set(told["ours"])


def test_a_zone_that_is_named_by_its_file_has_its_name_and_a_copy_of_it_its_rules(tmp_path: Path):
    (tmp_path / "copy").write_bytes(zone_file("Europe/Berlin").read_bytes())

    copy = asked(f":{tmp_path / 'copy'}")

    assert copy["zone"] is None
    assert copy["ours"] == copy["system"] == asked("Europe/Berlin")["ours"]
    if (Path("/usr/share/zoneinfo") / "Europe/Berlin").is_file():
        assert asked(":/usr/share/zoneinfo/Europe/Berlin")["zone"] == "Europe/Berlin"


def of_the_system(
    monkeypatch: pytest.MonkeyPatch, localtime: Path, found: ZoneInfo | Exception
) -> SystemClock:
    def look() -> ZoneInfo:
        if isinstance(found, Exception):
            raise found
        return found

    monkeypatch.delenv("TZ", raising=False)
    monkeypatch.setattr(clock, "_LOCALTIME", localtime)
    monkeypatch.setattr(tzlocal, "reload_localzone", look)
    return SystemClock()


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """`/etc/localtime` as a file of its own."""
    (tmp_path / "localtime").write_bytes(zone_file("Etc/UTC").read_bytes())
    return tmp_path / "localtime"


def test_a_copied_file_gives_its_rules_and_no_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    file = tmp_path / "localtime"
    file.write_bytes(zone_file("Europe/Berlin").read_bytes())
    with file.open("rb") as opened:
        without_name = ZoneInfo.from_file(opened, key="local")  # as tzlocal answers

    of_the_system(monkeypatch, file, without_name)
    rules = clock._native_rules()

    assert isinstance(rules, ZoneInfo)
    assert rules.key is None
    assert [datetime(2026, month, 1, tzinfo=rules).utcoffset() for month in (1, 7)] == [
        timedelta(hours=1),
        timedelta(hours=2),
    ]


def test_a_copied_file_has_the_name_that_another_file_tells_only_if_both_say_the_same(
    monkeypatch, copied: Path
):
    same = of_the_system(monkeypatch, copied, ZoneInfo("Etc/UTC")) and clock._native_rules()
    other = of_the_system(monkeypatch, copied, ZoneInfo("Europe/Berlin")) and clock._native_rules()
    torn = of_the_system(monkeypatch, copied, OSError("conflict")) and clock._native_rules()

    assert isinstance(same, ZoneInfo)
    assert same.key == "Etc/UTC"
    assert isinstance(other, ZoneInfo)
    assert other.key is None
    assert isinstance(torn, ZoneInfo)
    assert torn.key is None


def test_a_zone_file_that_is_none_leaves_the_offset_of_now(monkeypatch, tmp_path: Path):
    (tmp_path / "localtime").write_bytes(b"TZif2 and then nothing")

    told = of_the_system(monkeypatch, tmp_path / "localtime", OSError("nothing here"))

    assert told.zone() is None
    assert told.now().utcoffset() == datetime.now().astimezone().utcoffset()


@pytest.mark.skipif(
    os.geteuid() != 0 or subprocess.run(["unshare", "-m", "true"], check=False).returncode != 0,
    reason="needs root",
)
def test_a_real_etc_localtime_that_is_a_copied_file_is_gone_by(tmp_path: Path):
    """In a mount namespace of its own, whose /etc has a copied file there."""
    etc = tmp_path / "etc"
    etc.mkdir()
    (etc / "localtime").write_bytes(zone_file("Europe/Berlin").read_bytes())
    mount = f'mount --bind "{etc}" /etc && unset TZ && exec "$@"'

    told = asked("ignored", command=("unshare", "-m", "sh", "-c", mount, "sh"))

    assert told["ours"] == told["system"]
    assert set(told["ours"]) == {"1:00:00", "2:00:00"}
    assert told["zone"] is None


@pytest.mark.parametrize("zone", ["AAA-30", "AAA+24", "AAA-24:59:59"])
def test_a_zone_a_day_away_is_refused_in_a_sentence_and_nothing_is_kept(tmp_path: Path, zone: str):
    environment = os.environ | {"TZ": zone}

    done = processes.run(
        "--data", str(tmp_path), "keep", "tea", env=environment, capture_output=True, text=True
    )
    listed = processes.run(
        "--data",
        str(tmp_path),
        "--json",
        "list",
        env=os.environ | {"TZ": "UTC"},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1
    assert done.stderr.strip() == sentence(ZoneError())
    assert json.loads(listed.stdout) == []


def test_a_glimmer_of_last_summer_has_the_offset_of_summer_under_a_rule(tmp_path: Path):
    kept = processes.run(
        *("--data", str(tmp_path), "--json", "keep", "tea", "--when", "2024-07-14 10:00"),
        env=os.environ | {"TZ": BERLIN},
        capture_output=True,
        text=True,
    )

    assert json.loads(kept.stdout)["when"]["start"] == "2024-07-14T10:00:00+02:00"


def test_the_night_of_the_clock_change_has_both_its_hours_under_a_rule():
    rules = clock._by_rule(BERLIN)
    now = datetime(2026, 11, 28, 12, 0, tzinfo=rules)

    first = understand("2026-10-25T02:30", now=now)
    after = understand("2026-10-25T03:30", now=now)

    assert [str(each.start)[-6:] for each in (first, after)] == ["+02:00", "+01:00"]


# Words --------------------------------------------------------------------------------------------


IN_GERMAN = """
import locale, calendar
try:
    locale.setlocale(locale.LC_ALL, "de_DE.UTF-8")
except locale.Error:  # no such locale could be made here: this is what it would do
    calendar.month_name = ["", *("Monat %d" % n for n in range(1, 13))]
    calendar.day_name = ["Tag"] * 7
assert calendar.month_name[3] != "March"
from datetime import datetime, timezone
from app.core.when.grammar import understand
now = datetime(2026, 11, 28, 12, tzinfo=timezone.utc)
texts = ("14 March 2019", "October 2018", "last Tuesday", "2019-05-01", "May 2020", "Dec 2018")
print([understand(text, now=now).text for text in texts])
"""


@pytest.fixture(scope="session")
def german(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the German locale, made here."""
    folder = tmp_path_factory.mktemp("locales")
    subprocess.run(
        ["localedef", "-i", "de_DE", "-f", "UTF-8", str(folder / "de_DE.UTF-8")],
        check=False,
        capture_output=True,
    )
    return folder


def test_months_and_weekdays_are_english_whatever_the_locale_of_the_process(german: Path):
    environment = os.environ | {
        "LOCPATH": str(german),
        "LC_ALL": "de_DE.UTF-8",
        "LANG": "de_DE.UTF-8",
    }

    done = subprocess.run(
        [sys.executable, "-c", IN_GERMAN],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.strip() == str(
        [
            "14 March 2019",
            "October 2018",
            "24 November 2026",
            "1 May 2019",
            "May 2020",
            "December 2018",
        ]
    )


# In a browser ------------------------------------------------------------------------------------


class Intl:
    """What a browser tells of its zone, or throws."""

    def __init__(self, told: object) -> None:
        self.told = told
        self.DateTimeFormat = self

    def new(self) -> Intl:
        if isinstance(self.told, Exception):
            raise self.told
        return self

    def resolvedOptions(self) -> SimpleNamespace:
        return SimpleNamespace(timeZone=self.told)


@pytest.mark.parametrize(
    "told",
    [
        None, "", 7, "Etc/Unknown", "Mars/Olympus", "../../etc/passwd", "Europe", "UTC\0",
        RuntimeError("RangeError: Incorrect locale information provided"),
    ],
)  # fmt: skip
def test_a_zone_that_no_database_has_leaves_the_offset(monkeypatch, told: object):
    monkeypatch.setitem(sys.modules, "js", SimpleNamespace(Intl=Intl(told)))
    monkeypatch.setattr(sys, "platform", "emscripten")
    here = SystemClock()

    now, zone = here.now(), here.zone()
    monkeypatch.undo()

    assert now.utcoffset() == datetime.now().astimezone().utcoffset()
    assert zone is None
