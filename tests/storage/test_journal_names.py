"""People, places and tags: said, completed, renamed, merged and removed, and found again."""

from __future__ import annotations

import logging
import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.core.errors import GlimmersError, InvalidWordsError, UnknownGlimmerError, UnknownNameError
from app.core.glimmers import Draft, Edit, Glimmer, GlimmerId
from app.core.names import Name
from app.core.when.grammar import understand
from app.core.when.times import at_moment
from app.platform import log
from storage.journal import BIN_DAYS, Journal
from storage.vault import DATABASE
from tests.storage.days import live
from tests.told import sentence

NOW = datetime(2026, 11, 22, 20, 15, tzinfo=ZoneInfo("Europe/Berlin"))
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def journal() -> Journal:
    return Journal.in_memory()


def kept(journal: Journal, *people: str, at: datetime = NOW, note: str = "") -> Glimmer:
    return journal.keep(Draft(when=at_moment(at), note=note, people=people), at=at)


def people(journal: Journal, id: GlimmerId) -> tuple[str, ...]:
    return journal.parts([id])[id].people


def test_a_glimmer_is_kept_with_who_where_and_tags(journal):
    draft = Draft(
        when=at_moment(NOW),
        people=("Noor", "Émile"),
        places=("Elbstrand",),
        tags=("tea", "morning-light"),
    )
    glimmer = journal.keep(draft, at=NOW)

    parts = journal.parts([glimmer.id])[glimmer.id]
    assert (parts.people, parts.places, parts.tags) == (draft.people, draft.places, draft.tags)


def test_one_name_is_told_as_it_is_among_all(journal):
    first = kept(journal, "Noor", "Émile")
    second = kept(journal, "noor", "Ida")
    third = kept(journal, "Mum")
    journal.remove(second.id, at=LATER)
    journal.remove(third.id, at=LATER)

    def told() -> dict[str, Name | None]:
        return {name: journal.names.one("person", name) for name in ("NOOR", "émile", "Ida", "Mum")}

    assert told() == {
        "NOOR": Name(name="Noor", count=1),
        "émile": Name(name="Émile", count=1),
        "Ida": None,
        "Mum": None,
    }
    journal.put_back(second.id, at=LATER)
    journal.erase(first.id, at=LATER)
    assert {name for name in told().values() if name} == set(journal.names.all("person"))
    assert journal.names.one("place", "Noor") is None
    assert journal.names.one("person", "nobody \ud800") is None


def test_a_glimmer_with_a_name_that_is_none_is_not_kept_at_all(journal):
    journal.listen(lambda: pytest.fail("told"))

    with pytest.raises(InvalidWordsError):
        journal.keep(Draft(when=at_moment(NOW), people=("Noor", "a\nb")), at=NOW)

    assert journal.count() == 0
    assert journal.names.all("person") == []


def test_saying_who_sets_the_whole_list_in_its_order(journal):
    glimmer = kept(journal, "Ann", "Bo")

    changed = journal.change(glimmer.id, Edit(people=("Cem", "Ann")), at=LATER)

    assert people(journal, glimmer.id) == ("Cem", "Ann")
    assert changed == glimmer._replace(changed_at=LATER.isoformat())
    assert [name.name for name in journal.names.all("person")] == ["Ann", "Cem"]


def test_an_edit_changes_only_the_lists_it_names(journal):
    glimmer = journal.keep(Draft(when=at_moment(NOW), people=("Ann",), tags=("tea",)), at=NOW)

    journal.change(glimmer.id, Edit(tags=(), note="steam"), at=LATER)

    parts = journal.parts([glimmer.id])[glimmer.id]
    assert (parts.people, parts.tags, journal.get(glimmer.id).note) == (("Ann",), (), "steam")


def test_saying_the_same_again_changes_no_name_and_no_order(journal):
    glimmer = kept(journal, "Ann", "Bo")

    journal.change(glimmer.id, Edit(people=("ann", "BO", "Ann ")), at=LATER)

    assert people(journal, glimmer.id) == ("Ann", "Bo")


