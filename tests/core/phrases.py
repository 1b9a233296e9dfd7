"""Makes up ways to say when something happened, and says what must hold for whatever was typed."""

from __future__ import annotations

import random
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from app.core.errors import NotUnderstoodError
from app.core.when.grammar import understand
from app.core.when.times import MONTHS, SEASONS, WEEKDAYS, When
from app.words.errors import told
from app.words.hours import are_twelve, show
from app.words.when import times
from storage.rows.edtf_dates import checked_edtf
from tests.told import advice

ZONES = tuple(
    ZoneInfo(name)
    for name in (
        "Europe/Berlin",
        "America/New_York",
        "Australia/Lord_Howe",
        "Asia/Kathmandu",
        "Pacific/Apia",
        "Africa/Cairo",
        "UTC",
    )
)
DIGITS = ("0123456789", "٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "0123456789", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗")
SPACES = (" ", "  ", "\u00a0", "\t", "\u2009", " \u200b", "\n")
APOSTROPHES = ("'", "’", "ʼ", "`", "´", "′")
DASHES = ("-", "–", "—", "‑", "−")
PIECES = (
    *MONTHS,
    *(month[:3] for month in MONTHS),
    *WEEKDAYS,
    *(day[:3] for day in WEEKDAYS),
    *SEASONS,
    *re.split(
        r"\|",
        "fall|Sept.|Tues|the|a|an|of|in|on|at|about|around|circa|c.|early|late|mid|end "
        "of|last|this|next|ago|before last|year|month|week"
        "|day|weekend|decade|century|hours|minutes|years|months|weeks|days|today|yesterday|now|tomorrow|morning|afternoon|evening|night"
        "|sunset|noon|midnight|half past|quarter to|o'clock|am|pm|the "
        "90s|1990s|'98|199X|2004|2019|1987~|0001|9999|14th|3rd|first|31|29|0"
        "|12:30|25:00|3pm|two|a couple of|a few|several|twenty-five|half a|and a "
        "half|between|and|or|to|from|-|/|.|,|?|or so|Christmas"
        "|Easter|New Year's Eve|Thanksgiving|birthday|my|when I "
        "was|small|free:|2019-03-14|T10:00Z|2019-02-30|14/3|03/04/2024|14.3."
        "|first half of|second half of|late this week|week before|weekend after|first "
        "Sunday of|Q4|or two|a Sunday in|lunch|~|½|18.30|UTC"
        "|week of|first week of|holidays|turn of the|other|from now|it was|sometime|last "
        "year|this year|the year before last",
    ),
)
COUNTS = (
    "a",
    "two",
    "a few",
    "several",
    "a couple of",
    "twenty-five",
    "half a",
    "99999999",
    "two and a half",
)
UNITS = (
    "day",
    "week",
    "month",
    "year",
    "decade",
    "hour",
    "minute",
    "weekend",
    "summer",
    "winter",
    "Sunday",
    "Christmas",
    "Easter",
    "night",
)


def a_now(rng: random.Random) -> datetime:
    """Some instant of the years when this is read."""
    start = datetime(2024, 1, 1, tzinfo=ZoneInfo("UTC"))
    return (
        start
        + timedelta(seconds=rng.randrange(12 * 365 * 24 * 3600), microseconds=rng.randrange(10**6))
    ).astimezone(rng.choice(ZONES))


def a_phrase(rng: random.Random, now: datetime) -> str:
    """Pieces in any order, or a real date written in one of the ways people write it, as sloppily
    as phones do.
    """
    words = rng.choice(
        (_shuffled, _shuffled, _written, _relative, _composed, mutated, mutated, _noise)
    )(rng, now)
    return _sloppily(rng, words) if rng.random() < 0.4 else words


def _shuffled(rng: random.Random, _now: datetime) -> str:
    return " ".join(rng.choice(PIECES) for _ in range(rng.randint(1, 6)))


def a_day(rng: random.Random, now: datetime) -> date:
    """Often near, sometimes anywhere in the calendar, sometimes just ahead."""
    spread = rng.choice((3, 40, 400, 40_000, 730_000))
    return date.fromordinal(
        min(max(now.date().toordinal() - rng.randint(-3, spread), 1), date.max.toordinal())
    )


