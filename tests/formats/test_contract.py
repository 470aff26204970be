"""What every format must do, found by the folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizapp.formats import Format, Incoming, all_formats, bring_in, get_format, sniff
from tests.formats._quizzes import FILES, content, load, out_and_in, taken

READERS = [format_ for format_ in all_formats() if format_.read]
BOTH_WAYS = [format_ for format_ in all_formats() if format_.read and format_.write]
ARTICLE = next(path for path in FILES if path.stem == "tomahawk-request")
SHORT = next(path for path in FILES if path.stem == "gull-rock")


def by_name(format_: Format) -> str:
    return format_.name


@pytest.mark.parametrize("format_", all_formats(), ids=by_name)
def test_a_format_says_what_it_is(format_: Format) -> None:
    assert len(format_.page.strip()) > 100
    assert format_.title
    assert format_.suffix.startswith(".")
    assert format_.read or format_.write
    assert get_format(format_.name.upper().replace("-", "_")) is format_


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
@pytest.mark.parametrize("format_", BOTH_WAYS, ids=by_name)
def test_out_and_in_again_gives_the_same_quiz(format_: Format, path: Path) -> None:
    quiz = load(path)
    back = out_and_in(quiz, format_)
    assert back.losses == ()
    assert content(back.quiz) == content(quiz.reading.quiz)
    assert back.files == quiz.version.files


@pytest.mark.parametrize("format_", BOTH_WAYS, ids=by_name)
def test_what_was_written_is_recognised(format_: Format) -> None:
    data = taken(load(ARTICLE), format_).data
    assert sniff(Incoming("a file", data)) == (format_,)


@pytest.mark.parametrize("format_", BOTH_WAYS, ids=by_name)
def test_what_was_written_can_be_read_without_its_sidecar(format_: Format) -> None:
    data = taken(load(ARTICLE), format_).data
    back = bring_in([(Incoming(f"quiz{format_.suffix}", data), format_)], "quiz")
    assert back.quiz is not None
    assert back.quiz.items


@pytest.mark.parametrize("format_", READERS, ids=by_name)
@settings(deadline=None)
@given(data=st.binary(max_size=200))
def test_no_bytes_are_too_broken(format_: Format, data: bytes) -> None:
    bring_in([(Incoming("a file", data), format_)], "quiz")
    sniff(Incoming("a file", data))


@pytest.mark.parametrize("format_", BOTH_WAYS, ids=by_name)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.data_too_large])
@given(draw=st.data())
def test_no_damaged_file_is_too_broken(format_: Format, draw: st.DataObject) -> None:
    data = taken(load(SHORT), format_).data
    start = draw.draw(st.integers(0, len(data)))
    end = draw.draw(st.integers(start, min(len(data), start + 400)))
    damaged = data[:start] + draw.draw(st.binary(max_size=20)) + data[end:]
    bring_in([(Incoming("a file", damaged), format_)], "quiz")
