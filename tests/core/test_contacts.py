"""People to call: which numbers can be dialled, and what of a journal's choices is a contact."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.contacts import MAX_NUMBER, Contact, contact, contacts_from, dialled
from app.core.errors import InvalidNumberError, InvalidWordsError
from app.words.errors import told


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("112", "112"),
        ("15", "15"),
        ("  020 7946 0018 ", "02079460018"),
        ("+44 20 7946 0018", "+442079460018"),
        ("(555) 010-0199", "5550100199"),
        ("030/901820", "030901820"),
        ("+49 (0) 30 901820", "+4930901820"),
        ("+49 (0)30 901820", "+4930901820"),
        ("0049 [0] 30 901820", "004930901820"),
        ("+٤٩ (٠) ٣٠ ٩٠١٨٢٠", "+4930901820"),
        ("(0) 30 901820", "030901820"),
        ("030 (0) 901820", "0300901820"),
        ("+39 06 1234", "+39061234"),
        ("+39 (0)6 1234", "+39061234"),
        ("0039 (0) 549 1234", "003905491234"),
        ("\u202a+1 555\u2011010\u00a00199\u202c", "+15550100199"),
        ("٠٢ ٢٣٤٥ ٦٧٨٩", "0223456789"),
        ("०११ २३४५ ६७८९", "01123456789"),
        ("＋８１ ３ １２３４ ５６７８", "+81312345678"),
    ],
)
def test_a_number_is_dialled_by_its_digits_however_it_was_typed(typed, address):
    assert dialled(typed) == address
    made = contact("1", "Mum", typed)
    assert (made.address, made.number) == (f"tel:{address}", typed.strip())


@pytest.mark.parametrize(
    "typed",
    [
        *("7", "ask Mum", "1-800-FLOWERS", "020 7946 0018 ext 4", "12+34", "++4912", "+"),
        *("*2767*3855#", "0171 1234567, 0172 1234567", "0171 1234567 / 0172 7654321"),
        *("1\n2", "12\x00", "1" * (MAX_NUMBER + 1), "1" * 19, "tel:112", "１²"),
    ],
)
def test_what_is_no_one_number_is_told_kindly_and_never_dialled(typed):
    with pytest.raises(InvalidNumberError) as refused:
        contact("1", "Mum", typed)

    assert "dialled" in told(refused.value).sentence
    assert refused.value.data == {}, "nothing of what was typed"


def test_a_name_may_be_missing_and_a_number_not():
    assert contact("1", "  ", "112").name == ""
    assert contact("1", " שרה ", "112").name == "שרה"
    with pytest.raises(InvalidNumberError):
        contact("1", "Mum", " ")
    with pytest.raises(InvalidWordsError):
        contact("1", "Mu\nm", "112")


@given(st.text(max_size=60))
def test_whatever_is_typed_an_address_holds_digits_alone(typed):
    try:
        address = contact("1", "", typed).address
    except InvalidNumberError:
        return

    assert re.fullmatch(r"tel:\+?[0-9]{2,18}", address, re.ASCII)


_VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "number", "place", "odd"]), inner, max_size=4)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.text("0123456789abcdef", min_size=1, max_size=4), _VALUES))
def test_what_is_stored_is_read_whatever_it_is_and_only_who_can_be_called_is_there(stored):
    found = contacts_from(stored)

    assert all(dialled(each.number) and each.id in stored for each in found)
    assert [each.place for each in found] == sorted(each.place for each in found)


def test_those_stored_come_in_their_order_without_those_that_were_taken_away():
    def one(name: str, place: int) -> Contact:
        return contact(name.lower(), name, "0171 123", place=place)

    stored = {each.id: each.as_json() for each in (one("C", 2), one("B", 0), one("A", 0))}

    found = contacts_from(stored | {"gone": None, "d": {"name": "D", "number": "x", "place": 0}})

    assert found == (one("A", 0), one("B", 0), one("C", 2))
