"""Changes to a quiz file that leave every other byte of it as it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as PlainMapping
from difflib import SequenceMatcher
from typing import Final, NamedTuple

from quizapp.core.diagnostics import Span
from quizapp.core.nodes import Mapping, Node, Scalar, Sequence
from quizapp.core.source import Source
from quizapp.core.spelling import (
    BRACKETS,
    characters,
    escape,
    indent_of_block,
    is_plain,
    spell,
    spell_block,
)

_MOST_COMPARED: Final = 2000
"""Characters that are compared one by one: the time grows with their square."""


class Edit(NamedTuple):
    """What is to stand in a place of a file; a place without length is one between characters."""

    span: Span
    text: str


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """Return a file's text with edits that do not overlap; what they add ends lines as it does.

    Edits count lines and columns as diagnostics do; `text` may begin with a byte order mark.
    """
    starts = _line_starts(text)
    newline = "\r\n" if "\r\n" in text else "\n"
    pieces: list[str] = []
    done = 0
    for span, new in sorted(edits, key=lambda edit: edit.span):
        start = starts[span.line - 1] + span.column - 1
        end = starts[span.end_line - 1] + span.end_column - 1
        if not done <= start <= end:
            raise ValueError(f"the edit of line {span.line} overlaps the one before")
        pieces += text[done:start], new.replace("\n", newline)
        done = end
    return "".join((*pieces, text[done:]))


def _line_starts(text: str) -> list[int]:
    starts = [len(text) - len(text.removeprefix("\ufeff"))]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    # The mark was counted as part of the first line too.
    return [starts[0], *(start - starts[0] for start in starts[1:])]


def put_text(source: Source, node: Scalar, text: str) -> list[Edit]:
    """Give a scalar another text, in the style it is written in where that can be.

    Of a text that stays the same but for one stretch, only this stretch is written.
    """
    if node.value == text:
        return []
    stretches = _put_stretches(source, node, text)
    return stretches or [Edit(node.span, _spelled_anew(source, node, text))]


def put_field(source: Source, node: Mapping, name: str, text: str) -> Edit:
    """Write a field's text at the head of named fields, or where its name stands without one."""
    if isinstance(empty := node.entries.get(name), Scalar):
        return Edit(empty.span, _spelled_anew(source, empty, text))
    line, column = node.span[:2]
    if source.lines[line - 1][column - 1 : column] != "{":
        return Edit(
            Span(line, column, line, column), f"{name}: {spell(text)}\n{' ' * (column - 1)}"
        )
    separator = ", " if node.entries else ""
    return Edit(Span(line, column + 1, line, column + 1), f"{name}: {spell(text)}{separator}")


Item = str | PlainMapping[str, str]
"""A text, or texts with names."""


def add_item(source: Source, node: Sequence, item: Item) -> Edit:
    """Add a text, or named texts, at the end of a list."""
    line, column = node.span[:2]
    if source.lines[line - 1][column - 1 : column] == "[":
        at = _end(source, node.items[-1]) if node.items else (line, column + 1)
        return _insertion(*at, f"{', ' if node.items else ''}{_spell_item(item)}")
    return _below(source, node.items[-1], f"{' ' * (column - 1)}- {_spell_item(item)}")


def put_list(source: Source, node: Mapping, name: str, after: str, item: Item) -> Edit:
    """Write a list of one item behind another field, or where its name stands without one."""
    spelled = f"[{_spell_item(item)}]"
    if isinstance(empty := node.entries.get(name), Scalar):
        return Edit(empty.span, f" {spelled}")
    line, column = node.span[:2]
    if source.lines[line - 1][column - 1 : column] == "{":
        return _insertion(*_end(source, node.entries[after]), f", {name}: {spelled}")
    return _below(source, node.entries[after], f"{' ' * (column - 1)}{name}: {spelled}")


def _spell_item(item: Item) -> str:
    if isinstance(item, str):
        return spell(item)
    fields = (f"{name}: {spell(text)}" for name, text in item.items())
    return f"{{{', '.join(fields)}}}"


def _below(source: Source, node: Node, text: str) -> Edit:
    """Add a line below a node; what stands behind it on its line stays there."""
    line, column = _end(source, node)
    if column == 1:  # below a block, which ends with its line
        return _insertion(line, 1, f"{text}\n")
    return _insertion(line, len(source.lines[line - 1]) + 1, f"\n{text}")


def _insertion(line: int, column: int, text: str) -> Edit:
    return Edit(Span(line, column, line, column), text)


def _end(source: Source, node: Node) -> tuple[int, int]:
    """Return where a node's own text ends, without what follows it."""
    is_bracketed = source.lines[node.span.line - 1][node.span.column - 1 :][:1] in ("[", "{")
    if isinstance(node, Scalar) or is_bracketed:
        return node.end.line + 1, node.end.column + 1
    children = node.items if isinstance(node, Sequence) else list(node.entries.values())
    return _end(source, children[-1])


