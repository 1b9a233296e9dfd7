"""Ways to say a time that is not sure, a part of one, or from one to another: "about 2004", "early
in May", "from May to July".
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from app.core.errors import NotUnderstoodError
from app.core.when.clock_words import PART
from app.core.when.count_words import COUNT
from app.core.when.spans import (
    Here,
    from_to,
    is_before,
    months_until_today,
    possible_year,
    season_of,
    span_of,
    third_of,
    until_today,
    widened,
    year_of,
)
from app.core.when.times import (
    WEEKDAYS,
    When,
    day_in_words,
    days_around,
    month_range,
    within,
)
from app.core.when.ways.days import (
    DAY_PARTS,
)
from app.core.when.ways.patterns import (
    COUNTED,
    MONTH,
    NEARLY,
    NEARLY_AFTER,
    SEASON,
    WEEKDAY,
    YEAR,
    weekday_number,
)
from app.core.when.ways.reading import DEEPEST, quietly, read

_SOME = {"a few": (2, 4), "few": (2, 4), "some": (2, 4), "several": (3, 7)}


_AGO = "(?P<unit>day|week|fortnight|month|year|decade)s? (?:ago|back)"


def as_some_ago(words: str, here: Here) -> When | None:
    """ "A few weeks ago" is no one day: it is between four and two of them. So are "2-3 weeks ago"
    and "a year or two ago".
    """
    match = (
        re.fullmatch(rf"(?P<some>{'|'.join(_SOME)}) {_AGO}", words)
        or re.fullmatch(
            rf"(?:{NEARLY} )?(?P<fewest>{COUNT})(?: ?- ?| to | or ){COUNTED} {_AGO}", words
        )
        or re.fullmatch(
            (
                rf"(?:{NEARLY} )?(?P<fewest>an?|one) (?P<unit>day|week|month|year"
                r"|decade) or (?P<count>two|so) (?:ago|back)"
            ),
            words,
        )
    )
    if not match:
        match = re.fullmatch(
            rf"{COUNTED}(?: ?\+| plus|[ -](?:odd|some|something)| or so) {_AGO}", words
        ) or re.fullmatch(
            rf"{COUNTED} (?P<unit>day|week|month|year|decade)s? or so (?:ago|back)", words
        )
        return read(f"about {match['count']} {match['unit']}s ago", here) if match else None
    said = match.groupdict()
    if said.get("count") == "so":
        return read(f"about a {match['unit']} ago", here)
    fewest, most = _SOME[said["some"]] if said.get("some") else (said["fewest"], said["count"])
    first, last = (quietly(f"{count} {match['unit']}s ago", here) for count in (most, fewest))
    return from_to(first, last, here) if first and last and is_before(first, last) else None


def as_approximate(words: str, here: Here) -> When | None:
    """ "About 2004", "in May or so": a little more on both sides."""
    season = re.fullmatch(
        rf"(?:an? |the |one )?{SEASON},? (?:about|around|circa|c\.?|ca\.?) ?{YEAR}", words
    )
    if season:
        name = season["season"].replace("fall", "autumn")
        text = f"{'an' if name == 'autumn' else 'a'} {name}, about {int(season['year']):04}"
        return widened(season_of(possible_year(season["year"]), name, here), text, here)
    match = re.fullmatch(rf"{NEARLY}[ ,]*(?P<rest>.+)", words) or re.fullmatch(
        rf"(?P<rest>.+?){NEARLY_AFTER}", words
    )
    inner = read(match["rest"].strip(), here) if match else None
    if inner is None or inner.precision in ("moment", "about"):
        return inner
    return widened(inner, f"about {within(inner.text)}", here)


def as_part(words: str, here: Here) -> When | None:
    """The early, middle or late third of a month, season, year or decade."""
    match = re.fullmatch(
        r"(?:the |in |at )*(?:very )?(?P<third>early|earlier|mid|middle|halfway|late|later"
        r"|beginning|start|end)"
        r"(?: of| on| through)?(?:[ -]in)?[ -](?:the )?(?P<rest>.+)",
        words,
    )
    if not match:
        return None
    whole = read(_this(match["rest"], here), here)
    if whole is None or re.search(r"\b(?:early|mid|late) ", whole.text):
        return None  # a part of a part
    if whole.precision == "day" or match["third"] in ("earlier", "later"):
        return whole  # "late on Monday", "earlier this year"
    if whole.text.startswith("the week of ") and whole.day:
        days = {
            "early": (0, 2),
            "mid": (1, 3),
            "middle": (1, 3),
            "late": (3, 6),
            "end": (3, 6),
        }.get(match["third"], (0, 2))
        return until_today(days_around(whole.day, days[0]), days_around(whole.day, days[1]), here)
    if whole.precision not in ("month", "season", "year", "decade"):
        return None
    third = {
        "early": 0,
        "beginning": 0,
        "start": 0,
        "mid": 1,
        "middle": 1,
        "halfway": 1,
        "late": 2,
        "end": 2,
    }[match["third"]]
    start, end = whole.start, whole.end
    assert isinstance(start, date)
    assert isinstance(end, date)
    first, last, edtf = third_of(whole.precision, start, end, third)
    name = ("early", "mid", "late")[third]
    text = within(whole.text)
    text = f"the {name} {text[4:]}" if text.startswith("the ") else f"{name} {text}"
    return span_of(whole.precision, text, first, last, edtf, here)


def _this(words: str, here: Here) -> str:
    """ "The end of the year" is the end of this one."""
    return {"year": f"{here.today.year:04}", "month": "this month", "week": "this week"}.get(
        words, words
    )


def as_half(words: str, here: Here) -> When | None:
    """ "The first half of 2019", "the second half of the 90s"; and quarters of a year, as offices
    count them.
    """
    match = re.fullmatch(
        r"(?:the |in )*(?P<half>1th|2th|second|last|latter) half (?:of )?(?:the )?(?P<rest>.+)",
        words,
    )
    whole = quietly(_this(match["rest"], here), here) if match else None
    if (
        match
        and whole
        and whole.day
        and whole.precision in ("month", "year", "decade")
        and "/" not in whole.edtf
    ):
        year, month, later = whole.day.year, whole.day.month, match["half"] != "1th"
        if whole.precision == "decade":
            first, last = (
                year_of(year + 5 * later, here),
                year_of(min(year + 4 + 5 * later, here.today.year), here),
            )
            return from_to(first, last, here) if is_before(first, last) else first
        if whole.precision == "year":
            return months_until_today(year, 1 + 6 * later, 6 + 6 * later, here)
        return until_today(
            date(year, month, 16 if later else 1),
            month_range(year, month)[1] if later else date(year, month, 15),
            here,
        )
    match = re.fullmatch(
        r"(?:the )?(?:q(?P<quarter>[1-4])|(?P<nth>[1-4])th quarter)[ -]?(?:of )?(?P<year>\d{4})"
        r"|(?P<first>\d{4})[ -]?q(?P<which>[1-4])",
        words,
    )
    if not match:
        return None
    year, quarter = (
        int(match["year"] or match["first"]),
        int(match["quarter"] or match["nth"] or match["which"]),
    )
    return months_until_today(year, 3 * quarter - 2, 3 * quarter, here)


def as_one_of_many(words: str, here: Here) -> When | None:
    """ "A Sunday in May", "one evening in 2004": which one is not known, and stays in the words."""
    match = re.fullmatch(
        r"(?:on )?(?:an?|one|some) (?P<what>(?:(?!(?:in|of|during|last"
        rf"|this) )[a-z]+ ){{0,2}}(?:day|weekend|week|{PART}|{WEEKDAY}))"
        r" (?:(?:sometime )?(?:in|of|during) )?(?P<rest>.+)",
        words,
    )
    whole = quietly(match["rest"], here) if match else None
    if not match or not whole or " in " in whole.text:
        return None
    if whole.precision not in ("month", "season", "year", "decade") and not whole.text.startswith(
        "the week of "
    ):
        return None
    what = re.sub(
        rf"\b{WEEKDAY}(?!\w)", lambda day: WEEKDAYS[weekday_number(day["weekday"])], match["what"]
    )
    return replace(
        whole, text=f"{'an' if what[0] in 'aeiou' else 'a'} {what} in {within(whole.text)}"
    )


# A morning alone is no end of a span: in "Saturday and morning" it says which part of that
# Saturday, or of today, is meant.
_BARE_PART = re.compile(DAY_PARTS[0])


_JOINED = re.compile(r" ?[-/&+] ?| ?\.{2,3} ?| to | and | or | until | till | through ")
_ONE_COUNT = re.compile(rf"{COUNT} (?:day|week|fortnight|month|year|decade)s?")
_OF_AN_HOUR = ("clock to come", "morning or evening", "clock or age", "two midnights")


def as_between(words: str, here: Here) -> When | None:
    """From one day, month, season, year or decade to another: "14-16 March 2019", "between May and
    July 2019".
    """
    if here.depth > 3:
        return None
    whole = re.sub(r"^(?:between|from|either) ", "", words)
    side = replace(here, depth=DEEPEST - 1)
    for joint in list(_JOINED.finditer(whole))[:8]:
        if _BARE_PART.fullmatch(whole[joint.end() :]):
            continue
        first_words, last_words = whole[: joint.start()], whole[joint.end() :]
        if months := _months_and_figures(first_words, last_words, here):
            return months
        if joint[0] == " and " and _ONE_COUNT.fullmatch(first_words) and words.endswith(" ago"):
            return None  # "two weeks and a day ago" is one day
        try:
            last = _later_end(last_words, first_words, joint[0], side)
        except NotUnderstoodError as error:
            # Hours are no ends of a span, and "my mid" 20s no beginning of one.
            if error.why in _OF_AN_HOUR or not _may_begin(first_words, side):
                continue
            raise
        for each in _earlier_ends(first_words, last_words, last) if last else ():
            first = quietly(each, side)
            if first and last and first.start and last.start and is_before(first, last):
                return from_to(first, last, here)
    return None


_A_WEEKDAY = rf"(?:last |on )*{WEEKDAY}"
_A_YEAR = re.compile(r"(?<![\d:])\d{4}(?![\d:])")


def _may_begin(words: str, here: Here) -> bool:
    """Whether these words may be the earlier end: a time, or what is one with the later's year."""
    return bool(re.match(rf"\d|{MONTH}|{SEASON}|{WEEKDAY}", words) or quietly(words, here))


