"""A cloze as the parts of an item: fields and menus in its text, or words to drag into gaps."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Final

from quizapp.core.markdown import render_block
from quizapp.core.types._gaps import Gap, GapPlace
from quizapp.core.types.cloze import Cloze
from quizapp.formats._markup import plain_line
from quizapp.formats._qti.content import MARK
from quizapp.formats._qti.names import identifier_from
from quizapp.formats._qti.parts import Parts, blocks, choice_identifiers, inline, mixed
from quizapp.formats._qti.rules import (
    FEEDBACK,
    RESERVED,
    RESPONSE,
    SCORE,
    assign,
    is_key,
    is_text,
    mapped,
    mapping,
    number,
    response,
    value,
    variable,
    when,
)
from quizapp.formats._qti.tree import Node, node, nodes_from_html

_MAP: Final = "map_response"
_MATCH: Final = "match_correct"


def write_cloze(question: Cloze, shuffles: bool) -> Parts:
    """Return a cloze's parts."""
    is_bank = question.word_bank is not None and all(gap.answers for gap in question.gaps.values())
    parts = _with_bank(question) if is_bank else _with_fields(question, shuffles)
    parts.body = [*blocks(question.prompt), *parts.body]
    return parts


def _names(question: Cloze) -> dict[str, str]:
    """Return an identifier for each gap, in the order of the text."""
    names = {}
    for piece in question.pieces():
        if isinstance(piece, GapPlace):
            name = identifier_from(piece.name)
            is_taken = name in RESERVED
            names[piece.name] = f"_x{ord(name[0]):04X}_{name[1:]}" if is_taken else name
    return names


def _shares(question: Cloze) -> dict[str, Fraction]:
    total = sum((gap.weight for gap in question.gaps.values()), Fraction(0))
    return {name: gap.weight / total * question.points for name, gap in question.gaps.items()}


def _text(question: Cloze, fields: dict[str, Node]) -> list[Node]:
    """Return the text with a field at each gap."""
    order = list(fields)
    markdown = "".join(
        piece.replace(MARK, "")
        if isinstance(piece, str)
        else f"{MARK}{order.index(piece.name)}{MARK}"
        for piece in question.pieces()
    )
    content = _filled(nodes_from_html(render_block(markdown)), list(fields.values()))
    return [child if isinstance(child, Node) else node("p", {}, child) for child in content]


def _filled(content: Iterable[Node | str], fields: list[Node]) -> tuple[Node | str, ...]:
    filled: list[Node | str] = []
    for child in content:
        if isinstance(child, Node):
            filled.append(child._replace(content=_filled(child.content, fields)))
            continue
        for place, text in enumerate(child.split(MARK)):
            if place % 2:
                filled.append(fields[int(text)])
            elif text:
                filled.append(text)
    return tuple(filled)


def _with_fields(question: Cloze, shuffles: bool) -> Parts:
    parts = Parts(tells_several=True)
    names, shares = _names(question), _shares(question)
    fields, conditions = {}, []
    for gap_name, name in names.items():
        gap = question.gaps[gap_name]
        if gap.choices:
            fields[gap_name] = _menu(parts, name, gap, shares[gap_name], shuffles)
            conditions.append(is_key(name))
        elif question.word_bank is not None:
            fields[gap_name] = _bank_menu(parts, name, question, gap, shares[gap_name])
            conditions.append(is_key(name))
        else:
            fields[gap_name] = _typed(parts, name, gap, shares[gap_name])
            conditions.append(_is_right(name, gap))
    parts.body = [node("div", {"class": "cloze"}, *_text(question, fields))]
    if question.scoring == "all-or-nothing":
        scored = when((node("and", {}, *conditions), [assign(SCORE, number(question.points))]))
    else:
        maps = [mapped(name) for name in names.values()]
        scored = assign(SCORE, node("sum", {}, *maps) if len(maps) > 1 else maps[0])
    parts.rules.insert(0, scored)
    return parts


def _is_right(name: str, gap: Gap) -> Node:
    """Return the condition that a typed gap is fully right."""
    tests = [
        is_text(name, answer.text, minds_case=gap.case_sensitive)
        for answer in gap.answers
        if answer.credit == 1 and answer.match == "exact"
    ]
    return tests[0] if len(tests) == 1 else node("or", {}, *tests)


def _tell(parts: Parts, name: str, condition: Node, markdown: str) -> None:
    """Add a feedback to those of other gaps."""
    if parts.tell(name, markdown):
        both = node("multiple", {}, variable(FEEDBACK), value(name))
        parts.rules.append(when((condition, [assign(FEEDBACK, both)])))


