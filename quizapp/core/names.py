"""People's names: brought into shape, and told from others that look the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final, TypeVar

Key = TypeVar("Key")
NAME_LENGTH: Final = 40
_DROPPED: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
# Letters of other scripts that are drawn as Latin ones; capitals are folded before.
_LOOK_ALIKES: Final = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u0501\u051b\u051d\u043a\u043c\u043d\u0442\u0432"
    "\u03b1\u03b5\u03bf\u03c1\u03bd\u03b9\u03ba\u03c4\u03c5\u03c7\u0578\u057d\u0585\u0131",
    "aeopcyxijsdqwkmhtb" + "aeopvikt" + "uxnuoi",
)


def clean_name(text: str | None) -> str:
    """Drop control and direction characters, and white space around and repeated."""
    kept = "".join(
        c if unicodedata.category(c) not in _DROPPED else " "
        for c in unicodedata.normalize("NFC", text or "")
    )
    return re.sub(r"\s+", " ", kept).strip()


def likeness(name: str) -> str:
    """Return the same text for names that a teacher would take for one another."""
    folded = unicodedata.normalize("NFKD", clean_name(name)).casefold()
    plain = "".join(c for c in folded if unicodedata.category(c) != "Mn")
    return re.sub(r"\s+", "", plain).translate(_LOOK_ALIKES)


def namesakes(names: Iterable[tuple[Key, str]]) -> Mapping[Key, int]:
    """Number who is called as somebody before them: the second Anna is 2, the first has none."""
    seen: dict[str, int] = {}
    numbers: dict[Key, int] = {}
    for key, name in names:
        same = likeness(name)
        seen[same] = seen.get(same, 0) + 1
        if seen[same] > 1:
            numbers[key] = seen[same]
    return numbers
