"""A zip from a stranger to its files, or to the reasons why none of them is taken; and back.

`zipfile` believes what an archive says of itself. Here names, kinds and places are looked at before
anything is unpacked, and bytes are counted while they come out.
"""

from __future__ import annotations

import io
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from quizapp.core import limits
from quizapp.core.question import Message

_LOCAL: Final = b"PK\x03\x04"
_CENTRAL: Final = b"PK\x01\x02"
_EMPTY: Final = b"PK\x05\x06"
_HEADER: Final = struct.Struct("<4s22xHH")
_ENCRYPTED: Final = 0x1 | 0x40 | 0x2000
_STORED_OR_DEFLATED: Final = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_NESTED: Final = (".zip", ".jar", ".7z", ".rar", ".gz", ".tgz", ".bz2", ".xz", ".zst", ".tar")
_DRIVE: Final = re.compile(r"[A-Za-z]:")
_CHUNK: Final = 64 * 1024
# What the ratio of tiny files says is chance.
_SMALL: Final = 64 * 1024
# What `zipfile` and `zlib` raise for archives that are damaged, or made to look so.
_DAMAGED: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
    OverflowError,
    IndexError,
)


class Archive(NamedTuple):
    """The files by their paths within the archive. With a problem, there are none."""

    files: dict[str, bytes]
    problems: tuple[Message, ...]


def is_archive(data: bytes) -> bool:
    """Tell whether this begins as a zip does."""
    return data.startswith((_LOCAL, _EMPTY))


def read_archive(data: bytes, most_members: int = limits.ARCHIVE_MEMBERS) -> Archive:
    """Unpack a zip. One member that is not as it should be refuses the whole."""
    if problem := _check_whole(data, most_members):
        return Archive({}, (problem,))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if problems := tuple(_check_members(members, data, archive.start_dir)):
                return Archive({}, problems)
            return _unpack(archive, [member for member in members if not member.is_dir()])
    except _DAMAGED:
        return Archive({}, (Message("The archive is damaged. Pack it again."),))