def test_the_first_spelling_stays(journal):
    first, second = kept(journal, "Émile"), kept(journal, "e\u0301MILE ")

    assert (people(journal, first.id), people(journal, second.id)) == (("Émile",), ("Émile",))
    assert journal.names.all("person") == [Name(name="Émile", count=2)]


def test_the_kinds_do_not_know_each_other(journal):
    glimmer = kept(journal, "Paris")
    journal.change(glimmer.id, Edit(places=("Paris",)), at=NOW)

    journal.names.rename("place", "Paris", "Lyon", at=NOW)

    assert (people(journal, glimmer.id), journal.names.all("place")) == (
        ("Paris",),
        [Name(name="Lyon", count=1)],
    )


def test_names_come_most_used_first(journal):
    for names in (("Ann", "Bo"), ("Bo",), ("Cem", "Bo", "Ann"), ("Zoë",)):
        kept(journal, *names)

    assert [(name.name, name.count) for name in journal.names.all("person")] == [
        ("Bo", 3),
        ("Ann", 2),
        ("Cem", 1),
        ("Zoë", 1),
    ]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", ["Noor", "Anna Maria", "Émile", "Jean-Luc", "Maria", "norbert"]),
        ("no", ["Noor", "norbert"]),
        ("MA", ["Maria", "Anna Maria"]),
        ("luc", ["Jean-Luc"]),
        ("jean-l", ["Jean-Luc"]),
        ("em", ["Émile"]),
        ("é", ["Émile"]),
        ("e\u0301", ["Émile"]),
        ("noor", ["Noor"]),
        ("Noor", []),
        ("%", []),
        ("oor", []),
    ],
)
def test_a_name_is_completed_from_how_it_or_one_of_its_words_begins(journal, typed, found):
    for names in (("Noor",), ("Noor", "Émile", "Jean-Luc", "Anna Maria", "Maria", "norbert")):
        kept(journal, *names)

    assert journal.names.completions("person", typed, 10) == found
    assert journal.names.completions("person", typed, 1) == found[:1]


def test_what_is_only_in_the_bin_is_not_completed_and_comes_back_with_it(journal):
    glimmer = kept(journal, "Noor")
    journal.remove(glimmer.id, at=NOW)

    assert (
        journal.names.all("person"),
        journal.names.completions("person", "n", 5),
        journal.names.glimmers("person", "Noor"),
    ) == (
        [],
        [],
        [],
    )
    back = journal.put_back(glimmer.id, at=NOW)
    assert (
        journal.names.completions("person", "n", 5),
        journal.names.glimmers("person", "noor"),
    ) == (["Noor"], [back])
    assert people(journal, glimmer.id) == ("Noor",)


@pytest.mark.parametrize("how", ["erased", "swept", "unsaid"])
def test_a_name_goes_with_its_last_use(journal, how):
    glimmer, other = kept(journal, "Noor", "Bo"), kept(journal, "Bo")
    if how == "erased":
        journal.erase(glimmer.id, at=NOW)
    elif how == "swept":
        journal.remove(glimmer.id, at=NOW)
        live(journal, since=NOW, days=BIN_DAYS + 1)
    else:
        journal.change(glimmer.id, Edit(people=()), at=NOW)

    assert journal.names.all("person") == [Name(name="Bo", count=1)]
    assert journal._conn.execute("SELECT name FROM people").fetchall() == [("Bo",)]
    kept(journal, "NOOR")
    assert journal.names.completions("person", "noo", 5) == ["NOOR"], (
        "nobody remembers how it was spelled"
    )
    assert people(journal, other.id) == ("Bo",)


def test_renaming_reaches_every_glimmer_and_says_so(journal):
    first, second, other = (
        kept(journal, "Nor", "Bo"),
        kept(journal, "Ann", "Nor"),
        kept(journal, "Bo"),
    )
    journal.remove(second.id, at=NOW)

    journal.names.rename("person", "nor", "Noor", at=LATER)

    assert (people(journal, first.id), people(journal, second.id)) == (
        ("Noor", "Bo"),
        ("Ann", "Noor"),
    )
    assert [journal.get(each.id).changed_at for each in (first, second)] == [LATER.isoformat()] * 2
    assert journal.get(other.id) == other


