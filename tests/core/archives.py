"""Zips nobody should unpack, made here so that no such file lies in the repository."""

from __future__ import annotations

import io
import random
import stat
import struct
import zipfile
from collections.abc import Callable
from functools import cache

QUIZ = b"title: T\nquestions:\n  - {id: a, type: true-false, prompt: P?, answer: 'true'}\n"
Members = dict[str, bytes]


def pack(
    members: Members | list[tuple[str | zipfile.ZipInfo, bytes]],
    compression: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    """Return a zip with these members, in this order, twice the same name if asked for."""
    out = io.BytesIO()
    pairs = list(members.items()) if isinstance(members, dict) else members
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in pairs:
            archive.writestr(name, content, compress_type=compression)
    return out.getvalue()


def _named(name: str) -> bytes:
    """Return a zip whose member has just this name, which `zipfile` would not write."""
    if not name.isascii():
        return pack({name: QUIZ})
    stand_in = "x" * len(name.encode())
    return pack({stand_in: QUIZ}).replace(stand_in.encode(), name.encode())


def _special(kind: int) -> bytes:
    info = zipfile.ZipInfo("link.yaml")
    info.create_system = 3
    info.external_attr = (kind | 0o777) << 16
    return pack([(info, b"/etc/passwd")])


def _central(data: bytes, offset: int, layout: str, value: int) -> bytes:
    """Change one number of the first member's line in the table at the end."""
    place = data.rindex(b"PK\x01\x02") + offset
    size = struct.calcsize(layout)
    return data[:place] + struct.pack(layout, value) + data[place + size :]


def _both(data: bytes, local: int, central: int, layout: str, value: int) -> bytes:
    """Change a number in the member's own header too."""
    changed = _central(data, central, layout, value)
    return changed[:local] + struct.pack(layout, value) + changed[local + struct.calcsize(layout) :]


def _table_of_one_place(count: int) -> bytes:
    """Return a zip whose members all are the same few bytes (the better zip bomb)."""
    data = pack({"a.yaml": b"x: y\n" * 9_000})
    table = data.index(b"PK\x01\x02")
    tail = data.index(b"PK\x05\x06")
    line = data[table:tail]
    lines = b"".join(line.replace(b"a.yaml", f"{n:06d}".encode()) for n in range(count))
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, len(lines), table, 0)
    return data[:table] + lines + end


PLAIN = pack({"a.yaml": QUIZ})
STORED = pack({"a.yaml": QUIZ}, zipfile.ZIP_STORED)
_NAMES = {
    "an absolute path": "/etc/a.yaml",
    "a way out": "../a.yaml",
    "a way out in the middle": "a/../../b.yaml",
    "a way out at the end": "a/..",
    "two slashes": "a//b.yaml",
    "a dot": "./a.yaml",
    "a backslash": "a\\b.yaml",
    "a way out by backslashes": "..\\..\\a.yaml",
    "a drive": "C:a.yaml",
    "a drive and a backslash": "C:\\a.yaml",
    "a network share": "\\\\host\\a.yaml",
    "a line break": "a\nb.yaml",
    "an escape sequence": "a\x1b[31m.yaml",
    "a text that turns round": "a\u202elmay.exe",
    "a name that is too long": "x" * 300 + ".yaml",
    "a zip by name": "inner.zip",
    "a tar by name": "inner.TAR.GZ",
}
_LAYOUTS: dict[str, Callable[[], bytes]] = {
    "a zip by its bytes": lambda: pack({"inner.yaml": PLAIN}),
    "a name twice": lambda: _twice("a.yaml", "a.yaml"),
    "a name twice in other letters": lambda: pack({"a.yaml": QUIZ, "A.YAML": QUIZ}),
    "a name twice in other accents": lambda: pack({"é.yaml": QUIZ, "e\u0301.yaml": QUIZ}),
    "a file that is a folder too": lambda: pack([("a", QUIZ), ("a/", b"")]),
    "a symbolic link": lambda: _special(stat.S_IFLNK),
    "a device": lambda: _special(stat.S_IFCHR),
    "a pipe": lambda: _special(stat.S_IFIFO),
    "an encrypted file": lambda: _both(PLAIN, 6, 8, "<H", 0x1),
    "a strongly encrypted file": lambda: _both(PLAIN, 6, 8, "<H", 0x41),
    "bzip2": lambda: pack({"a.yaml": QUIZ}, zipfile.ZIP_BZIP2),
    "lzma": lambda: pack({"a.yaml": QUIZ}, zipfile.ZIP_LZMA),
    "an unknown method": lambda: _both(PLAIN, 8, 10, "<H", 97),
    "too many files": lambda: pack({f"{n}.yaml": b"" for n in range(1_001)}),
    "far too many files": lambda: pack({f"{n}": b"" for n in range(30_000)}),
    "ten megabytes of nothing": lambda: pack({"a.yaml": bytes(10_000_000)}),
    "many thin bombs": lambda: pack({f"{n}.yaml": bytes(200_000) for n in range(300)}),
    "more than fifty megabytes": lambda: pack({f"{n}": _thin(900_000) for n in range(60)}),
    "members in one place": lambda: _table_of_one_place(500),
    "a size that lies": lambda: _both(STORED, 22, 24, "<I", 5),
    "a size that exaggerates": lambda: _both(STORED, 22, 24, "<I", 2**31),
    "a packed size beyond the end": lambda: _central(PLAIN, 20, "<I", 2**31),
    "a place beyond the end": lambda: _central(PLAIN, 42, "<I", 2**31),
    "a place in the table": lambda: _central(PLAIN, 42, "<I", PLAIN.index(b"PK\x01\x02")),
    "a wrong checksum": lambda: _both(PLAIN, 14, 16, "<I", 7),
    "a name that differs inside": lambda: PLAIN.replace(b"a.yaml", b"b.yaml", 1),
    "half an archive": lambda: PLAIN[: len(PLAIN) // 2],
    "no table": lambda: PLAIN[: PLAIN.index(b"PK\x01\x02")],
    "one byte of it": lambda: b"P",
    "nothing": lambda: b"",
    "a program before it": lambda: b"#!/bin/sh\n" + PLAIN,
    "a page before it": lambda: b"<script>alert(1)</script>" + PLAIN,
    "a picture": lambda: b"\x89PNG\r\n\x1a\n" + bytes(50),
    "a broken stream": lambda: PLAIN.replace(PLAIN[40:60], bytes(range(200, 220)), 1),
    "only the mark": lambda: b"PK\x03\x04" * 1_000,
    "only the table's mark": lambda: b"PK\x03\x04" + b"PK\x01\x02" * 900,
    "a huge table": lambda: PLAIN + b"PK\x05\x06" + b"\xff" * 18,
}


def _twice(first: str, second: str) -> bytes:
    """Return a zip with two members of one name; `zipfile` warns when asked for that."""
    return pack({first: QUIZ, "z" * len(second): QUIZ}).replace(b"z" * len(second), second.encode())


def _thin(size: int) -> bytes:
    """Return bytes that shrink, but not suspiciously."""
    chance = random.Random(1)
    return b"".join(chance.randbytes(25) + bytes(975) for _ in range(size // 1_000))


@cache
def hostile() -> dict[str, bytes]:
    """Return every archive that has to be refused, by what is wrong with it."""
    named = {what: _named(name) for what, name in _NAMES.items()}
    return named | {what: make() for what, make in _LAYOUTS.items()}