def _typed(parts: Parts, name: str, gap: Gap, share: Fraction) -> Node:
    plain = [answer for answer in gap.answers if answer.match == "exact"]
    scores = {answer.text: share * answer.credit for answer in plain}
    map_ = mapping(scores, minds_case=gap.case_sensitive)
    parts.responses.append(response(name, "single", "string", [gap.model_answer], map_))
    told = [(a.text, a.feedback) for a in plain] + [(r.text, r.feedback) for r in gap.reject]
    for place, (text, feedback) in enumerate(told, 1):
        condition = is_text(name, text, minds_case=gap.case_sensitive)
        _tell(parts, f"{name}.{place}", condition, feedback)
    return node("textEntryInteraction", {"responseIdentifier": name, "expectedLength": "15"})


def _menu(parts: Parts, name: str, gap: Gap, share: Fraction, shuffles: bool) -> Node:
    choices = dict(zip(choice_identifiers([c.id for c in gap.choices]), gap.choices, strict=True))
    right = next(key for key, choice in choices.items() if choice.correct)
    scores = {
        key: share * (1 if choice.correct else choice.credit or 0)
        for key, choice in choices.items()
        if choice.correct or choice.credit
    }
    parts.responses.append(response(name, "single", "identifier", [right], mapping(scores)))
    for place, (key, choice) in enumerate(choices.items(), 1):
        condition = node("match", {}, variable(name), value(key))
        _tell(parts, f"{name}.{place}", condition, choice.feedback)
    offered = [
        node("inlineChoice", {"identifier": key, "fixed": "true" if choice.pin else None},
             *_words(choice.text))
        for key, choice in choices.items()
    ]  # fmt: skip
    return _inline_choice(name, offered, shuffles)


def _bank_menu(parts: Parts, name: str, question: Cloze, gap: Gap, share: Fraction) -> Node:
    words = _bank(question)
    scores = {word: share * gap.judge(text).credit for text, word in words.items()}
    right = words[gap.model_answer]
    given = {word: score for word, score in scores.items() if score}
    parts.responses.append(response(name, "single", "identifier", [right], mapping(given)))
    offered = [node("inlineChoice", {"identifier": w}, *_words(t)) for t, w in words.items()]
    return _inline_choice(name, offered, shuffles=True)


def _inline_choice(name: str, offered: list[Node], shuffles: bool) -> Node:
    given = {"responseIdentifier": name, "shuffle": "true" if shuffles else "false"}
    return node("inlineChoiceInteraction", given, *offered)


def _words(text: str) -> tuple[str, ...]:
    """Return a menu's words: QTI allows no emphasis there."""
    return (plain_line(text),)


def _bank(question: Cloze) -> dict[str, str]:
    """Return the words of the bank with identifiers, in an order that tells nothing."""
    answers = [gap.model_answer for gap in question.gaps.values() if gap.answers]
    words = mixed([answers, question.word_bank or ()])
    return {word: f"word.{place}" for place, word in enumerate(words, 1)}


def _with_bank(question: Cloze) -> Parts:
    names, shares, words = _names(question), _shares(question), _bank(question)
    gaps = {gap: node("gap", {"identifier": name}) for gap, name in names.items()}
    key = [f"{words[question.gaps[gap].model_answer]} {name}" for gap, name in names.items()]
    scores = {
        f"{word} {name}": share * question.gaps[gap].judge(text).credit
        for gap, name in names.items()
        for share in [shares[gap]]
        for text, word in words.items()
    }
    offered = [
        node("gapText", {"identifier": word, "matchMax": "0"}, *inline(text))
        for text, word in words.items()
    ]
    content = [*offered, *_text(question, gaps)]
    given = {"responseIdentifier": RESPONSE, "shuffle": "true"}
    parts = Parts(body=[node("gapMatchInteraction", given, *content)])
    whole = question.scoring == "all-or-nothing"
    map_ = None if whole else mapping({pair: score for pair, score in scores.items() if score})
    parts.responses = [response(RESPONSE, "multiple", "directedPair", key, map_)]
    if not whole:
        parts.template, parts.rules = _MAP, [assign(SCORE, mapped())]
    else:
        parts.template = _MATCH if question.points == 1 else ""
        parts.rules = [when((is_key(), [assign(SCORE, number(question.points))]))]
    return parts