def test_renaming_can_change_only_the_spelling(journal):
    glimmer = kept(journal, "noor")

    journal.names.rename("person", "noor", "Noor", at=LATER)

    assert people(journal, glimmer.id) == ("Noor",)


def test_renaming_to_a_name_that_is_there_merges_them(journal):
    both, one = kept(journal, "Gran", "Bo", "Grandma"), kept(journal, "Gran")

    journal.names.rename("person", "Gran", "grandma", at=LATER)

    assert (people(journal, both.id), people(journal, one.id)) == (("Grandma", "Bo"), ("Grandma",))
    assert journal.names.all("person") == [Name(name="Grandma", count=2), Name(name="Bo", count=1)]


def test_many_names_become_one(journal):
    glimmers = [kept(journal, "Ann", "Anne"), kept(journal, "Bo", "Anna"), kept(journal, "Bo")]

    journal.names.merge("person", ["Ann", "Anne", "Anna", "nobody"], "Anna", at=LATER)

    assert [people(journal, each.id) for each in glimmers] == [("Anna",), ("Bo", "Anna"), ("Bo",)]
    # What was called Anna all along was not touched.
    assert [journal.get(each.id).changed_at == LATER.isoformat() for each in glimmers] == [
        True,
        False,
        False,
    ]


def test_whoever_is_hidden_from_memories_stays_so_under_a_new_name(journal):
    kept(journal, "Nor")
    journal._conn.execute("UPDATE people SET hidden = 1")

    journal.names.rename("person", "Nor", "Noor", at=LATER)

    assert journal._conn.execute("SELECT name, hidden FROM people").fetchall() == [("Noor", 1)]


def test_removing_a_name_everywhere_leaves_the_glimmers(journal):
    glimmer, other = kept(journal, "Noor", "Bo", note="tea with @Noor"), kept(journal, "Bo")

    journal.names.remove("person", "noor", at=LATER)

    assert people(journal, glimmer.id) == ("Bo",)
    assert journal.get(glimmer.id) == glimmer._replace(changed_at=LATER.isoformat())
    assert journal.get(other.id) == other


def test_an_address_calls_a_name_by_digits_that_say_nothing_about_it(journal):
    journal.keep(Draft(when=at_moment(NOW), people=("Noor", "Émile"), places=("Noor",)), at=NOW)

    ids = {
        (kind, name): journal.names.id_of(kind, name)
        for kind, name in (("person", "noor "), ("person", "ÉMILE"), ("place", "Noor"))
    }

    assert {key: journal.names.called(key[0], id) for key, id in ids.items()} == {
        ("person", "noor "): "Noor",
        ("person", "ÉMILE"): "Émile",
        ("place", "Noor"): "Noor",
    }
    assert all(id.isascii() and id.isdigit() and int(id) < 2**54 for id in ids.values())


def test_an_address_still_leads_to_a_name_that_was_renamed(journal):
    glimmer = kept(journal, "Nor", "Bo")
    id = journal.names.id_of("person", "Nor")

    journal.names.rename("person", "Nor", "nor", at=LATER)
    assert journal.names.called("person", id) == "nor"
    journal.names.rename("person", "nor", "Noor", at=LATER)

    assert (journal.names.called("person", id), journal.names.id_of("person", "Noor")) == (
        "Noor",
        id,
    )
    assert people(journal, glimmer.id) == ("Noor", "Bo")
    assert journal.examine().problems == ()


def test_an_address_of_a_name_that_is_gone_leads_nowhere_even_when_another_comes(journal):
    kept(journal, "Noor", "Gran")
    ids = [journal.names.id_of("person", name) for name in ("Noor", "Gran")]

    journal.names.merge("person", ["Gran"], "Noor", at=LATER)
    journal.names.remove("person", "Noor", at=LATER)
    kept(journal, "Bo", "Cem")

    assert [journal.names.called("person", id) for id in ids] == [None, None]
    with pytest.raises(UnknownNameError):
        journal.names.id_of("person", "Noor")


