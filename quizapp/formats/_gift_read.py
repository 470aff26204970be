"""One question of a GIFT file to the fields of a quiz file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final, NamedTuple

from quizapp.core.question import RIGHT, WRONG
from quizapp.core.writing import Fields, Tree
from quizapp.formats._gift_text import Piece, take_format, to_markdown, undisguise
from quizapp.formats._refusals import Unreadable
from quizapp.formats._typed_answers import numeric_fields, read_exact, typed_fields
from quizapp.formats._weights import Weighted, choice_fields, parse_share, write_fraction

_ARROW: Final = "->"
_TRUE_FALSE = re.compile(r"\s*(TRUE|FALSE|T|F)\s*(?:#(.*))?\Z", re.IGNORECASE | re.DOTALL)
_WEIGHT = re.compile(r"\s*%\s*([+-]?[\d.,]+)\s*%", re.ASCII)
_ITEM = re.compile(r"([=~])((?:(?![=~]).)*)", re.DOTALL)
_ANYTHING: Final = "*"


class Answer(NamedTuple):
    """One `=` or `~` of a list of answers. `text` and `feedback` are as in the file, disguised."""

    is_right: bool
    text: str
    weight: Fraction
    feedback: str


class Result(NamedTuple):
    """A question's fields, and what of it could not be carried."""

    fields: Fields
    losses: tuple[str, ...] = ()


def read_answers(before: str, inside: str, after: str, format_: str) -> Result:
    """Read a question: what stands before its braces, in them and after them."""
    inside, _, general = inside.partition("####")
    result = _read(before, inside.strip(), after, format_)
    if general.strip():
        explanation = to_markdown(take_format(general, format_))
        result = result._replace(fields={**result.fields, "explanation": explanation})
    return result


def _read(before: str, inside: str, after: str, format_: str) -> Result:
    if after.strip():
        return _missing_word(before, inside, after, format_)
    prompt = to_markdown(Piece(before, format_))
    fields, losses = _kind(inside, format_)
    if not prompt:
        raise Unreadable("it asks nothing: there is no text before its `{`")
    kind = {"type": fields.pop("type"), "prompt": prompt}
    return Result({**kind, **fields}, losses)


def _kind(inside: str, format_: str) -> Result:
    if not inside:
        return Result({"type": "open-response"})
    if inside.startswith("#"):
        return _numeric(inside[1:], format_)
    if found := _TRUE_FALSE.match(inside):
        return Result(_true_false(found[1], found[2] or "", format_))
    answers = list(_answers(inside))
    if not answers:
        raise Unreadable("its braces hold no `=` and no `~`")
    if all(answer.is_right and _ARROW in answer.text for answer in answers):
        return _matching(answers, format_)
    if all(answer.is_right for answer in answers):
        return _short_answer(answers, format_)
    return Result(_choices(answers, format_))


def _answers(inside: str) -> Iterator[Answer]:
    first = re.search(r"[=~]", inside)
    if first and inside[: first.start()].strip():
        raise Unreadable("something stands before the first `=` or `~` in its braces")
    for mark, body in _ITEM.findall(inside):
        found = _WEIGHT.match(body)
        weight = RIGHT if mark == "=" else WRONG
        if found:
            share = parse_share(found[1])
            if share is None or not -1 <= share <= 1:
                raise Unreadable(f"`%{found[1]}%` is no share from -100 to 100")
            weight, body = share, body[found.end() :]
        text, _, feedback = body.partition("#")
        yield Answer(mark == "=", text, weight, feedback)


def _said(text: str, format_: str) -> str:
    return to_markdown(take_format(text, format_))


def _inline(text: str, format_: str) -> str:
    return to_markdown(take_format(text, format_), one_line=True)


def _choices(answers: Sequence[Answer], format_: str) -> Fields:
    weighted = [
        Weighted(_inline(a.text, format_), a.weight, _said(a.feedback, format_)) for a in answers
    ]
    is_single = any(answer.weight == 1 for answer in answers)
    return choice_fields(weighted, is_single=is_single)


