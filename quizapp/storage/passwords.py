"""Passwords: which ones are refused, and how they are kept."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from quizapp.core.question import Message

SHORTEST: Final = 8
LONGEST: Final = 1_000
AT_ONCE: Final = 4
"""Each takes 19 MiB; more would only wait for a processor."""

_HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_TURN: Final = threading.BoundedSemaphore(AT_ONCE)
_COMMON: Final = Path(__file__).with_name("common_passwords.txt")
_OWN_WORDS: Final = ("quizapp",)


def complaint(password: str, words: Iterable[str]) -> Message | None:
    """Say why a password is refused, or return None. `words` are the user's own names.

    There are no rules about kinds of characters: they make passwords worse.
    """
    if len(password) < SHORTEST:
        return Message("A password needs at least %(count)d characters.", {"count": SHORTEST})
    if len(password) > LONGEST:
        return Message("A password has at most %(count)d characters.", {"count": LONGEST})
    folded = password.casefold()
    if folded in _common_passwords():
        return Message("This is one of the most common passwords: everybody tries it first.")
    for word in _worth_guessing(words):
        if word in folded and len(folded.replace(word, "")) < SHORTEST:
            return Message("This password is too near to your name, or to the name of the program.")
    return None


def _worth_guessing(words: Iterable[str]) -> set[str]:
    names = {part for word in words for part in (word.casefold(), *word.casefold().split())}
    return {name for name in {*names, *_OWN_WORDS} if len(name) >= 3}


@cache
def _common_passwords() -> frozenset[str]:
    lines = _COMMON.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("# "))


def hash_password(password: str) -> str:
    """Return what is stored of a password."""
    with _TURN:
        return _HASHER.hash(_bytes(password))


def is_password(stored: str | None, password: str) -> bool:
    """Tell whether a password is the stored one. Takes as long when there is none."""
    nobodys = _nobodys()
    with _TURN:
        try:
            _HASHER.verify(stored or nobodys, _bytes(password))
        except (VerificationError, InvalidHashError):
            return False
    return stored is not None


def is_outdated(stored: str) -> bool:
    """Tell whether a password was hashed more weakly than is done today."""
    return _HASHER.check_needs_rehash(stored)


@cache
def _nobodys() -> str:
    return _HASHER.hash(b"nobody has this password")


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")