@pytest.mark.parametrize(
    "id", ["", "Noor", "-1", "1.0", "٣", "\udc80", "\0", "9" * 30, "1" * 100_000, " 1", "1 OR 1=1"]
)
def test_an_address_that_is_none_leads_nowhere(journal, id):
    kept(journal, "Noor")

    assert journal.names.called("person", id) is None


def test_a_name_nobody_has_cannot_be_changed(journal):
    kept(journal, "Noor")
    for verb in (
        lambda: journal.names.rename("person", "Bo", "Cem", at=NOW),
        lambda: journal.names.merge("person", ["Bo", "\udc80"], "Cem", at=NOW),
        lambda: journal.names.remove("person", "Bo", at=NOW),
        lambda: journal.names.remove("person", "half \udc80", at=NOW),
        lambda: journal.names.id_of("person", "half \udc80"),
    ):
        with pytest.raises(UnknownNameError):
            verb()

    assert journal.names.all("person") == [Name(name="Noor", count=1)]
    assert journal.names.glimmers("person", "half \udc80") == []


def test_a_new_name_that_is_none_changes_nothing(journal):
    glimmer = kept(journal, "Noor")

    with pytest.raises(InvalidWordsError):
        journal.names.rename("person", "Noor", "  ", at=LATER)

    assert journal.get(glimmer.id) == glimmer


def test_somebodys_glimmers_come_newest_first_page_by_page(journal):
    for number, text in enumerate(
        ("2019", "now", "as a child", "yesterday", "March 2019", "2019", "now")
    ):
        glimmer = journal.keep(
            Draft(when=understand(text, now=NOW), people=("Noor",) if number != 3 else ()), at=NOW
        )
    journal.change(glimmer.id, Edit(when=understand("1987", now=NOW)), at=NOW)
    expected = [each for each in journal.page() if each.when_text != "21 November 2026"]

    pages = [journal.names.glimmers("person", "NOOR", limit=2)]
    while pages[-1]:
        pages.append(journal.names.glimmers("person", "NOOR", before=pages[-1][-1].id, limit=2))

    assert [each for page in pages for each in page] == expected
    assert len(expected) == 6
    with pytest.raises(UnknownGlimmerError):
        journal.names.glimmers("person", "Noor", before=GlimmerId("none"))


def test_an_erased_name_is_in_no_file_any_more(tmp_path):
    journal = Journal.open(tmp_path / DATABASE)
    glimmer = journal.keep(
        Draft(when=at_moment(NOW), people=("Zitronenfalter",), tags=("Admiral",)), at=NOW
    )
    for number in range(20):
        kept(journal, f"another {number}")
    journal.names.rename("tag", "admiral", "Distelfalter", at=NOW)

    journal.erase(glimmer.id, at=NOW)
    journal.names.remove("person", "another 7", at=NOW)

    everything = b"".join(file.read_bytes() for file in tmp_path.iterdir()).lower()
    for word in (b"zitronenfalter", b"admiral", b"distelfalter", b"another 7"):
        assert word not in everything
    assert b"another 8" in everything
    journal.close()


def test_no_name_reaches_the_log(tmp_path):
    journal = Journal.open(tmp_path / DATABASE)
    glimmer = kept(journal, "Kanarienvogel")
    handlers = list(logging.getLogger().handlers)
    log.to_file(tmp_path / "log")
    try:
        for verb in (
            lambda: journal.names.rename("person", "Kanarienvogel\0", "x", at=NOW),
            lambda: journal.names.rename("person", "kanarienvogel", "Kanarien\0vogel", at=NOW),
            lambda: journal.change(glimmer.id, Edit(tags=("Kanarienvogel" * 10,)), at=NOW),
            lambda: journal.change(glimmer.id, Edit(tags=("Kanarienvogel \ud83d",)), at=NOW),
            lambda: journal.names.remove("tag", "Kanarienvogel", at=NOW),
        ):
            with pytest.raises(GlimmersError) as refused:
                verb()
            assert "kanarien" not in sentence(refused.value).lower()
            logging.getLogger("app").warning("a name was refused", exc_info=refused.value)
    finally:
        for handler in set(logging.getLogger().handlers) - set(handlers):
            handler.close()
            logging.getLogger().removeHandler(handler)
    written = (tmp_path / "log" / log.NAME).read_text().lower()
    assert written.count("a name was refused") == 5
    assert "kanarien" not in written
    journal.close()


