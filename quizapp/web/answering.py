"""The border of a question: tokens on the page, names in the response; once for all types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from werkzeug.datastructures import MultiDict

from quizapp.core import limits
from quizapp.core.arrangement import arrange_entries
from quizapp.core.question import Input, Question, Response
from quizapp.core.quiz import Quiz
from quizapp.web.tokens import token

RESPONSE: Final = "response"
ORDERED: Final = "ordered"
MOVE: Final = "move"
_FORMS: Final = 10_000
_TYPED: Final = frozenset({Input.TEXT, Input.LONG_TEXT})


@dataclass(frozen=True, slots=True)
class ShownOption:
    """A choice as a page shows it."""

    token: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """A thing to fill in as a page shows it: `field` is its name in the form."""

    part: str
    field: str
    input: Input
    options: tuple[ShownOption, ...]
    given: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Return what was typed."""
        return self.given[0] if self.given else ""

    def words(self, name: str) -> str:
        """Return what readers see of an option."""
        return next((option.text for option in self.options if option.name == name), name)

    @property
    def ordered_options(self) -> list[ShownOption]:
        """Return the options in the order given, else as arranged."""
        by_name = {option.name: option for option in self.options}
        if sorted(self.given) != sorted(by_name):
            return list(self.options)
        return [by_name[name] for name in self.given]


@dataclass(frozen=True, slots=True)
class Form:
    """A question's fields in one attempt: arranged, named by tokens, filled in with a response.

    Two forms of one question are the same when they stand in the same order and say the same.
    """

    question: Question = field(compare=False)
    entries: tuple[ShownEntry, ...] = field(compare=False)
    names: Mapping[str, Mapping[str, str]] = field(compare=False, repr=False)
    order: tuple[tuple[str, ...], ...]
    response: Response = ()

    @property
    def has_typed(self) -> bool:
        """Tell whether something was typed: words that only one reader can have written."""
        return any(entry.given and entry.input in _TYPED for entry in self.entries)

    def filled(self, response: Response) -> Form:
        """Return the form filled in with a response."""
        entries = tuple(
            ShownEntry(
                entry.part,
                entry.field,
                entry.input,
                entry.options,
                tuple(value for part, value in response if part == entry.part),
            )
            for entry in self.entries
        )
        return Form(self.question, entries, self.names, self.order, response)

    def by_part(self) -> Mapping[str, ShownEntry]:
        """Return the entries by their parts."""
        return {entry.part: entry for entry in self.entries}


class _Same:
    """A question as a key: itself, and no other that is equal. Comparing all it says is slow."""

    __slots__ = ("question",)

    def __init__(self, question: Question) -> None:
        self.question = question

    def __hash__(self) -> int:
        return id(self.question)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.question is self.question


def make_form(
    secret: bytes, quiz: Quiz, question: Question, seed: str, prefix: str, response: Response = ()
) -> Form:
    """Arrange a question for an attempt, filled in with a response."""
    shuffle = quiz.section_of(question.id).shuffle
    form = _arranged_form(secret, quiz.name, _Same(question), shuffle, seed, prefix)
    return form.filled(response) if response else form


@lru_cache(maxsize=_FORMS)
def _arranged_form(
    secret: bytes, quiz: str, same: _Same, shuffle: tuple[str, ...], seed: str, prefix: str
) -> Form:
    """Arrange a question: for its page, for each answer to it, and for the result."""
    question = same.question
    offered = _offered(secret, quiz, same)
    shown = []
    names = {}
    for entry in arrange_entries(question, shuffle, seed):
        options, names[entry.part] = offered[entry.part]
        suffix = f".{token(secret, quiz, question.id, entry.part)}" if entry.part else ""
        arranged = tuple(options[option.name] for option in entry.options)
        shown.append(ShownEntry(entry.part, f"{prefix}{RESPONSE}{suffix}", entry.input, arranged))
    order = tuple((entry.part, *(option.name for option in entry.options)) for entry in shown)
    return Form(question, tuple(shown), names, order)


@lru_cache(maxsize=_FORMS)
def _offered(
    secret: bytes, quiz: str, same: _Same
) -> Mapping[str, tuple[Mapping[str, ShownOption], Mapping[str, str]]]:
    """Return what each part of a question offers, by name, and the names behind the tokens."""
    offered = {}
    for entry in same.question.entries():
        options = {
            option.name: ShownOption(
                token(secret, quiz, same.question.id, option.name), option.name, option.text
            )
            for option in entry.options
        }
        offered[entry.part] = options, {shown.token: name for name, shown in options.items()}
    return offered


def read_response(form: Form, sent: MultiDict[str, str], prefix: str) -> Response:
    """Read what was filled in. Tokens that mean nothing here are left out.

    The order is the page's. The file's tells the key (items stand in their categories), and what
    is stored goes out again: in receipts, to a second tab, with the reader's own data.
    """
    return tuple(
        (entry.part, value)
        for entry in form.entries
        for value in _values(entry, form, sent, prefix)
    )


def _values(entry: ShownEntry, form: Form, sent: MultiDict[str, str], prefix: str) -> Iterable[str]:
    given = sent.getlist(entry.field)
    names = form.names[entry.part]
    if entry.input in _TYPED:
        text = _clean(given[0] if given else "")
        return [text] if text.strip() else []
    known = list(dict.fromkeys(names[value] for value in given if value in names))
    if entry.input is Input.ORDER:
        return (
            move_item(known, names, sent.get(f"{prefix}{MOVE}", ""))
            if _is_set(sent, prefix)
            else []
        )
    if entry.input is Input.MANY:
        # The order of ticking is nobody's answer.
        return [option.name for option in entry.options if option.name in known]
    return known[:1]


def _clean(text: str) -> str:
    """Return a text as it can be stored. Browsers count a line's end as one character."""
    kept = text.replace("\r\n", "\n").replace("\0", "").encode("utf-8", "ignore").decode()
    return kept[: limits.ANSWER_CHARACTERS]


def has_unknown_tokens(form: Form, sent: MultiDict[str, str]) -> bool:
    """Tell whether something was chosen that is not offered, as after a change of the secret."""
    return any(
        value and value not in form.names[entry.part]
        for entry in form.entries
        if entry.input not in _TYPED
        for value in sent.getlist(entry.field)
    )


def _is_set(sent: MultiDict[str, str], prefix: str) -> bool:
    return bool(sent.get(f"{prefix}{ORDERED}") or sent.get(f"{prefix}{MOVE}"))


def move_item(items: list[str], names: Mapping[str, str], move: str) -> list[str]:
    """Move one item as `token:up` or `token:down` says."""
    moved, _, direction = move.partition(":")
    name = names.get(moved)
    if name not in items:
        return items
    place = items.index(name)
    target = place - 1 if direction == "up" else place + 1
    if 0 <= target < len(items):
        items[place], items[target] = items[target], items[place]
    return items


def from_json(body: Mapping[str, Any]) -> MultiDict[str, str]:
    """Turn a script's message into the same fields a form has. What is no text is left out."""
    fields: MultiDict[str, str] = MultiDict()
    for name in ("tab", "seq", "base", "confidence", ORDERED, "flag", "again"):
        value = body.get(name)
        if isinstance(value, str | int) and not isinstance(value, bool):
            fields[name] = str(value)
        elif value is True:
            fields[name] = "1"
    response = body.get("response")
    for name, values in response.items() if isinstance(response, dict) else ():
        suffix = f".{name}" if name else ""
        texts = values if isinstance(values, list) else [values]
        fields.setlist(f"{RESPONSE}{suffix}", [text for text in texts if isinstance(text, str)])
    return fields
