"""Fields inside a text: typed answers, menus, and words to drag into gaps."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from quizapp.core.writing import Fields, Tree
from quizapp.formats._markup import markdown_from_html
from quizapp.formats._qti.choices import (
    Asked,
    choice_fields,
    feedback_by_choice,
    read_offers,
    right_choice,
)
from quizapp.formats._qti.content import MARK, cut_at_marks, fill_marks, html_of, numbered
from quizapp.formats._qti.expressions import UnscorableError
from quizapp.formats._qti.judging import ZERO, Judge, judges_of, points_when_all_hold
from quizapp.formats._qti.names import text_from
from quizapp.formats._qti.numbers import write_number
from quizapp.formats._qti.pairs import read_word_bank
from quizapp.formats._qti.processing import Processing
from quizapp.formats._qti.typed import NUMBERS, read_numbers, read_text_answers
from quizapp.formats._xml import Element

INLINE: Final = frozenset({"textEntryInteraction", "inlineChoiceInteraction"})
_LONGEST_UNIT: Final = 20


def read_inline(
    root: Element,
    processing: Processing,
    blocks: Sequence[str | Element],
    interactions: list[Element],
) -> Asked:
    """Return one typed answer as a question of its own, and anything else as a cloze."""
    names = [interaction.get("responseIdentifier") for interaction in interactions]
    judges = judges_of(root, processing, names)
    if len(set(names)) != len(names):
        raise UnscorableError("two of its gaps are one response")
    if len(interactions) == 1 and interactions[0].name == "textEntryInteraction":
        markup = html_of(blocks, numbered(interactions))
        before, after = (markdown_from_html(piece).markdown for piece in cut_at_marks(markup))
        is_number = judges[0].response.base_type in NUMBERS
        is_unit = is_number and len(after) <= _LONGEST_UNIT and "\n" not in after
        if before and (not after or is_unit) and not _is_cloze(blocks):
            return _one_answer(judges[0], before, after, is_number=is_number)
    total = points_when_all_hold(processing) if judges[0].is_whole else None
    return _cloze(judges, blocks, interactions, total)


def _is_cloze(blocks: Sequence[str | Element]) -> bool:
    return any(isinstance(block, Element) and block.get("class") == "cloze" for block in blocks)


def _one_answer(judge: Judge, prompt: str, unit: str, *, is_number: bool) -> Asked:
    asked = read_numbers(judge) if is_number else read_text_answers(judge)
    kind: Fields = {"prompt": prompt, **({} if is_number else {"type": "short-answer"})}
    if unit:
        kind["unit"] = unit
    return asked._replace(fields=kind | asked.fields)


def _cloze(
    judges: Sequence[Judge],
    blocks: Sequence[str | Element],
    interactions: list[Element],
    total: Fraction | None,
) -> Asked:
    prompt, text = _prompt_and_text(blocks, interactions)
    asked = [
        _menu(judge, interaction)
        if interaction.name == "inlineChoiceInteraction"
        else _typed(judge)
        for judge, interaction in zip(judges, interactions, strict=True)
    ]
    names = [text_from(judge.response.identifier) for judge in judges]
    most = sum((gap.points for gap in asked), ZERO)
    least = min(gap.points for gap in asked)
    gaps: dict[str, Tree] = {}
    for name, gap in zip(names, asked, strict=True):
        weight = gap.points / least
        gaps[name] = gap.fields | ({"weight": write_number(weight)} if weight != 1 else {})
    fields: Fields = {"prompt": prompt} if prompt else {}
    fields |= {"type": "cloze", "text": fill_marks(text, lambda n: f"{{{names[n]}}}"), "gaps": gaps}
    if total is not None:
        fields["scoring"] = "all-or-nothing"
    notes = tuple(note for gap in asked for note in gap.notes)
    explanation = "\n\n".join(dict.fromkeys(g.explanation for g in asked if g.explanation))
    return Asked(fields, most if total is None else total, notes, explanation)


def _prompt_and_text(
    blocks: Sequence[str | Element], interactions: list[Element]
) -> tuple[str, str]:
    """Part what stands before the first block with a gap from the text with the gaps."""
    first = next(
        (
            place
            for place, block in enumerate(blocks)
            if isinstance(block, Element)
            and (block in interactions or any(e in interactions for e in block.everything()))
        ),
        0,
    )
    is_inline = any(block in interactions for block in blocks)
    first = 0 if is_inline else first
    prompt = markdown_from_html(html_of(blocks[:first])).markdown
    return prompt, gapped_text(blocks[first:], interactions)


def gapped_text(content: Sequence[str | Element], interactions: list[Element]) -> str:
    """Return Markdown with marks for gaps, and every brace doubled."""
    markdown = markdown_from_html(html_of(content, numbered(interactions))).markdown
    return markdown.replace("{", "{{").replace("}", "}}")


def _menu(judge: Judge, interaction: Element) -> Asked:
    offers = read_offers(interaction, "inlineChoice")
    names = {offer.identifier for offer in offers}
    if unknown := next((name for name in judge.key if name not in names), None):
        raise UnscorableError(f"its key `{unknown}` is none of its choices")
    scores = {offer.identifier: judge.score(offer.identifier) for offer in offers}
    right = right_choice(judge, scores)
    told, always = feedback_by_choice(judge, offers)
    choices: list[Tree] = [
        choice_fields(
            offer,
            is_right=offer.identifier == right,
            credit=ZERO if offer.identifier == right else scores[offer.identifier] / scores[right],
            feedback=told[offer.identifier],
            pins=interaction.get("shuffle") == "true",
        )
        for offer in offers
    ]
    return Asked({"choices": choices}, scores[right], (), always)


def _typed(judge: Judge) -> Asked:
    if judge.response.base_type not in NUMBERS:
        return read_text_answers(judge)
    asked = read_numbers(judge)
    answer = asked.fields.get("answer")
    if not isinstance(answer, str) or "tolerance" in asked.fields:
        raise UnscorableError("one of its gaps takes a range of numbers")
    return asked._replace(fields={"answers": [answer]})


def read_word_gaps(judge: Judge, interaction: Element) -> Asked:
    """Return a gap match interaction as a cloze with a word bank."""
    gaps = list(interaction.all("gap"))
    if not gaps:
        raise UnscorableError("it has no gaps")
    asked = read_word_bank(judge, interaction, [gap.get("identifier") for gap in gaps])
    content = [
        child
        for child in interaction.content
        if isinstance(child, str) or child.name not in {"prompt", "gapText", "gapImg", "gapChoice"}
    ]
    names = [text_from(gap.get("identifier")) for gap in gaps]
    text = fill_marks(gapped_text(content, gaps), lambda number: f"{{{names[number]}}}")
    fields = asked.fields
    given = fields["gaps"]
    named: dict[str, Tree] = {}
    for name, value in given.items() if isinstance(given, dict) else ():
        named[text_from(name)] = value
    return asked._replace(fields={"type": "cloze", "text": text, **fields, "gaps": named})


def mark(number: int) -> str:
    """Return the mark of an interaction's place."""
    return f"{MARK}{number}{MARK}"
