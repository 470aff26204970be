"""On what kind of disk a file lies: SQLite's log needs memory that all its readers share.

https://www.sqlite.org/wal.html: "WAL does not work over a network filesystem."
"""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

_MOUNTS: Final = Path("/proc/self/mountinfo")
_NETWORK: Final = {
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "ceph", "glusterfs", "lustre", "9p",
    "fuse.sshfs", "fuse.glusterfs", "fuse.ceph", "fuse.rclone", "fuse.s3fs",
}  # fmt: skip


class _Mount(NamedTuple):
    place: Path
    kind: str
    options: str


def network_file_system(path: Path) -> str | None:
    """Return the kind of network file system that a path lies on; None for a local disk.

    Also None where the system does not tell (it does on Linux).
    """
    try:
        lines = _MOUNTS.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    place = path.resolve()
    # The last one of a place lies on top of the others.
    over = [mount for mount in map(_read, lines) if place.is_relative_to(mount.place)]
    found = max(reversed(over), key=lambda mount: len(mount.place.parts), default=None)
    return found.kind if found and found.kind in _NETWORK and not _is_own(found) else None


def _read(line: str) -> _Mount:
    """Read a line: `36 35 98:0 /root /place options shared:1 - kind source more`."""
    first, _, last = line.partition(" - ")
    kind, _, rest = last.partition(" ")
    place = first.split(" ")[4].encode().decode("unicode_escape")
    return _Mount(Path(place), kind, rest)


def _is_own(mount: _Mount) -> bool:
    """Tell of 9p whether it is a sandbox's own disk (gVisor), which nobody else mounts."""
    return mount.kind == "9p" and "trans=fd" in mount.options and "drvfs" not in mount.options
