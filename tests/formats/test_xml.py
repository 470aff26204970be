"""XML is read with its lines; what is dangerous or broken is refused in words."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.formats._xml import parse_xml

BILLION = (
    b'<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><a>&c;</a>'
)
OUTSIDE = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'


def test_elements_know_their_lines_and_lose_their_prefixes() -> None:
    root = parse_xml(
        b'<q:quiz xmlns:q="urn:x">\n<q:item q:id="1">one <b>two</b></q:item>\n</q:quiz>'
    ).root
    assert root is not None
    item = root.child("item")
    assert item is not None
    assert (root.name, item.line, item.get("id"), item.text) == ("quiz", 2, "1", "one two")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (BILLION, "refused"),
        (OUTSIDE, "refused"),
        (b"<a><b></a>", "well-formed"),
        (b"", "well-formed"),
        (b"plain text", "well-formed"),
        (b"<a>" * 5000, "nested more than 100 deep"),
        (b"\x00\x01\x02", "no XML"),
        (b'<?xml version="1.0" encoding="nonsense"?><a/>', "well-formed"),
    ],
)
def test_what_cannot_be_read_is_said_in_words(data: bytes, words: str) -> None:
    began = time.process_time()
    parsed = parse_xml(data)
    assert parsed.root is None
    assert words in parsed.fault
    assert time.process_time() - began < 1


@given(
    data=st.one_of(
        st.binary(max_size=60), st.text("<>/a&;='\" \n!-[]?", max_size=40).map(str.encode)
    )
)
def test_no_bytes_are_too_broken(data: bytes) -> None:
    parsed = parse_xml(data)
    assert (parsed.root is None) == bool(parsed.fault)
