"""A quiz held against what its written form brings back: what was lost, in words, and kept."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ValidationError

from quizapp.core.quiz_file import QuizFile
from quizapp.core.writing import Fields, Tree
from quizapp.formats._document import Document, Piece, question_of
from quizapp.formats._draft import WHOLE_FILE, Draft, DraftQuestion, Loss
from quizapp.formats._sidecar import Kept, KeptField, KeptQuestion, digest, top_fields


@dataclass
class Comparison:
    """A quiz held against what its written form brings back."""

    document: Document
    back: Draft
    left_out: Mapping[str, str]
    losses: list[Loss] = field(default_factory=list)

    def keep(self) -> Kept:
        """Return what the format did not carry, and note each loss in words."""
        kept = Kept(fields=self._head(), sections=[dict(p.fields) for p in self.document.parts])
        came_back = list(self.back.questions())
        for number, part in enumerate(self.document.parts):
            for piece in part.pieces:
                question = None
                if _name(piece) not in self.left_out and came_back:
                    question = came_back.pop(0)
                kept.questions.append(self._question(piece, number, question))
        for name, data in self.document.files.items():
            if self.back.files.get(name) != data:
                kept.files[name] = base64.b64encode(data).decode()
                self._lose(WHOLE_FILE, f"the file `{name}`")
        return kept

    def _question(self, piece: Piece, section: int, back: DraftQuestion | None) -> KeptQuestion:
        name = _name(piece)
        if back is None:
            reason = self.left_out.get(name, "there is no such question in this format")
            self._lose(piece.line, f"`{name}` is left out: {reason}")
            fields = dict(piece.fields)
            return KeptQuestion(id=name, section=section, digest=None, fields=fields)
        changed = _changed(piece.fields, back.fields)
        if listed := ", ".join(filter(None, changed.values())):
            self._lose(piece.line, f"`{name}`: there is no place for {listed}")
        return KeptQuestion(
            id=name,
            section=section,
            digest=digest(back.fields),
            fields={f: piece.fields[f] for f in changed if f in piece.fields},
            without=[f for f in changed if f not in piece.fields],
        )

    def _head(self) -> dict[str, KeptField]:
        before = top_fields(self.document.fields, [text.fields for text in self.document.texts])
        after = top_fields(self.back.fields, self.back.passages)
        kept = {}
        for name in before | after:
            if _same_field(name, before, after):
                continue
            kept[name] = KeptField(digest=digest(after.get(name)), value=before.get(name))
            if name in before and (words := _head_in_words(name, before, after)):
                self._lose(WHOLE_FILE, f"there is no place for {words}")
        return kept

    def _lose(self, line: int, message: str) -> None:
        self.losses.append(Loss(line, message))


def _name(piece: Piece) -> str:
    return str(piece.fields.get("id", ""))


def _changed(before: Fields, after: Fields) -> dict[str, str]:
    """Return the fields that do not mean the same any more, and the words for what was lost."""
    old, new = question_of(before), question_of(after)
    names = list(dict.fromkeys([*before, *after]))
    if old is None or new is None or type(old) is not type(new):
        changed = (name for name in names if before.get(name) != after.get(name))
        return {name: f"`{name}`" if name in before else "" for name in changed}
    by_alias = {field_.alias or name: name for name, field_ in type(old).model_fields.items()}
    pairs = {alias: (getattr(old, name), getattr(new, name)) for alias, name in by_alias.items()}
    return {
        alias: _in_words(alias, *pair)
        for alias, pair in pairs.items()
        if alias in names and pair[0] != pair[1]
    }


def _in_words(name: str, old: Any, new: Any) -> str:
    """Name a field that was lost, with what of its items it is; nothing for an end of line."""
    if isinstance(old, str) and isinstance(new, str) and old.split() == new.split():
        return ""
    if not isinstance(old, tuple) or not isinstance(new, tuple) or len(old) != len(new):
        return f"`{name}`"
    inner = [
        alias
        for one, other in zip(old, new, strict=True)
        if isinstance(one, BaseModel) and isinstance(other, BaseModel)
        for alias in _differing(one, other)
    ]
    listed = ", ".join(f"`{alias}`" for alias in dict.fromkeys(inner))
    return f"the {listed} of its {name}" if listed else f"`{name}`"


def _differing(one: BaseModel, other: BaseModel) -> Iterator[str]:
    for name, field_ in type(one).model_fields.items():
        if getattr(one, name) != getattr(other, name, None):
            yield field_.alias or name


def _in_one_line(tree: Tree) -> Tree:
    """Return what is said, wherever its lines end: a new end of line is no loss to tell of."""
    if isinstance(tree, str):
        return " ".join(tree.split())
    if isinstance(tree, list):
        return [_in_one_line(item) for item in tree]
    return {name: _in_one_line(value) for name, value in tree.items()}


def _head_in_words(name: str, before: Fields, after: Fields) -> str:
    """Name a field of the quiz that was lost; of passages that came back, what of them was."""
    old, new = before.get(name), after.get(name)
    if _in_one_line(old or "") == _in_one_line(new or ""):
        return ""
    if name != "passages" or not isinstance(old, list) or not isinstance(new, list):
        return f"the quiz's `{name}`"
    if len(old) != len(new):
        return "all of its passages"
    lost = [
        f"`{field_}`"
        for one, other in zip(old, new, strict=True)
        if isinstance(one, dict) and isinstance(other, dict)
        for field_, value in one.items()
        if _in_one_line(value) != _in_one_line(other.get(field_, ""))
    ]
    return f"the {', '.join(dict.fromkeys(lost))} of its passages" if lost else ""


def _same_field(name: str, before: Fields, after: Fields) -> bool:
    if name == "passages":
        return before.get(name) == after.get(name)
    old, new = _quiz_file(before), _quiz_file(after)
    attribute = name.replace("-", "_")
    if old is None or new is None:
        return before.get(name) == after.get(name)
    return bool(getattr(old, attribute) == getattr(new, attribute))


def _quiz_file(fields: Fields) -> QuizFile | None:
    try:
        return QuizFile.model_validate({"title": "", **fields, "passages": []})
    except ValidationError:
        return None
