"""An item of QTI 1.2 to the fields of a question."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Final

from quizapp.core.writing import Fields, Tree
from quizapp.formats._canvas.blanks import menu_gap, read_blanks, typed_gap
from quizapp.formats._canvas.conditions import (
    GENERAL,
    RIGHT,
    WRONG,
    material_text,
    number,
)
from quizapp.formats._canvas.subject import (
    NUMBERED,
    Item,
    answer_fields,
    choice_fields,
    choice_labels,
    ident_of,
    note_general,
)
from quizapp.formats._markup import markdown_from_html, plain_line, plain_lines
from quizapp.formats._qti.expressions import UnscorableError
from quizapp.formats._qti.names import text_from
from quizapp.formats._qti.numbers import write_number, write_share
from quizapp.formats._qti.words import truth_of
from quizapp.formats._xml import Element


def read_item(item: Item, points: Fraction | None = None) -> Fields:
    """Return a question's fields; raise where nobody could score it."""
    kind = item.kind
    if kind not in _KINDS:
        raise UnscorableError(f"there is nothing like a `{kind}` here")
    own = _KINDS[kind](item)
    fields: Fields = {"id": text_from(item.root.get("ident")), "type": own["type"]}
    if own["type"] == "text":
        return fields | own
    if "text" not in own:
        fields["prompt"] = item.prompt or " ".join(item.root.get("title").split())
    worth = item.points if points is None else points
    if worth != 1:
        fields["points"] = write_number(worth)
    fields |= {name: value for name, value in own.items() if name != "type"}
    if language := item.root.get("lang"):
        fields["lang"] = language
    if general := item.scoring.general:
        fields["explanation"] = general
    if tag := _title_to_keep(item):
        fields["tags"] = [tag]
    _note_pictures(item)
    return fields


def _title_to_keep(item: Item) -> str:
    title = " ".join(item.root.get("title").split())
    shown = " ".join(plain_lines(item.prompt).split())
    start = title.rstrip("….").strip()
    is_told = not start or NUMBERED.fullmatch(title) or shown.startswith(start)
    return "" if is_told else title


def _note_pictures(item: Item) -> None:
    for text in item.presentation.all("mattext"):
        if text.get("texttype") == "text/html":
            for source in markdown_from_html(text.text).pictures:
                item.notes.append(
                    f"the picture `{source[:80]}` has no place in a question: "
                    "its description stands there"
                )


def _only_response(item: Item) -> Element:
    if len(item.responses) != 1:
        raise UnscorableError(f"it has {len(item.responses)} responses, and one is wanted")
    return item.responses[0]


def _joined(*texts: str) -> str:
    return "\n\n".join(filter(None, dict.fromkeys(texts)))


def _multiple_choice(item: Item) -> Fields:
    response = _only_response(item)
    offers = choice_labels(response)
    scoring, name = item.scoring, ident_of(response)
    if unknown := next((v for v in scoring.accepted(name) if v not in offers), None):
        raise UnscorableError(f"its key `{unknown}` is none of its choices")
    shares = {value: scoring.share(name, value) for value in offers}
    right = next((value for value, share in shares.items() if share == 1), None)
    if right is None:
        raise UnscorableError("it has no key: no choice earns everything")
    told = {
        value: _joined(scoring.said_to(name, value), scoring.of(RIGHT if share == 1 else WRONG))
        for value, share in shares.items()
    }
    truth = truth_of(list(offers.values()), item.language)
    if truth and set(shares.values()) <= {Fraction(0), Fraction(1)}:
        return _true_false(list(offers), truth, right, told)
    choices: list[Tree] = []
    for value, text in offers.items():
        share = Fraction(0) if value == right else shares[value]
        choices.append(choice_fields(text, value == right, share, told[value]))
    return {"type": "single-choice", "choices": choices}


def _true_false(
    values: list[str], truth: dict[int, str], right: str, told: dict[str, str]
) -> Fields:
    words = {value: truth[place] for place, value in enumerate(values)}
    fields: Fields = {"type": "true-false", "answer": words[right]}
    if "not-given" in words.values():
        fields["not-given"] = "true"
    if feedback := {words[value]: text for value, text in told.items() if text}:
        fields["feedback"] = {**feedback}
    return fields


def _multiple_answers(item: Item, rule: str = "right-minus-wrong") -> Fields:
    """Return ticks. Canvas takes a wrong tick off a right one, whatever the file says."""
    response = _only_response(item)
    offers, name = choice_labels(response), ident_of(response)
    right = item.scoring.accepted(name)
    if unknown := next((value for value in right if value not in offers), None):
        raise UnscorableError(f"its key `{unknown}` is none of its choices")
    if not right:
        raise UnscorableError("it has no key: no choice is right")
    choices: list[Tree] = [
        choice_fields(text, value in right, Fraction(0), item.scoring.said_to(name, value))
        for value, text in offers.items()
    ]
    note_general(item)
    return {"type": "multiple-response", "choices": choices, "scoring": rule}


