"""Pictures nobody should decode, made here so that no such file lies in the repository."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from functools import cache
from typing import Any

from PIL import Image

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PAGE = b"<!doctype html><script>alert(1)</script>"
SUFFIXES = {"png": "PNG", "jpg": "JPEG", "webp": "WEBP", "gif": "GIF"}


def draw(suffix: str, size: tuple[int, int] = (60, 40), **options: Any) -> bytes:
    """Return a small picture of a type."""
    out = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(out, SUFFIXES[suffix], **options)
    return out.getvalue()


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)


def png(width: int, height: int, content: bytes = b"", depth: int = 8, colour: int = 2) -> bytes:
    """Return a PNG that says what it likes of its size."""
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    pixels = _chunk(b"IDAT", zlib.compress(content))
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + pixels + _chunk(b"IEND", b"")


def _jpeg_of_size(width: int, height: int) -> bytes:
    data = draw("jpg")
    place = data.index(b"\xff\xc0") + 5
    return data[:place] + struct.pack(">HH", height, width) + data[place + 4 :]


def _gif_of_size(width: int, height: int) -> bytes:
    data = draw("gif")
    return data[:6] + struct.pack("<HH", width, height) + data[10:]


@cache
def hostile() -> dict[str, tuple[str, bytes]]:
    """Return every picture that has to be refused: a name and its bytes, by what is wrong."""
    return dict([*_strangers(), *_giants(), *_broken(), *_misnamed()])


def _strangers() -> Iterator[tuple[str, tuple[str, bytes]]]:
    strangers = {
        "svg": SVG, "a page": PAGE, "nothing": b"", "a program": b"\x7fELF" + bytes(100),
        "a pdf": b"%PDF-1.7\n", "a zip": b"PK\x03\x04" + bytes(60), "a tiff": b"II*\0" + bytes(60),
        "a bmp": b"BM" + bytes(60), "an icon": b"\0\0\1\0" + bytes(60), "postscript": b"%!PS-Adobe",
    }  # fmt: skip
    for what, data in strangers.items():
        for suffix in ("png", "jpg", "gif", "webp"):
            yield f"{what} called {suffix}", (f"a.{suffix}", data)
    for suffix in ("svg", "svgz", "html", "bmp", "tiff", "ico", "pdf", "php", "png.html"):
        yield f"a file called {suffix}", (f"a.{suffix}", SVG)


def _giants() -> Iterator[tuple[str, tuple[str, bytes]]]:
    for width, height in ((50_000, 50_000), (5_001, 5_000), (2**31 - 1, 1), (25_000_001, 1)):
        yield f"png of {width} by {height}", ("a.png", png(width, height))
    for width, height in ((65_535, 65_535), (65_535, 400)):
        yield f"jpeg of {width} by {height}", ("a.jpg", _jpeg_of_size(width, height))
        yield f"gif of {width} by {height}", ("a.gif", _gif_of_size(width, height))
    yield "six megabytes", ("a.png", draw("png") + bytes(6_000_000))
    yield "no width", ("a.png", png(0, 10))
    yield "no height", ("a.png", png(10, 0))


def _broken() -> Iterator[tuple[str, tuple[str, bytes]]]:
    for suffix in SUFFIXES:
        data = draw(suffix)
        yield f"a third of a {suffix}", (f"a.{suffix}", data[: len(data) // 3])
        yield f"the mark of a {suffix} and a page", (f"a.{suffix}", data[:12] + PAGE)
        yield f"the mark of a {suffix} and nothing", (f"a.{suffix}", data[:12])
        yield f"the mark of a {suffix} and noise", (f"a.{suffix}", data[:16] + b"\xff" * 500)
    yield "an unknown depth", ("a.png", png(10, 10, bytes(400), depth=3))
    yield "unknown colours", ("a.png", png(10, 10, bytes(400), colour=5))
    yield "no pixels", ("a.png", png(10, 10))


def _misnamed() -> Iterator[tuple[str, tuple[str, bytes]]]:
    for suffix, other in (("png", "jpg"), ("jpg", "gif"), ("gif", "webp"), ("webp", "png")):
        yield f"a {suffix} called {other}", (f"a.{other}", draw(suffix))
    yield "sound called webp", ("a.webp", b"RIFF\x24\0\0\0WAVEfmt " + bytes(40))
    yield "film called webp", ("a.webp", b"RIFF\x24\0\0\0AVI LIST" + bytes(40))


def polyglots() -> dict[str, tuple[str, bytes]]:
    """Return pictures that are something else too, or hold what is no pixel."""
    exif = Image.Exif()
    exif[0x010E] = "canary of the camera"
    exif.get_ifd(0x8825)[2] = (55.0, 40.0, 12.0)
    return {
        "a gif that is a page": ("a.gif", draw("gif") + PAGE),
        "a gif with a comment": ("a.gif", draw("gif", comment=b"canary of a comment")),
        "a jpeg with a place": ("a.jpg", draw("jpg", exif=exif)),
        "a jpeg with a page in a comment": ("a.jpg", draw("jpg", comment=PAGE)),
        "a jpeg that is a zip": ("a.jpg", draw("jpg") + b"PK\x03\x04canary"),
        "a png with a place": ("a.png", draw("png", exif=exif)),
        "a png with a text": (
            "a.png", draw("png")[:33] + _chunk(b"tEXt", b"Comment\0canary") + draw("png")[33:]
        ),
        "a png that is a page": ("a.png", draw("png") + PAGE),
        "a webp with a place": ("a.webp", draw("webp", exif=exif)),
        "a webp with words": ("a.webp", draw("webp", xmp=b"<x:xmpmeta>canary</x:xmpmeta>")),
    }  # fmt: skip