def _written(rng: random.Random, now: datetime) -> str:
    day = a_day(rng, now)
    month, short, weekday, year = (
        MONTHS[day.month - 1],
        MONTHS[day.month - 1][:3],
        WEEKDAYS[day.weekday()],
        f"{day.year:04}",
    )
    ending, zone = (
        rng.choice(("", "th", "st", "nd", "rd")),
        rng.choice(("", "Z", "+05:45", "-03:30")),
    )
    return rng.choice((
        day.isoformat(), day.isoformat()[:7], day.strftime("%Y%m%d"),
        f"{year}/{day.month}/{day.day}", f"{day.day}.{day.month}.{year}",
        f"{day.day}/{day.month}/{year}", f"{day.month}/{day.day}/{year}",
        f"{day.day} {month} {year}", f"{month} {day.day}, {year}",
        f"{day.day}{ending} of {month} {year}", f"{weekday}, {day.day} {short} {year}",
        f"{weekday[:3]} {short} {day.day} {year}",
        f"the {day.day}{ending or 'th'}", f"{day.day} {month}", f"{short}. {day.day}",
        f"{month} {year}", f"{short} '{year[2:]}", year,
        f"{month} of {year}", f"{rng.choice(SEASONS)} {year}", f"the {year[:3]}0s", f"{year[:3]}X",
        f"{year}~", f"'{year[2]}0s",
        f"{day.isoformat()}T{rng.randrange(24):02}:{rng.randrange(60):02}{zone}",
        f"{day.isoformat()} {rng.randrange(26)}:00",
        f"Easter {year}", f"Christmas {year}", f"{year}-{rng.randint(20, 25)}",
        f"the week of {day.day} {month} {year}",
        f"the weekend of {month} {day.day} {year}", f"the last week of {month} {year}",
    ))  # fmt: skip


def _relative(rng: random.Random, now: datetime) -> str:
    count, unit = rng.choice((str(rng.randint(0, 400)), *COUNTS)), rng.choice(UNITS)
    return rng.choice((
        f"{count} {unit}s ago", f"last {unit}", f"this {unit}", f"the {unit} before last",
        f"{rng.choice(WEEKDAYS)} last week",
        f"last {rng.choice(WEEKDAYS)}", f"last {rng.choice(MONTHS)}",
        f"{rng.choice(MONTHS)} last year", "recently",
        f"{rng.choice(SEASONS)} {count} years ago", f"{count} years ago in {rng.choice(MONTHS)}",
        f"the other {unit}",
        f"in {count} {unit}s", "yesterday",
    ))  # fmt: skip


def _composed(rng: random.Random, now: datetime) -> str:
    inner, other = rng.choice((_written, _relative))(rng, now), _written(rng, now)
    clock = rng.choice(
        (
            f"{rng.randrange(25)}:{rng.randrange(61):02}",
            f"{rng.randint(0, 13)}pm",
            "noon",
            "half past 3",
            "8 in the evening",
        )
    )
    return rng.choice((
        f"about {inner}", f"{inner} or so", f"early {inner}", f"the end of {inner}", f"mid-{inner}",
        f"{inner} at {clock}",
        f"{clock} on {inner}", f"{inner} evening", f"the night of {inner}",
        f"between {inner} and {other}", f"{inner} - {other}",
        f"{inner} to {other}", f"in {inner}", f"a summer in {inner}", f"late {inner}",
        f"about early {inner}", f"{inner}?",
        f"a {rng.choice(SEASONS)} around {other[-4:]}",
    ))  # fmt: skip


_TABLE = Path(__file__).with_name("when_samples.tsv")
SAID = tuple(
    line.split("\t")[4]
    for line in _TABLE.read_text(encoding="utf-8").splitlines()
    if not line.startswith(("#", "now\t"))
)
"""What people say, of the table of samples."""


def mutated(rng: random.Random, _now: datetime) -> str:
    """A sample with one to three things done to it: words left out, said twice, exchanged, taken
    from another sample or from our own; letters and figures changed.
    """
    words = rng.choice(SAID).split()
    for _ in range(rng.randint(1, 3)):
        words = rng.choice((_fewer, _more, _exchanged, _crossed, _misspelt, _refigured))(rng, words)
    return " ".join(words)


def _fewer(rng: random.Random, words: list[str]) -> list[str]:
    gone = rng.randrange(len(words) or 1)
    return words[:gone] + words[gone + 1 :]


def _more(rng: random.Random, words: list[str]) -> list[str]:
    place = rng.randint(0, len(words))
    return [*words[:place], rng.choice((rng.choice(PIECES), *words)), *words[place:]]


