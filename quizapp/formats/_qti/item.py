"""An assessment item to questions, or to the reason why nobody could score it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from quizapp.core.writing import Fields, Tree
from quizapp.formats._markup import markdown_from_html, plain_lines
from quizapp.formats._qti.choices import Asked, read_choice, read_offers
from quizapp.formats._qti.content import html_of, is_interaction, markdown_of, numbered
from quizapp.formats._qti.expressions import UnscorableError
from quizapp.formats._qti.gaps import INLINE, read_inline, read_word_gaps
from quizapp.formats._qti.hottext import read_hot_text
from quizapp.formats._qti.judging import Judge, feedback_shown, judges_of, told_by
from quizapp.formats._qti.names import text_from
from quizapp.formats._qti.numbers import read_score, write_number
from quizapp.formats._qti.pairs import read_matching, read_order
from quizapp.formats._qti.processing import Processing, read_processing
from quizapp.formats._qti.rubric import read_rubric
from quizapp.formats._qti.subject import Found, Item, note_pictures, without_passages
from quizapp.formats._xml import Element

_NUMBERED = re.compile(r"(?:question|item|task|frage|aufgabe)?[\s_#-]*\d*", re.IGNORECASE)


_HTML = re.compile(r"</?(?:p|br|div|span|b|i|em|strong|ul|ol|li)\b[^<>]*>", re.IGNORECASE)


_SHUFFLED: Final = frozenset({"choiceInteraction", "inlineChoiceInteraction"})


def read_item(item: Item, weight: Fraction = Fraction(1)) -> Found | None:
    """Return what an item asks; what cannot be carried or scored is noted as lost."""
    try:
        questions = tuple(_questions(item, weight))
    except UnscorableError as why:
        item.library.lose(item.root.line, f"“{item.name}” is left out: {why}", item.path)
        return None
    for note in dict.fromkeys(item.notes):
        item.library.lose(item.root.line, f"“{item.name}”: {note}", item.path)
    flags = {e.get("shuffle") == "true" for e in item.root.all(*_SHUFFLED)}
    is_fixed = any(question["type"] == "true-false" for question in questions)
    shuffles = flags.pop() if len(flags) == 1 and not is_fixed else None
    return Found(questions, item.root.line, item.passage, item.root.get("lang"), shuffles)


def _questions(item: Item, weight: Fraction) -> Iterator[Fields]:
    body = item.root.child("itemBody")
    if body is None:
        raise UnscorableError("it has no body")
    if item.root.child("templateDeclaration"):
        raise UnscorableError("its numbers are made anew for each reader (templates)")
    blocks = list(without_passages(item, body.content))
    interactions = [e for e in body.everything() if is_interaction(e)]
    note_pictures(item, blocks)
    if not interactions:
        yield _finished(item, {"type": "text", "body": markdown_of(blocks).markdown}, "")
    elif all(interaction.name in INLINE for interaction in interactions):
        processing = read_processing(item.root)
        asked = read_inline(item.root, processing, blocks, interactions)
        item.notes += [processing.note] if processing.note else []
        yield _with_points(item, asked, weight)
    else:
        yield from _blocks(item, blocks, interactions, weight)


def _blocks(
    item: Item, blocks: Sequence[str | Element], interactions: list[Element], weight: Fraction
) -> Iterator[Fields]:
    """Yield a question for each interaction; what stands before one is its prompt."""
    inline = next((e for e in interactions if e.name in INLINE), None)
    if inline is not None:
        raise UnscorableError("it mixes gaps with other kinds of answers")
    pieces = _pieces(blocks, interactions)
    processing = read_processing(item.root)
    for number, interaction in enumerate(interactions):
        prompt = [pieces[number], _prompt_of(interaction)]
        if number == len(interactions) - 1:
            prompt.append(pieces[-1])
        shown = "\n\n".join(filter(None, prompt))
        asked = _asked(item, processing, interaction, shown, interactions)
        yield _with_points(item, asked, weight, number)


def _pieces(blocks: Sequence[str | Element], interactions: list[Element]) -> list[str]:
    from quizapp.formats._qti.content import cut_at_marks

    markup = html_of(blocks, numbered(interactions))
    return [markdown_from_html(piece).markdown for piece in cut_at_marks(markup)]


def _prompt_of(interaction: Element) -> str:
    prompt = interaction.child("prompt")
    return "" if prompt is None else markdown_of(prompt.content).markdown


def _asked(
    item: Item,
    processing: Processing,
    interaction: Element,
    prompt: str,
    interactions: list[Element],
) -> Asked:
    if interaction.name == "extendedTextInteraction":
        return _open_response(item, processing, interaction, prompt)
    if interaction.name not in _KINDS:
        raise UnscorableError(f"there is nothing like its `{interaction.name}` here")
    names = [e.get("responseIdentifier") for e in interactions if e.name in _KINDS]
    judges = judges_of(item.root, processing, names)
    if len(judges) > 1 and judges[0].is_whole:
        raise UnscorableError("its parts only count together")
    judge = judges[names.index(interaction.get("responseIdentifier"))]
    item.notes += [processing.note] if processing.note else []
    return _by_kind(item, judge, interaction, prompt)


_KINDS: Final = frozenset(
    f"{name}Interaction" for name in ("choice", "order", "match", "gapMatch", "hottext")
)


def _by_kind(item: Item, judge: Judge, interaction: Element, prompt: str) -> Asked:
    language = item.root.get("lang") or item.language
    match interaction.name:
        case "choiceInteraction":
            offers = read_offers(interaction, "simpleChoice")
            asked = read_choice(judge, interaction, offers, language)
        case "orderInteraction":
            asked = _told_always(judge, read_order(judge, interaction))
        case "matchInteraction":
            asked = _told_always(judge, read_matching(judge, interaction))
        case "gapMatchInteraction":
            asked = _told_always(judge, read_word_gaps(judge, interaction))
        case _:
            return read_hot_text(judge, interaction, prompt, language, item)
    return asked._replace(fields={**({"prompt": prompt} if prompt else {}), **asked.fields})


def _told_always(judge: Judge, asked: Asked) -> Asked:
    """Take for the explanation what is said to everybody, who answers nothing among them."""
    return asked._replace(explanation="\n\n".join(judge.shown()))


def _open_response(item: Item, processing: Processing, interaction: Element, prompt: str) -> Asked:
    fields: Fields = {"prompt": prompt, "type": "open-response"}
    points = declared_points(item.root)
    if rubric := read_rubric(item.root):
        fields["rubric"], points = rubric
    elif any(b.get("view", "candidate") != "candidate" for b in item.root.all("rubricBlock")):
        item.notes.append("what it says to whoever marks it has no place")
    response = processing.responses.get(interaction.get("responseIdentifier"))
    if response and response.correct:
        sample = " ".join(map(str, response.correct.items))
        fields["sample-answer"] = (
            markdown_from_html(sample).markdown if _HTML.search(sample) else sample
        )
    always = "\n\n".join(feedback_shown(item.root, processing))
    return Asked(fields, points, (), always)


def declared_points(root: Element) -> Fraction:
    """Return the points that an item declares; 1 when it declares none."""
    declared = {o.get("identifier"): o for o in root.children("outcomeDeclaration")}
    if score := declared.get("MAXSCORE"):
        number = read_score(score.text_of("defaultValue", "value"))
        if number and number > 0:
            return number
    score = declared.get("SCORE")
    number = read_score(score.get("normalMaximum")) if score else None
    return number if number and number > 0 else Fraction(1)


def _with_points(item: Item, asked: Asked, weight: Fraction, number: int = 0) -> Fields:
    points = asked.points * weight
    fields = {**asked.fields}
    if points != 1:
        fields["points"] = write_number(points)
        if "rubric" in fields and weight != 1:
            del fields["rubric"]
            item.notes.append("its rubric does not fit its weight in the test")
    item.notes += [f"there is no place for {note}" if note.startswith(("that ", "what ")) else note
                   for note in asked.notes]  # fmt: skip
    return _finished(item, fields, asked.explanation, number)


def _finished(item: Item, fields: Fields, explanation: str, number: int = 0) -> Fields:
    """Return a question's fields in the order in which teachers write them."""
    suffix = f"-{number + 1}" if number else ""
    done: Fields = {"id": f"{text_from(item.identifier)}{suffix}", "type": fields["type"]}
    for name in ("prompt", "points"):
        if name in fields:
            done[name] = fields[name]
    done |= {name: value for name, value in fields.items() if name not in done}
    if explanation and fields["type"] != "text":
        done["explanation"] = explanation
    if fields["type"] not in {"text", "cloze"} and not str(done.get("prompt", "")).strip():
        done["prompt"] = item.root.get("title")
    _note_feedback(item, done)
    if not number and (title := _title_to_keep(item, done)):
        done["tags"] = [title]
    return done


def _note_feedback(item: Item, fields: Fields) -> None:
    texts = set(_texts([*fields.values()]))
    for text in dict.fromkeys(told.text for told in told_by(item.root)):
        if not any(text in other for other in texts):
            shown = " ".join(text.split())
            shown = shown if len(shown) < 60 else f"{shown[:59]}…"
            item.notes.append(f"there is no place for the feedback “{shown}”")


def _texts(tree: Tree) -> Iterator[str]:
    if isinstance(tree, str):
        yield tree
    else:
        for child in tree.values() if isinstance(tree, dict) else tree:
            yield from _texts(child)


def _title_to_keep(item: Item, fields: Fields) -> str:
    """Return a title that says something of its own; it is kept as a tag."""
    title = " ".join(item.root.get("title").split())
    shown = " ".join(plain_lines(str(fields.get("prompt") or fields.get("text") or "")).split())
    body = " ".join(plain_lines(str(fields.get("body", ""))).split())
    start = title.rstrip("….").strip()
    if not start or title == item.identifier or _NUMBERED.fullmatch(title):
        return ""
    is_told = shown.startswith(start) or body.startswith(start)
    return "" if is_told or title == text_from(item.identifier) else title