def _true_false(word: str, feedback: str, format_: str) -> Fields:
    answer = "true" if word.upper().startswith("T") else "false"
    fields: Fields = {"type": "true-false", "answer": answer}
    # The first is said to a wrong answer, the second to a right one.
    to_wrong, _, to_right = feedback.partition("#")
    other = "false" if answer == "true" else "true"
    said: Fields = {
        name: text
        for name, text in ((answer, _said(to_right, format_)), (other, _said(to_wrong, format_)))
        if text
    }
    return {**fields, "feedback": said} if said else fields


def _short_answer(answers: Sequence[Answer], format_: str) -> Result:
    read = [
        Weighted(" ".join(undisguise(a.text).split()), a.weight, _said(a.feedback, format_))
        for a in answers
    ]
    fields, losses = typed_fields(read)
    return Result({"type": "short-answer", **fields}, losses)


def _matching(answers: Sequence[Answer], format_: str) -> Result:
    pairs: Fields = {}
    distractors: list[Tree] = []
    losses: list[str] = []
    for answer in answers:
        left, _, right = answer.text.partition(_ARROW)
        name = _inline(left, format_)
        # Moodle shows what stands on the right as it is.
        text = to_markdown(Piece(right, "plain"), one_line=True)
        if answer.feedback.strip():
            losses.append(f"what is said to “{text}”: “{undisguise(answer.feedback).strip()}”")
        if not name:
            distractors.append(text)
        elif name in pairs:
            raise Unreadable(f"“{name}” stands twice on the left of `->`")
        else:
            pairs[name] = text
    fields: Fields = {"type": "matching", "pairs": pairs}
    if distractors:
        fields["distractors"] = distractors
    return Result(fields, tuple(losses))


def _numeric(inside: str, format_: str) -> Result:
    if "=" not in inside and "~" not in inside:
        text, _, feedback = inside.partition("#")
        answers = [Answer(True, text, RIGHT, feedback)]
    else:
        answers = list(_answers(inside))
    read: list[Fields] = []
    losses: list[str] = []
    for answer in answers:
        feedback = _said(answer.feedback, format_)
        if not answer.is_right or (answer.text.strip() == _ANYTHING and answer.weight <= 0):
            losses.append(f"what is said to any other number: “{feedback}”")
            continue
        fields = _number(undisguise(answer.text).strip())
        if answer.weight != 1:
            fields["credit"] = write_fraction(answer.weight)
        if feedback:
            fields["feedback"] = feedback
        read.append(fields)
    return Result(numeric_fields(read), tuple(losses))


def _number(text: str) -> Fields:
    low, dots, high = text.partition("..")
    if dots:
        return {"from": read_exact(low), "to": read_exact(high)}
    value, colon, tolerance = text.partition(":")
    fields: Fields = {"value": read_exact(value)}
    if colon and read_exact(tolerance) != "0":
        fields["tolerance"] = read_exact(tolerance)
    return fields


def _missing_word(before: str, inside: str, after: str, format_: str) -> Result:
    """Read a question whose braces stand in the middle of a sentence: a text with one gap."""
    fields, losses = _kind(inside, format_)
    gap: Fields
    if fields["type"] == "short-answer":
        gap = {name: value for name, value in fields.items() if name != "type"}
    elif fields["type"] == "single-choice":
        gap = {"choices": fields["choices"]}
    else:
        raise Unreadable(f"a text with a gap cannot hold a {fields['type']}")
    shown = [to_markdown(Piece(text, format_)) for text in (before, after)]
    head, tail = (text.replace("{", "{{").replace("}", "}}") for text in shown)
    glue = "" if re.match(r"\s*[.,;:!?)\]’”]", after) else " "
    text = f"{head} {{gap}}{glue}{tail}".strip()
    return Result({"type": "cloze", "text": text, "gaps": {"gap": gap}}, losses)