@pytest.fixture(scope="module")
def ten_thousand() -> Journal:
    """10,000 glimmers, every one with Noor, one in a thousand with Bo."""
    journal = Journal.in_memory()
    conn = journal._conn
    first = kept(journal)
    columns = [
        row[1]
        for row in conn.execute("PRAGMA table_info(glimmers)")
        if row[1] not in ("number", "id", "sort_key")
    ]
    copied = ", ".join(f'"{name}"' for name in columns)
    conn.execute(
        f"WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 9999)"
        f" INSERT INTO glimmers (id, sort_key, {copied}) SELECT printf('%06d', i), "
        f"printf('2020-%06d', i), {copied} FROM n, glimmers"
        " WHERE id = ?",
        (first.id,),
    )
    conn.execute("INSERT INTO people (id, name) VALUES ('noor', 'Noor'), ('bo', 'Bo')")
    conn.execute(
        "INSERT INTO glimmer_people (glimmer, person, sort_key) SELECT id, 'noor', "
        "sort_key FROM glimmers"
    )
    conn.execute(
        "INSERT INTO glimmer_people (glimmer, person, sort_key) SELECT id, 'bo', sort_key "
        "FROM glimmers WHERE number % 1000 = 0"
    )
    return journal


def plan_of(journal: Journal, look: object) -> list[str]:
    """How SQLite goes about what `look` asks for."""
    statements: list[str] = []
    journal._conn.set_trace_callback(statements.append)
    look()  # type: ignore[operator]
    journal._conn.set_trace_callback(None)
    return [
        row[3]
        for statement in statements
        for row in journal._conn.execute(f"EXPLAIN QUERY PLAN {statement}")
    ]


@pytest.mark.parametrize("before", [None, "005000"])
def test_somebodys_page_walks_its_index_and_sorts_nothing(ten_thousand, before):
    plan = plan_of(
        ten_thousand, lambda: ten_thousand.names.glimmers("person", "Noor", before=before)
    )

    assert any(
        "USING COVERING INDEX glimmer_people_timeline" in step
        or "USING INDEX glimmer_people_timeline" in step
        for step in plan
    ), plan
    assert not any("TEMP B-TREE" in step or step.startswith("SCAN") for step in plan), plan


@pytest.mark.alone
def test_a_page_of_one_of_ten_thousand_is_as_quick_as_any(ten_thousand):
    def best(name: str) -> float:
        taken = []
        for _ in range(20):
            began = time.perf_counter()
            assert ten_thousand.names.glimmers("person", name, limit=10)
            taken.append(time.perf_counter() - began)
        return min(taken)

    assert best("Noor") < 10 * best("Bo") + 0.001
    assert best("Bo") < 10 * best("Noor") + 0.001


def test_the_parts_of_a_page_cost_a_query_for_each_kind_however_many_they_are(ten_thousand):
    page = ten_thousand.page(limit=60)

    def queries(ids: list[GlimmerId]) -> int:
        statements: list[str] = []
        ten_thousand._conn.set_trace_callback(statements.append)
        parts = ten_thousand.parts(ids)
        ten_thousand._conn.set_trace_callback(None)
        assert list(parts) == ids
        return len(statements)

    def kinds(ids: list[GlimmerId]) -> int:
        parts = ten_thousand.parts(ids).values()
        every = ("photos", "people", "places", "tags")
        return sum(any(getattr(each, kind) for each in parts) for kind in every)

    ids = [glimmer.id for glimmer in page]
    plan = plan_of(ten_thousand, lambda: ten_thousand.parts(ids))
    assert kinds(ids) > 0
    assert queries(ids) == 1 + kinds(ids)
    assert queries(ids[:1]) == 1 + kinds(ids[:1])
    assert queries([GlimmerId("none")]) == 1  # what was kept a moment ago holds nothing yet
    assert not any(step.startswith(("SCAN l", "SCAN n", "SCAN p")) for step in plan), plan
