"""A cloze as an item of QTI 1.2: several blanks, or menus."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from quizapp.core.markdown import render_block
from quizapp.core.types._gaps import Gap, GapPlace
from quizapp.core.types.cloze import Cloze
from quizapp.formats._canvas.shape import (
    ALL,
    PROMPT,
    NoPlaceError,
    Shape,
    equals,
    lid,
    plain_material,
    scores,
)
from quizapp.formats._markup import plain_line
from quizapp.formats._qti.names import identifier_from
from quizapp.formats._qti.parts import mixed


def write_cloze(question: Cloze) -> Shape:
    """Return a cloze as blanks or as menus; raise for a mixture."""
    typed = [g for g in question.gaps.values() if g.answers and question.word_bank is None]
    if typed and len(typed) < len(question.gaps):
        raise NoPlaceError("Canvas has no text with both menus and fields")
    kind = "fill_in_multiple_blanks_question" if typed else "multiple_dropdowns_question"
    names = {gap: identifier_from(gap) for gap in question.gaps}
    shape = Shape(kind, _text_with_blanks(question, names))
    total = sum((gap.weight for gap in question.gaps.values()), Fraction(0))
    for gap_name, name in names.items():
        gap = question.gaps[gap_name]
        _gap(shape, question, gap, name, ALL * gap.weight / total)
    return shape


def _text_with_blanks(question: Cloze, names: Mapping[str, str]) -> str:
    pieces = question.pieces()
    literal = "".join(piece for piece in pieces if isinstance(piece, str))
    if taken := next((name for name in names.values() if f"[{name}]" in literal), None):
        raise NoPlaceError(f"its text has `[{taken}]` in it, which is a blank in Canvas")
    marked = "".join(
        f"\ue000{names[piece.name]}\ue001" if isinstance(piece, GapPlace) else piece
        for piece in pieces
    )
    prompt = render_block(question.prompt).strip() if question.prompt.strip() else ""
    prompt = f"{PROMPT}{prompt}</div>" if prompt else ""
    return prompt + render_block(marked).replace("\ue000", "[").replace("\ue001", "]")


def _gap(shape: Shape, question: Cloze, gap: Gap, name: str, percent: Fraction) -> None:
    ident = f"response_{name}"
    choices = [(c.text, c.correct, c.feedback) for c in gap.choices]
    if not choices and question.word_bank is not None:
        words = mixed([[g.model_answer for g in question.gaps.values() if g.answers],
                       question.word_bank])  # fmt: skip
        choices = [(word, word == gap.model_answer, "") for word in words]
    right = ""
    labels = []
    plain = [(a.text, a.text == gap.model_answer, a.feedback) for a in gap.answers
             if a.match == "exact" and a.credit == 1]  # fmt: skip
    for place, (text, is_right, told) in enumerate(choices or plain, 1):
        label = f"{name}.{place}"
        # Menus and fields show no emphasis.
        labels.append((label, plain_material(plain_line(text) if choices else text)))
        right = label if is_right else right
        shape.tell(label, equals(ident, label), told)
    shape.responses.append(lid(ident, labels, "Single", plain_material(name)))
    shape.scored.append(scores(equals(ident, right), percent, "Add"))
