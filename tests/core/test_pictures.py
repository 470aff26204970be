"""Pictures from strangers: drawn anew, or refused in words, soon."""

from __future__ import annotations

import io
import time

import pytest
from PIL import Image

from quizapp.core.passage_file import image_type
from quizapp.core.pictures import redraw
from quizapp.core.question import Message
from tests.core import hostile_pictures as pictures

HOSTILE = pictures.hostile()
POLYGLOTS = pictures.polyglots()


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_picture_is_refused_in_words_and_soon(what: str) -> None:
    start = time.process_time()
    drawn = redraw(*HOSTILE[what])

    assert time.process_time() - start < 1
    assert isinstance(drawn, Message)
    assert drawn.msgid


def test_there_are_eighty_of_them() -> None:
    assert len(HOSTILE) >= 80


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ("png of 50000 by 50000", "more than 25 megapixels"),
        ("six megabytes", "larger than 5 MiB"),
        ("a file called svg", "none of them"),
        ("a png called jpg", "not of the type|no picture of the type"),
        ("a third of a png", "damaged"),
    ],
)
def test_the_reason_is_the_right_one(what: str, says: str) -> None:
    drawn = redraw(*HOSTILE[what])

    assert isinstance(drawn, Message)
    assert any(part in drawn.msgid for part in says.split("|"))


@pytest.mark.parametrize("what", POLYGLOTS)
def test_nothing_but_pixels_comes_out(what: str) -> None:
    name, data = POLYGLOTS[what]
    drawn = redraw(name, data)

    assert isinstance(drawn, bytes)
    assert image_type(name, drawn)
    for canary in (b"canary", b"script", b"Exif", b"PK\x03\x04"):
        assert canary not in drawn
    with Image.open(io.BytesIO(drawn)) as picture:
        assert picture.size == (60, 40)
        assert dict(picture.getexif()) == {}


@pytest.mark.parametrize("suffix", pictures.SUFFIXES)
def test_a_picture_looks_as_before(suffix: str) -> None:
    data = pictures.draw(suffix)
    drawn = redraw(f"a.{suffix}", data)

    assert isinstance(drawn, bytes)
    before, after = (Image.open(io.BytesIO(one)).convert("L") for one in (data, drawn))
    far = [abs(a - b) for a, b in zip(before.tobytes(), after.tobytes(), strict=True)]
    assert max(far) < 30


def test_what_the_camera_turned_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    drawn = redraw("a.jpg", pictures.draw("jpg", exif=exif))

    assert isinstance(drawn, bytes)
    assert Image.open(io.BytesIO(drawn)).size == (40, 60)


def test_what_no_page_could_show_is_made_smaller() -> None:
    drawn = redraw("a.png", pictures.draw("png", (4_800, 1_000)))

    assert isinstance(drawn, bytes)
    assert Image.open(io.BytesIO(drawn)).size == (2_400, 500)


def test_clear_pixels_stay_clear() -> None:
    for mode, clear in (("P", 0), ("RGBA", None)):
        out = io.BytesIO()
        options = {} if clear is None else {"transparency": clear}
        Image.new(mode, (10, 10), 0).save(out, "PNG", **options)
        drawn = redraw("a.png", out.getvalue())
        assert isinstance(drawn, bytes)
        assert Image.open(io.BytesIO(drawn)).convert("RGBA").getpixel((5, 5))[3] == 0
