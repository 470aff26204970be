"""What every app makes anew when it starts is made once for all apps of a test process.

A test has an app of its own. Half of the time of all tests went into compiling the same templates
and the same addresses thousands of times, and into passwords that take long on purpose.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import CodeType
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

from quizapp.storage import passwords

_COSTLY = passwords._HASHER
_CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class _Templates(BytecodeCache):
    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key, bucket.checksum] = bucket.code


def compile_once() -> None:
    """Make it so in this process, from now on."""
    Flask.jinja_options = {"bytecode_cache": _Templates()}
    _compile_addresses_once()
    _take(_CHEAP)


@pytest.fixture
def costly_passwords() -> Iterator[None]:
    """Hash them as the program does."""
    _take(_COSTLY)
    yield
    _take(_CHEAP)


def _take(hasher: PasswordHasher) -> None:
    setting: Any = passwords
    setting._HASHER = hasher
    passwords._nobodys.cache_clear()
    passwords._nobodys()


def _compile_addresses_once() -> None:
    compiled: dict[object, Callable[..., tuple[str, str]]] = {}
    compile_builder = Rule._compile_builder

    def remembered(self: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        # The function gets its rule as an argument: nothing of one app is in it.
        key = tuple(self._trace), repr(self.defaults), append_unknown
        if key not in compiled:
            compiled[key] = compile_builder(self, append_unknown)
        return compiled[key]

    setting: Any = Rule
    setting._compile_builder = remembered
