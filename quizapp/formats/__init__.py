"""Other people's files: one module a format. The folder is the registry.

A format reads files into a `Draft` and writes a `Document`; what it cannot hold is found by reading
back what was written, told as losses, and kept in a sidecar.
"""

from __future__ import annotations

from quizapp.formats._assembly import name_from
from quizapp.formats._draft import Draft, Incoming, Loss
from quizapp.formats._exchange import Brought, Taken, bring_in, sidecar_name, take_out
from quizapp.formats._registry import Format, all_formats, get_format, sniff

__all__ = [
    "Brought",
    "Draft",
    "Format",
    "Incoming",
    "Loss",
    "Taken",
    "all_formats",
    "bring_in",
    "get_format",
    "name_from",
    "sidecar_name",
    "sniff",
    "take_out",
]
