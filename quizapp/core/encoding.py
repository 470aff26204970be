"""The text of a file whose encoding nobody tells."""

from __future__ import annotations

import codecs
from typing import Final

GUESSED: Final = "cp1252"
_MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def decode(data: bytes) -> str:
    """Return the text of some bytes, whatever they are. Line ends are `\\n`."""
    text = data.decode(encoding_of(data), "replace")
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def encoding_of(data: bytes) -> str:
    """Return UTF-16 where its mark or its zeros show it, else UTF-8 or Windows-1252."""
    if data.startswith(_MARKS):
        return "utf-16"
    head = data[:1024]
    # Latin letters are every other byte of UTF-16; no other text has a zero.
    if len(head) > 3 and head[1::2].count(0) > len(head) // 4 and not head[::2].count(0):
        return "utf-16-le"
    if len(head) > 3 and head[::2].count(0) > len(head) // 4 and not head[1::2].count(0):
        return "utf-16-be"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return GUESSED
    return "utf-8"