def _months_and_figures(first: str, last: str, here: Here) -> When | None:
    """ "Feb to April 04"; of "June 04 to August 04" the figures may be days, and are asked for."""
    ends = [re.fullmatch(rf"{MONTH}(?: (?P<figures>0\d))?", each) for each in (first, last)]
    if not ends[0] or not ends[1] or not ends[1]["figures"]:
        return None
    months, figures = [end["month"] for end in ends if end], ends[1]["figures"]
    since = ends[0]["figures"] or figures
    century = f"{here.today.year // 100:02}"
    years = quietly(
        f"between {months[0]} {century}{since} and {months[1]} {century}{figures}", here
    )
    if not years or not ends[0]["figures"]:
        return years
    days = quietly(f"between {int(since)} {months[0]} and {int(figures)} {months[1]}", here)
    if days and days.start != years.start:
        raise NotUnderstoodError("two ways", first=years.text, second=days.text, written=days.text)
    return None


def _later_end(words: str, other: str, joint: str, here: Here) -> When | None:
    """The later end; of "March 3 to 6, 2019" it takes its month from the earlier, of "14 March 2019
    to 16 March" its year, or the one after, and of "Christmas 2004 or 2005" its name.
    """
    year = _A_YEAR.search(other)
    named = re.fullmatch(r"(?P<name>(?:the )?[a-z][^\d]*[a-z]) (?:of )?\d{4}", other)
    if named and joint == " or " and re.fullmatch(YEAR, words):
        return quietly(f"{named['name']} {words}", here) or read(words, here)
    if year and re.search("[a-z]", words) and not _A_YEAR.search(words):
        first = quietly(other, here)
        for later in (int(year[0]), int(year[0]) + 1) if first else ():
            last = quietly(f"{words} {later:04}", here)
            if first and last and is_before(first, last):
                return last
    if re.match(r"\d{1,2}(?!\d)", words) and (month := re.match(rf"{MONTH} ", other)):
        return quietly(f"{month['month']} {words}", here) or read(words, here)
    return read(words, here)


def _earlier_ends(words: str, other: str, last: When) -> list[str]:
    """The earlier end as it stands, and before that with as much of the later as it may have left
    out: "30 December" before "2 January 2020" is one of 2019.
    """
    if _A_YEAR.search(words):
        return [words]
    rest = other.replace(",", " ").split()[1:]
    ends = [f"{words} {' '.join(rest[index:])}" for index in range(len(rest))]
    if last.day and last.precision in ("day", "month", "season"):
        ends += [f"{words} {last.day.year - back:04}" for back in (0, 1)]
        if slashed := re.fullmatch(r"\d{1,2}([/.])\d{1,2}\.?", words):
            ends.append(f"{words.removesuffix('.')}{slashed[1]}{last.day.year:04}")
    if last.day and last.precision == "day" and (day := re.fullmatch(_A_WEEKDAY, words)):
        # Of "Friday to Sunday" the one before that Sunday, whatever day is today.
        back = (last.day.weekday() - weekday_number(day["weekday"])) % 7 or 7
        ends.append(day_in_words(days_around(last.day, -back)).lower())
    return [*ends, words]