def write_archive(files: Mapping[str, bytes]) -> bytes:
    """Pack files by their paths; the same files give the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            member = zipfile.ZipInfo(name)
            member.compress_type = _packing_of(content)
            archive.writestr(member, content)
    return packed.getvalue()


def _packing_of(content: bytes) -> int:
    """Return how to pack: what would look like a bomb to us is stored as it is."""
    is_bomb = _exceeds_ratio(len(content), len(zlib.compress(content)))
    return zipfile.ZIP_STORED if is_bomb else zipfile.ZIP_DEFLATED


def _check_whole(data: bytes, most_members: int) -> Message | None:
    if len(data) > limits.ARCHIVE_BYTES:
        megabytes = limits.ARCHIVE_BYTES // (1024 * 1024)
        return Message("The archive is larger than %(size)d MiB.", {"size": megabytes})
    if not is_archive(data):
        return Message("This is no zip archive.")
    # Counted before `zipfile` makes an object of each.
    if data.count(_CENTRAL) > most_members:
        return Message("The archive has more than %(count)d files.", {"count": most_members})
    return None


def _check_members(members: Sequence[zipfile.ZipInfo], data: bytes, end: int) -> Iterator[Message]:
    seen: set[str] = set()
    for member in members:
        name = member.orig_filename
        for says, is_wrong in _RULES.items():
            if is_wrong(member):
                yield Message(says, {"name": _shown(name)})
                break
        folded = unicodedata.normalize("NFC", name).casefold().rstrip("/")
        if folded in seen:
            yield Message("“%(name)s” is in the archive twice.", {"name": _shown(name)})
        seen.add(folded)
    if _overlap(members, data, end):
        yield Message("Files of the archive overlap.")


def _is_encrypted(member: zipfile.ZipInfo) -> bool:
    return bool(member.flag_bits & _ENCRYPTED)


def _leads_elsewhere(member: zipfile.ZipInfo) -> bool:
    name = member.orig_filename
    if name.startswith("/") or "\\" in name or _DRIVE.match(name):
        return True
    return any(part in {"", ".", ".."} for part in name.removesuffix("/").split("/"))


def _is_unreadable(member: zipfile.ZipInfo) -> bool:
    name = member.orig_filename
    hidden = {"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"}
    return len(name) > 255 or any(unicodedata.category(c) in hidden for c in name)


def _is_special(member: zipfile.ZipInfo) -> bool:
    """Tell whether this is a link, a device or a pipe."""
    mode = member.external_attr >> 16
    return stat.S_IFMT(mode) not in {0, stat.S_IFREG, stat.S_IFDIR}


def _is_nested(member: zipfile.ZipInfo) -> bool:
    return member.orig_filename.lower().endswith(_NESTED)


def _is_packed_oddly(member: zipfile.ZipInfo) -> bool:
    return member.compress_type not in _STORED_OR_DEFLATED


def _is_too_dense(member: zipfile.ZipInfo) -> bool:
    return _exceeds_ratio(member.file_size, member.compress_size)


_RULES: Final[dict[str, Callable[[zipfile.ZipInfo], bool]]] = {
    "“%(name)s” has a name that nobody can read.": _is_unreadable,
    "“%(name)s” leads out of the archive.": _leads_elsewhere,
    "“%(name)s” is encrypted.": _is_encrypted,
    "“%(name)s” is a link or a device, not a file.": _is_special,
    "“%(name)s” is an archive within the archive.": _is_nested,
    "“%(name)s” is packed in a way that is not known here.": _is_packed_oddly,
    "“%(name)s” unpacks to far more than it should.": _is_too_dense,
}


def _exceeds_ratio(unpacked: int, packed: int) -> bool:
    return unpacked > _SMALL and unpacked > limits.UNPACKED_RATIO * max(1, packed)


def _overlap(members: Sequence[zipfile.ZipInfo], data: bytes, end: int) -> bool:
    """Tell whether two members share bytes, or one runs into the table at the end."""
    stretches = sorted((member.header_offset, _end(member, data)) for member in members)
    last = 0
    for start, stop in [*stretches, (end, end)]:
        if start < last:
            return True
        last = stop
    return False


def _end(member: zipfile.ZipInfo, data: bytes) -> int:
    start = member.header_offset
    mark, name, extra = _HEADER.unpack_from(data, start)
    if start < 0 or mark != _LOCAL:
        raise zipfile.BadZipFile
    return start + _HEADER.size + int(name) + int(extra) + member.compress_size


def _unpack(archive: zipfile.ZipFile, members: Sequence[zipfile.ZipInfo]) -> Archive:
    files: dict[str, bytes] = {}
    left = limits.UNPACKED_BYTES
    for member in members:
        content = _read(archive, member, left)
        if content is None:
            size = limits.UNPACKED_BYTES // (1000 * 1000)
            return Archive(
                {}, (Message("The archive unpacks to more than %(size)d MB.", {"size": size}),)
            )
        # The name that was checked: newer Pythons may take another one from the extra fields.
        name = unicodedata.normalize("NFC", member.orig_filename)
        if is_archive(content):
            says = "“%(name)s” is an archive within the archive."
            return Archive({}, (Message(says, {"name": _shown(name)}),))
        files[name] = content
        left -= len(content)
    return Archive(files, ())


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: int) -> bytes | None:
    """Return a member's bytes, or None as soon as there are more than `left`."""
    content = bytearray()
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            content += chunk
            if len(content) > left:
                return None
    return bytes(content)


def _shown(name: str) -> str:
    """Return a name as it can stand in a sentence."""
    hidden = {"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"}
    text = "".join("�" if unicodedata.category(c) in hidden else c for c in name[:81])
    return f"{text[:80]}…" if len(text) > 80 else text
