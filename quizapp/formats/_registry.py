"""The formats: one module each. The folder is the registry."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Final, NamedTuple

from quizapp.formats._document import Document
from quizapp.formats._draft import Draft, Incoming

CERTAIN: Final = 2
POSSIBLE: Final = 1
NO: Final = 0


class Written(NamedTuple):
    """A quiz in another format.

    `left_out` says why a question, by its id, is not in it; `notes` what else was lost, in words.
    """

    data: bytes
    left_out: Mapping[str, str] = {}
    notes: tuple[str, ...] = ()


class Format(NamedTuple):
    """What a module of this folder offers.

    `read` and `write` are None where a format goes one way only. `sniff` says whether a file is
    CERTAINly of this format, POSSIBLEly, or NOt. Reading never raises, whatever the bytes are.
    `template` gives a file to fill in.
    """

    name: str
    title: str
    suffix: str
    page: str
    aliases: tuple[str, ...]
    sniff: Callable[[Incoming], int]
    read: Callable[[Incoming], Draft] | None
    write: Callable[[Document], Written] | None
    template: Callable[[], bytes] | None


@cache
def all_formats() -> tuple[Format, ...]:
    """Return every format of the folder, by name.

    A module has NAME, TITLE, SUFFIX, a docstring for the manual, `read` with `sniff`, `write`,
    or both ways, and may have ALIASES and a `template`.
    """
    package = __name__.rpartition(".")[0]
    folder = import_module(package).__path__
    names = (module.name for module in iter_modules(folder) if not module.name.startswith("_"))
    found = (_format(import_module(f"{package}.{name}")) for name in names)
    return tuple(sorted(found, key=lambda format_: format_.name))


def _format(module: ModuleType) -> Format:
    return Format(
        name=module.NAME,
        title=module.TITLE,
        suffix=module.SUFFIX,
        page=module.__doc__ or "",
        aliases=getattr(module, "ALIASES", ()),
        sniff=getattr(module, "sniff", lambda _: NO),
        read=getattr(module, "read", None),
        write=getattr(module, "write", None),
        template=getattr(module, "template", None),
    )


def get_format(word: str) -> Format | None:
    """Return the format of a name, an alias or an ending, however it is spelled."""
    wanted = _fold(word)
    for format_ in all_formats():
        if wanted in {_fold(format_.name), *map(_fold, format_.aliases)}:
            return format_
    return None


def _fold(word: str) -> str:
    return re.sub(r"[^a-z0-9]", "", word.lower())


def sniff(file: Incoming) -> tuple[Format, ...]:
    """Return the formats that a file may be of: one, several that are as likely, or none."""
    found = [(format_.sniff(file), format_) for format_ in all_formats() if format_.read]
    best = max((sureness for sureness, _ in found), default=NO)
    return tuple(format_ for sureness, format_ in found if sureness == best and best != NO)