def _multiple_response(item: Item) -> Fields:
    if any(condition.adds for condition in item.scoring.conditions):
        raise UnscorableError("its choices are added up in a way of their own")
    return _multiple_answers(item, "all-or-nothing")


def _short_answer(item: Item) -> Fields:
    response = _only_response(item)
    name, scoring = ident_of(response), item.scoring
    tests = [t for c in scoring.conditions if c.score for t in c.tests]
    if any(test.kind == "varsubset" for test in tests):
        raise UnscorableError("it looks for a part of the answer")
    answers: list[Tree] = []
    for value in scoring.accepted(name):
        share = scoring.share(name, value)
        if share > 0 and value:
            answers.append(
                answer_fields(
                    value, share, _joined(scoring.said_to(name, value), scoring.of(RIGHT))
                )
            )
    if not answers:
        raise UnscorableError("it has no key: no answer earns anything")
    fields: Fields = {"type": "short-answer", "answers": answers}
    rejected: list[Tree] = [
        {"text": value, "feedback": text} for value, text in scoring.said_without_score(name)
    ]
    if rejected:
        fields["reject"] = rejected
    if tests and all(test.minds_case for test in tests):
        fields["case-sensitive"] = "true"
    _note_wrong(item)
    return fields


def _note_wrong(item: Item) -> None:
    if text := item.scoring.of(WRONG):
        shown = " ".join(text.split())[:60]
        item.notes.append(f"there is no place for what is said to wrong answers: “{shown}”")


def _numerical(item: Item) -> Fields:
    answers: list[Fields] = []
    for condition in item.scoring.conditions:
        if condition.score is None or condition.score <= 0:
            continue
        kinds: dict[str, Fraction] = {}
        for test in condition.tests:
            value = number(test.value)
            if value is None or test.is_denied:
                raise UnscorableError(f"`{test.value}` is no number")
            kinds[test.kind] = value
        fields = _interval(item, kinds)
        if condition.score != item.scoring.most:
            fields["credit"] = write_share(condition.score / item.scoring.most)
        shown = [item.scoring.of(n) for n in condition.shows if n not in (GENERAL, RIGHT)]
        if told := _joined(*shown, item.scoring.of(RIGHT)):
            fields["feedback"] = told
        if fields not in answers:
            answers.append(fields)
    if not answers:
        raise UnscorableError("it has no key: no number earns anything")
    _note_wrong(item)
    if len(answers) == 1 and set(answers[0]) <= {"value", "tolerance"}:
        return {"type": "numeric", "answer": answers[0].pop("value"), **answers[0]}
    return {"type": "numeric", "answers": [*answers]}


def _interval(item: Item, kinds: dict[str, Fraction]) -> Fields:
    exact = kinds.get("varequal")
    low = kinds.get("vargte", kinds.get("vargt"))
    high = kinds.get("varlte", kinds.get("varlt"))
    if {"vargt", "varlt"} & set(kinds):
        item.notes.append("a border that does not count itself counts here")
    if low is None and high is None and exact is not None:
        return {"value": write_number(exact)}
    if low is None or high is None or low > high:
        raise UnscorableError("its range has no two ends")
    if exact is not None and exact - low == high - exact:
        fields: Fields = {"value": write_number(exact)}
        return fields | ({"tolerance": write_number(high - exact)} if high != exact else {})
    return {"from": write_number(low), "to": write_number(high)}


def _matching(item: Item) -> Fields:
    pairs: dict[str, Tree] = {}
    offered: dict[str, str] = {}
    for response in item.responses:
        left = material_text(next(response.children("material"), None), one_line=True)
        labels = choice_labels(response)
        offered |= labels
        right = [labels[v] for v in item.scoring.accepted(ident_of(response)) if v in labels]
        if len(right) != 1 or not left:
            raise UnscorableError(f"“{plain_line(left)}” is matched with {len(right)} others")
        if left in pairs:
            raise UnscorableError(f"“{plain_line(left)}” stands in it twice")
        pairs[left] = right[0]
    note_general(item)
    fields: Fields = {"type": "matching", "pairs": pairs}
    used = {str(right) for right in pairs.values()}
    if rest := [text for text in dict.fromkeys(offered.values()) if text not in used]:
        fields["distractors"] = [*rest]
    return fields


def _text_only(item: Item) -> Fields:
    return {"type": "text", "body": item.prompt or item.root.get("title")}


_KINDS: Final[dict[str, Callable[[Item], Fields]]] = {
    "multiple_choice_question": _multiple_choice,
    "true_false_question": _multiple_choice,
    "multiple_answers_question": _multiple_answers,
    "multiple_response": _multiple_response,
    "short_answer_question": _short_answer,
    "fill_in_multiple_blanks_question": lambda item: read_blanks(item, typed_gap),
    "multiple_dropdowns_question": lambda item: read_blanks(item, menu_gap),
    "matching_question": _matching,
    "numerical_question": _numerical,
    "essay_question": lambda _: {"type": "open-response"},
    "text_only_question": _text_only,
}
