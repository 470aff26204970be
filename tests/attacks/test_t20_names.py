"""T20: a typed name makes somebody new, however it is spelled; nobody becomes somebody else."""

from __future__ import annotations

import unicodedata

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizapp.storage.joining import Joined
from tests.storage.conftest import together
from tests.web import _walk
from tests.web._classes import come, enter, make_class, pupils

LOOK_ALIKES = {"A": "АΑ", "a": "а", "n": "ո", "i": "іι", "e": "е", "o": "оο", "M": "МΜ", "r": "г"}
INVISIBLE = ["\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u202e", "\u2066", "\u0000", "\t"]


@pytest.fixture
def code(app: Flask) -> str:
    teacher = app.test_client()
    _walk.become_teacher(app, teacher)
    return str(make_class(app, teacher).code)


def variants(name: str) -> st.SearchStrategy[str]:
    """Spell a name as somebody would who wants to be taken for another."""
    letter = st.sampled_from(range(len(name)))

    def insert(at: int, what: str) -> str:
        return name[:at] + what + name[at:]

    def look_alike(at: int, nth: int) -> str:
        other = LOOK_ALIKES.get(name[at], name[at])
        return name[:at] + other[nth % len(other)] + name[at + 1 :]

    def wide(at: int) -> str:
        return name[:at] + chr(ord(name[at]) + 0xFEE0) + name[at + 1 :]

    spellings = st.one_of(
        st.just(name),
        st.sampled_from([name.upper(), name.lower(), name.swapcase(), name[::-1]]),
        st.builds(insert, letter, st.sampled_from(INVISIBLE)),
        st.builds(look_alike, letter, st.integers(0, 3)),
        st.builds(wide, letter),
        st.sampled_from([unicodedata.normalize(f, name) for f in ("NFD", "NFKC", "NFKD")]),
    )
    around = st.sampled_from(["", " ", "  ", "\u00a0", "\u3000", "\u2003", "\r\n"])
    return st.builds(lambda a, n, b: a + n + b, around, spellings, around)


def test_500_spellings_of_a_name_never_reach_the_attempt_of_another(app: Flask, code: str) -> None:
    mira = come(app, code, "Marina")
    attempt = _walk.start(mira)
    _walk.answer(mira, attempt, 2, "whale oil")
    thief = app.test_client()
    token, tries = _walk.csrf(thief), 0

    @settings(max_examples=500, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(variants("Marina"))
    def tried(name: str) -> None:
        nonlocal token, tries
        thief.delete_cookie("quizapp")
        token = _walk.csrf(thief, "/join")
        fields = {"csrf_token": token, "code": code, "name": name, "how": "name"}
        assert thief.post("/join", data=fields).status_code == 303
        assert thief.get(f"{attempt}/questions/2").status_code == 404
        tries += 1

    tried()
    ids = {pupil.reader_id for pupil in pupils(app)}
    assert tries >= 500
    assert len(ids) == 1 + tries, "every one is somebody new"
    assert 'value="whale oil"' in mira.get(f"{attempt}/questions/2").text


def test_fifty_who_join_at_once_with_one_name_are_fifty(app: Flask, code: str) -> None:
    found = together(lambda _: enter(app, code, "Anna"), 50)
    assert all(isinstance(one, Joined) for one in found)
    assert len({one.token for one in found}) == 50
    assert len({pupil.reader_id for pupil in pupils(app)}) == 50
