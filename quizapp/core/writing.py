"""Fields to the text of a quiz file, such that reading the text gives the same fields."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final, TypeAlias

Tree: TypeAlias = str | list["Tree"] | dict[str, "Tree"]
"""What a quiz file holds, as texts, lists and named fields."""
Fields: TypeAlias = dict[str, Tree]

# What cannot stand in a quiz file at all, escaped or not.
_REFUSED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# What can stand there only as an escape in double quotes.
_ESCAPED = re.compile("[\u2028\u2029\ufeff]")
_NEEDS_QUOTES = re.compile(
    r"""[-?:,\[\]{}#&*!|>'"%@`\s]"""  # what begins something else in YAML
    r"|\.\.\.|<<|.*(?::(?:\s|\Z)|\s\#|\s\Z|\n)",
    re.DOTALL | re.VERBOSE,
)
_FLOW_MARKS = re.compile(r"[,\[\]{}:\s]")
_SHORT_LIST: Final = 60
_LONGEST_KEY: Final = 1000


def clean_text(text: str) -> str:
    """Return a text without what no quiz file can hold: control characters, half characters."""
    return _REFUSED.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))


def write_quiz(fields: Fields) -> str:
    """Return a quiz file with these fields; its questions stand apart from each other."""
    pieces = []
    for name, value in fields.items():
        if name in {"questions", "sections", "passage", "passages"}:
            pieces.append("\n")
        pieces.append("\n".join(_entry(name, value, 0)) + "\n")
    return "".join(pieces).lstrip("\n")


def write_scalar(text: str, indent: int = 0, *, in_flow: bool = False) -> str:
    """Return a text as a YAML scalar; further lines of it are indented by `indent`."""
    text = clean_text(text)
    if "\n" in text and not in_flow and text.strip("\n") and not _ESCAPED.search(text):
        return _block(text, indent)
    if _ESCAPED.search(text) or "\n" in text:
        return _double_quoted(text)
    if not text or _NEEDS_QUOTES.match(text) or (in_flow and _FLOW_MARKS.search(text)):
        return "'" + text.replace("'", "''") + "'"
    return text


def _double_quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return '"' + _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04X}", escaped) + '"'


def _block(text: str, indent: int) -> str:
    # YAML would take spaces at the beginning for the indentation of all lines.
    mark = "2" if re.match(r"\n* ", text) else ""
    body = text.rstrip("\n")
    tail = len(text) - len(body)
    chomp = "-" if tail == 0 else "+" if tail > 1 else ""
    lines = text.removesuffix("\n").split("\n") if tail else text.split("\n")
    margin = " " * indent
    return "\n".join([f"|{mark}{chomp}", *(margin + line if line else "" for line in lines)])


def _entry(name: str, value: Tree, indent: int) -> Iterator[str]:
    margin = " " * indent
    key = write_scalar(name, in_flow="\n" in name)
    head = f"{margin}{key}:" if len(key) <= _LONGEST_KEY else f"{margin}? {key}\n{margin}:"
    if isinstance(value, str):
        yield f"{head} {write_scalar(value, indent + 2)}"
    elif not value:
        yield f"{head} {'[]' if isinstance(value, list) else '{}'}"
    elif isinstance(value, list) and (flow := _flow(value)):
        yield f"{head} {flow}"
    elif isinstance(value, list):
        yield head
        yield from _items(value, indent + 2, apart=name == "questions")
    else:
        yield head
        yield from _fields(value, indent + 2)


def _fields(fields: Mapping[str, Tree], indent: int) -> Iterator[str]:
    for name, value in fields.items():
        yield from _entry(name, value, indent)


def _items(items: list[Tree], indent: int, *, apart: bool) -> Iterator[str]:
    margin = " " * indent
    for number, item in enumerate(items):
        if apart and number:
            yield ""
        if isinstance(item, str):
            yield f"{margin}- {write_scalar(item, indent + 2)}"
        elif not item:
            yield f"{margin}- {'[]' if isinstance(item, list) else '{}'}"
        else:
            nested = (
                _fields(item, indent + 2)
                if isinstance(item, dict)
                else _items(item, indent + 2, apart=False)
            )
            first, *rest = nested
            # The first field stands behind the dash.
            yield f"{margin}- {first[indent + 2 :]}"
            yield from rest


def _flow(items: list[Tree]) -> str:
    """Return a list of a few single words in one line; empty for any other."""
    words = [write_scalar(item, in_flow=True) for item in items if isinstance(item, str)]
    is_short = sum(map(len, words)) + 2 * len(words) <= _SHORT_LIST
    is_words = all(word[:1].isalnum() and not _FLOW_MARKS.search(word) for word in words)
    return f"[{', '.join(words)}]" if len(words) == len(items) and is_short and is_words else ""
