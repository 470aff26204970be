"""What a format cannot hold, kept in a file beside the written one, and put back by import.

The sidecar of `quiz.gift` is `quiz.gift.quizapp.json`. For each question it has a digest of what
the format brings back by itself, and the fields that then are missing or different. A question
that somebody has changed in the written file since gets back only what its format has no place
for.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, ValidationError

from quizapp.core.writing import Fields, Tree
from quizapp.formats._draft import WHOLE_FILE, Draft, DraftQuestion, DraftSection

SUFFIX: Final = ".quizapp.json"
_CHANGED: Final = (
    "was changed in the file since it was written: only what the file has no place for was put back"
)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class KeptQuestion(_Strict):
    """A question's share: `digest` is None when the format has no such question at all."""

    id: str
    section: int
    digest: str | None
    fields: dict[str, Any] = {}
    without: list[str] = []


class KeptField(_Strict):
    """A field of the quiz: what it was, and a digest of what the format makes of it."""

    digest: str
    value: Any


class Kept(_Strict):
    """A whole sidecar."""

    quizapp: int = 1
    fields: dict[str, KeptField] = {}
    sections: list[dict[str, Any]] = []
    questions: list[KeptQuestion] = []
    files: dict[str, str] = {}


def digest(tree: object) -> str:
    """Return a name for exactly these fields."""
    content = json.dumps(tree, sort_keys=True).encode("utf-8", "surrogatepass")
    return hashlib.sha256(content).hexdigest()[:32]


def is_needed(kept: Kept) -> bool:
    """Tell whether a sidecar holds anything that the written file does not."""
    carries = all(q.digest and not q.fields and not q.without for q in kept.questions)
    return bool(kept.fields or kept.files or not carries or any(kept.sections))


def write_sidecar(kept: Kept) -> bytes:
    """Return a sidecar's bytes."""
    return (kept.model_dump_json(indent=1, exclude_defaults=False) + "\n").encode()


def put_back(draft: Draft, data: bytes) -> None:
    """Put what a sidecar holds back into a draft; what does not fit is noted as lost."""
    try:
        kept = Kept.model_validate_json(data)
        files = {n: base64.b64decode(text, validate=True) for n, text in kept.files.items()}
    except (ValidationError, binascii.Error, RecursionError):
        draft.lose(WHOLE_FILE, "the sidecar cannot be read, and nothing of it was put back")
        return
    draft.files = files | draft.files
    _put_back_head(draft, kept)
    if kept.questions:
        _put_back_questions(draft, kept)


def _put_back_head(draft: Draft, kept: Kept) -> None:
    now = top_fields(draft.fields, draft.passages)
    for name, field_ in kept.fields.items():
        if digest(now.get(name)) != field_.digest:
            draft.lose(WHOLE_FILE, f"the quiz's `{name}` {_CHANGED}")
        elif field_.value is None:
            now.pop(name, None)
        else:
            now[name] = _tree(field_.value)
    passages = now.pop("passages", [])
    listed = passages if isinstance(passages, list) else []
    draft.passages = [passage for passage in listed if isinstance(passage, dict)]
    draft.fields = now


def _put_back_questions(draft: Draft, kept: Kept) -> None:
    sections = [DraftSection(dict(_fields(head))) for head in kept.sections] or [DraftSection()]
    left = list(kept.questions)
    section = 0
    for question in list(draft.questions()):
        share = _share_of(question, left)
        if share is None:
            sections[section].questions.append(question)
            continue
        for before in _left_out_before(share, left):
            sections[_within(before, sections)].questions.append(_restored(before, question.line))
        left.remove(share)
        section = _within(share, sections)
        sections[section].questions.append(_merged(draft, question, share))
    for share in left:
        # What the format had no place for; others were deleted from the file on purpose.
        if share.digest is None:
            sections[_within(share, sections)].questions.append(_restored(share, WHOLE_FILE))
    draft.sections = sections


def _share_of(question: DraftQuestion, left: list[KeptQuestion]) -> KeptQuestion | None:
    own = digest(question.fields)
    same = (share for share in left if share.digest == own)
    named = (s for s in left if s.digest and s.id and s.id == question.fields.get("id"))
    return next(same, None) or next(named, None)


def _left_out_before(share: KeptQuestion, left: list[KeptQuestion]) -> list[KeptQuestion]:
    before = [s for s in left[: left.index(share)] if s.digest is None]
    for found in before:
        left.remove(found)
    return before


def _restored(share: KeptQuestion, line: int) -> DraftQuestion:
    return DraftQuestion(_fields(share.fields), line)


def _merged(draft: Draft, question: DraftQuestion, share: KeptQuestion) -> DraftQuestion:
    stored, own = _fields(share.fields), question.fields
    if digest(own) == share.digest:
        own = {name: value for name, value in own.items() if name not in share.without}
        return DraftQuestion(_in_order(own | stored), question.line)
    draft.lose(question.line, f"`{share.id}` {_CHANGED}")
    return DraftQuestion(_in_order(stored | own), question.line)


def _in_order(fields: Fields) -> Fields:
    """Return fields in the order in which teachers write them."""
    first = ("id", "type", "prompt")
    return {n: fields[n] for n in first if n in fields} | fields


def _within(share: KeptQuestion, sections: list[DraftSection]) -> int:
    return min(max(share.section, 0), len(sections) - 1)


def top_fields(fields: Fields, passages: list[Fields]) -> Fields:
    listed: list[Tree] = [*passages]
    return {**fields, "passages": listed} if listed else {**fields}


def _fields(stored: Mapping[str, Any]) -> Fields:
    return {name: _tree(value) for name, value in stored.items()}


def _tree(value: Any) -> Tree:
    """Return stored JSON as texts, lists and fields, whatever somebody made of the file."""
    if isinstance(value, dict):
        return _fields(value)
    return [_tree(item) for item in value] if isinstance(value, list) else str(value)