def _exchanged(rng: random.Random, words: list[str]) -> list[str]:
    return rng.sample(words, len(words)) if rng.random() < 0.3 else words[::-1]


def _crossed(rng: random.Random, words: list[str]) -> list[str]:
    other = rng.choice(SAID).split()
    return words[: rng.randint(0, len(words))] + other[rng.randint(0, len(other)) :]


def _misspelt(rng: random.Random, words: list[str]) -> list[str]:
    text = " ".join(words)
    place = rng.randint(0, len(text))
    letter = rng.choice("abcdefghijklmnopqrstuvwxyz0123456789-:.,'()?~ ")
    kept = place + rng.randint(0, 1)
    return (text[:place] + letter + text[kept:]).split()


def _refigured(rng: random.Random, words: list[str]) -> list[str]:
    return re.sub(r"\d", lambda _: rng.choice("0123456789"), " ".join(words)).split()


def _noise(rng: random.Random, _now: datetime) -> str:
    return "".join(
        chr(rng.choice((rng.randrange(128), rng.randrange(0x2FF), rng.randrange(0x110000))))
        for _ in range(rng.randint(0, 30))
    )


def _sloppily(rng: random.Random, words: str) -> str:
    digits, space, apostrophe, dash = (
        rng.choice(DIGITS),
        rng.choice(SPACES),
        rng.choice(APOSTROPHES),
        rng.choice(DASHES),
    )
    words = words.translate(
        {ord(figure): digits[index] for index, figure in enumerate("0123456789")}
    )
    words = words.replace(" ", space).replace("'", apostrophe).replace("-", dash)
    words = rng.choice((str.upper, str.title, str.lower, str.swapcase))(words)
    return rng.choice(("", " ", ".", ",")) + words + rng.choice(("", ".", " ", "!", "\n"))


def check_promises(text: str, *, now: datetime, southern: bool = False) -> When | None:
    """What holds for any text whatever; returns what was understood, None where it was refused in a
    sentence.
    """
    refused: NotUnderstoodError | None = None
    try:
        when = understand(text, now=now, southern=southern, zone=None)
    except NotUnderstoodError as error:
        refused = error
    if refused:
        assert told(refused).what.endswith(".")
        assert advice(refused).count("“") == 2, "two ways to write it"
        for phrase in refused.offers:
            assert understand(phrase, now=now, southern=southern), "each meaning is one"
        return None
    checked_edtf(when)
    assert when.text
    if when.precision == "life":
        assert (when.start, when.end, when.edtf) == (None, None, "")
        return when
    assert when.start is not None
    assert when.end is not None
    assert when.start <= when.end  # type: ignore[operator]
    if isinstance(when.start, datetime):
        # Within one zone Python compares what clocks show, and an hour may come twice.
        assert when.start.astimezone(UTC) <= now.astimezone(UTC)
    else:
        assert when.start <= now.date()
    _check_round_trip(when, now=now, southern=southern)
    return when


def _shown(when: When, *, twelve: bool) -> str:
    """As the app shows it in English, on a clock of twenty-four or of twelve hours."""
    before = are_twelve()
    show(twelve=twelve)
    try:
        return times.time(when.precision, when.text)
    finally:
        show(twelve=before)


def _check_round_trip(when: When, *, now: datetime, southern: bool) -> None:
    if (
        isinstance(when.start, datetime)
        and when.start.utcoffset() != when.start.replace(tzinfo=now.tzinfo).utcoffset()
    ):
        return  # the wall time of another zone, of which the words say nothing
    again = understand(when.text, now=now, southern=southern, zone=None)
    assert again.text == when.text
    for twelve in (False, True):
        shown = understand(_shown(when, twelve=twelve), now=now, southern=southern, zone=None)
        assert (shown.text, shown.start, shown.edtf) == (again.text, again.start, again.edtf)
    if isinstance(when.start, datetime):
        # Seconds are not in the words either; of an hour that came twice the first is meant.
        meant = when.start.replace(second=0, microsecond=0, fold=0)
        assert isinstance(again.start, datetime)
        # Of an hour that comes twice no two zones' instants are equal to Python, but in UTC.
        assert again.start.astimezone(UTC) == meant.astimezone(UTC)
        return
    assert (again.precision, again.start, again.end, again.edtf) == (
        when.precision,
        when.start,
        when.end,
        when.edtf,
    )