def _raw(source: Source, node: Scalar) -> str:
    """Return how a scalar is spelled."""
    span = node.span
    lines = source.lines[span.line - 1 : span.end_line]
    lines[-1] = lines[-1][: span.end_column - 1]
    lines[0] = lines[0][span.column - 1 :]
    return "\n".join(lines)


def _put_stretches(source: Source, node: Scalar, text: str) -> list[Edit]:
    """Return edits of what differs; none where the spelling does not allow that."""
    raw, old = _raw(source, node), node.value
    starts = _starts_of_characters(raw, old)
    if starts is None or _ending(text) != _ending(old):
        return []
    # The first of its lines tells how far in a block is.
    if node.is_block and text.lstrip("\n")[:1] in ("", " "):
        return []
    quote = raw[0] if raw[0] in "'\"|>" else _needed_quote(raw, old, text)
    if quote is None:
        return []
    changes = [
        (starts[first], starts[last], _spelled_in(raw, quote, text[new_first:new_last]))
        for first, last, new_first, new_last in _differences(old, text)
    ]
    # Only a block and double quotes can take a new line break as it is.
    if quote in ("", "'") and any("\n" in new for _, _, new in changes):
        return []
    if quote and quote != raw[0]:
        changes = [(0, 0, quote), *changes, (len(raw), len(raw), quote)]
    edits = [Edit(_span_in(raw, node.span, first, last), new) for first, last, new in changes]
    return edits if _reads(_changed(raw, changes), text) else []


def _starts_of_characters(raw: str, text: str) -> list[int] | None:
    """Return where each character of a text begins in its spelling, and where the last ends."""
    pairs = characters(raw) if raw else None
    if pairs is None or not _reads(raw, text):
        return None
    end = len(raw) - (raw[0] in "'\"")
    return [*(index for _, index in pairs), end][: len(text) + 1]


def _reads(raw: str, text: str) -> bool:
    """Tell whether a spelling stands for a text; line breaks below a block do not count."""
    pairs = characters(raw)
    if pairs is None:
        return False
    found = "".join(c for c, _ in pairs)
    return found == text or (raw[0] in "|>" and found.rstrip("\n") == text.rstrip("\n"))


def _ending(text: str) -> int:
    return len(text) - len(text.rstrip("\n"))


def _needed_quote(raw: str, old: str, text: str) -> str | None:
    """Return the quotes that a plain text now needs; None where they would change more of it."""
    has_new_brackets = bool(BRACKETS & set(text)) and not BRACKETS & set(old)
    if is_plain(text.replace("\n", " ")) and not has_new_brackets:
        return ""
    return None if '"' in text or "\\" in text or "#" in raw else '"'


def _spelled_in(raw: str, quote: str, piece: str) -> str:
    if quote in ("|", ">"):
        return piece.replace("\n", "\n" + " " * (indent_of_block(raw) or 0))
    return escape(piece, quote)


def _differences(old: str, new: str) -> Iterator[tuple[int, int, int, int]]:
    """Yield what differs, as from and to in the old text and in the new one."""
    head = _common_length(old, new)
    tail = _common_length(old[head:][::-1], new[head:][::-1])
    middle, new_middle = old[head : len(old) - tail], new[head : len(new) - tail]
    if max(len(middle), len(new_middle)) > _MOST_COMPARED:
        yield head, len(old) - tail, head, len(new) - tail
        return
    for kind, *places in SequenceMatcher(None, middle, new_middle, False).get_opcodes():
        if kind != "equal":
            first, last, new_first, new_last = (place + head for place in places)
            yield first, last, new_first, new_last


def _common_length(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((index for index, (a, b) in pairs if a != b), min(len(one), len(other)))


def _changed(raw: str, changes: list[tuple[int, int, str]]) -> str:
    for first, last, new in reversed(changes):
        raw = raw[:first] + new + raw[last:]
    return raw


def _span_in(raw: str, span: Span, first: int, last: int) -> Span:
    """Return the place in the file of a stretch of a spelling."""
    places = (_place_in(raw, span, index) for index in (first, last))
    (line, column), (end_line, end_column) = places
    return Span(line, column, end_line, end_column)


def _place_in(raw: str, span: Span, index: int) -> tuple[int, int]:
    line = span.line + raw.count("\n", 0, index)
    if line == span.line:
        return line, span.column + index
    return line, index - raw.rfind("\n", 0, index)


def _spelled_anew(source: Source, node: Scalar, text: str) -> str:
    raw = _raw(source, node)
    if not raw:
        before = source.lines[node.span.line - 1][: node.span.column - 1]
        return ("" if before.endswith(" ") else " ") + spell(text)
    if not node.is_block:
        return spell(text, raw[0] if raw[0] in "'\"" else "")
    header, indent = raw.partition("\n")[0], indent_of_block(raw)
    spelled = spell_block(text, header, indent) if indent else None
    if spelled is None:
        spelled = spell(text, '"') + "\n"
    # Empty lines below a block stay, unless they would become part of it.
    _, *below = raw[len(raw.rstrip(" \n")) :].split("\n")
    is_apart = "+" not in header and all(len(line) <= (indent or 0) for line in below)
    return spelled + "\n".join(below) if is_apart else spelled
