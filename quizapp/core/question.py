"""The one protocol: what every question type answers, and the words it answers in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from fractions import Fraction
from typing import Any, ClassVar, Final, Literal, NamedTuple, Self, get_args

from pydantic import Field

from quizapp.core import limits
from quizapp.core.diagnostics import Problem
from quizapp.core.fields import Model, Name, Number, Text, Texts, YesNo
from quizapp.core.folding import fold_typography
from quizapp.core.passage import Passage

Response = tuple[tuple[str, str], ...]
"""(part, value) pairs of text: the part is empty for types with one field. It holds what the
teacher called a choice, never its place on the page. `()` is a blank."""


class Message(NamedTuple):
    """A sentence to be translated where it is shown: `msgid % values`."""

    msgid: str
    values: Mapping[str, str | int] = {}


class PartOutcome(NamedTuple):
    """How one (part, value) of a response did: its share of right, 0..1."""

    part: str
    value: str
    score: Fraction


class Outcome(NamedTuple):
    """What a response earned: 0..1 of the question's points; None until a teacher marks it.

    `rule` names the rule that matched; `feedback` is what the author says to this response.
    """

    score: Fraction | None
    parts: tuple[PartOutcome, ...] = ()
    rule: str = ""
    feedback: tuple[str, ...] = ()

    @property
    def is_right(self) -> bool:
        return self.score == 1


RIGHT = Fraction(1)
WRONG = Fraction(0)


class Guess(NamedTuple):
    """What blind guessing earns: on the average, and how often everything."""

    mean: Fraction
    full: Fraction


class Shuffle(Enum):
    """When the options of a field change places."""

    NEVER = "never"
    AS_SET = "as set"
    ALWAYS = "always"  # their order in the file is or tells the key


class Option(NamedTuple):
    """Something to choose. `name` is what a response stores; `text` is inline Markdown."""

    name: str
    text: str
    is_pinned: bool = False


class Input(Enum):
    """How a field is filled in."""

    ONE = "one"  # one of the options
    MANY = "many"  # any of the options
    ORDER = "order"  # all of the options, in an order
    TEXT = "text"  # typed, one line
    LONG_TEXT = "long text"  # typed, many lines


class Label(Enum):
    """What an option is called on paper."""

    LETTER = "letter"
    NUMBER = "number"  # pieces of the passage, counted there
    WORD = "word"  # the option's own text


class Entry(NamedTuple):
    """One thing to fill in: a part of the response."""

    part: str
    input: Input
    options: tuple[Option, ...] = ()
    shuffle: Shuffle = Shuffle.NEVER
    label: Label = Label.LETTER


Process = Literal["find", "infer", "interpret", "evaluate"]
PROCESSES: Final = get_args(Process)


class Question(Model):
    """A question of some type. A type adds its fields and answers the methods below.

    All of them are pure, so any stored response can be graded again.
    """

    is_numbered: ClassVar[bool] = True
    needs_prompt: ClassVar[bool] = True
    # The entries themselves are shuffled: the file groups them by the key.
    mixes_entries: ClassVar[bool] = False
    is_marked_by_hand: ClassVar[bool] = False
    # What is offered beside the key was written to be chosen by mistake.
    writes_distractors: ClassVar[bool] = True

    id: Name = Field(
        "",
        description="A short name, unique in the quiz; it ties answers to the question for ever.",
        examples=["why-built"],
    )
    type: str
    prompt: Text = Field(
        "", description="What is asked (Markdown).", examples=["Why was the lighthouse built?"]
    )
    points: Number = Field(
        Fraction(1),
        description="Points for a right answer.",
        examples=["1", "1/2"],
        json_schema_extra={"default": 1},
    )
    evidence: Texts = Field(
        (),
        description="The words of the passage that prove the key.",
        examples=["after three ships were lost"],
    )
    explanation: Text = Field(
        "",
        description="Why the key is right, shown with the result (Markdown).",
        examples=["The passage names the lost ships."],
    )
    hints: tuple[Text, ...] = Field(
        (),
        description="Hints, each narrower than the last.",
        examples=[["Look at the second paragraph."]],
    )
    process: Process | None = Field(
        None, description="The comprehension process it asks for.", examples=["infer"]
    )
    tags: tuple[Text, ...] = Field(
        (), description="Labels for the library.", examples=[["history"]]
    )
    lang: Text = Field(
        "", description="Language of the question, where it is not the quiz's.", examples=["da"]
    )
    after: Text = Field(
        "", description="The id of an earlier question: this is its Part B.", examples=["why-built"]
    )
    gate: YesNo = Field(
        False, description="Give Part B's points only when Part A is right.", examples=["true"]
    )

    @property
    def key(self) -> Response:
        """Return a response that earns everything."""
        raise TypeError(f"{type(self).__name__} has no key")

    def wanted(self) -> Message | None:
        """Say before anything is answered how much is wanted; None leaves it to the prompt."""
        return None

    def complaint(self, response: Response) -> Message | None:
        """Say why a response cannot be graded, or return None. Costs the reader no try."""
        raise TypeError(f"{type(self).__name__} cannot be answered")

    def grade(self, response: Response) -> Outcome:
        """Grade a response; one with a complaint, or a blank, earns nothing."""
        raise TypeError(f"{type(self).__name__} cannot be graded")

    def entries(self) -> tuple[Entry, ...]:
        """Return what there is to fill in, in the file's order."""
        return ()

    def guess(self) -> Guess | None:
        """Return what guessing earns over all answers that are taken without a complaint.

        Exact; None for what is typed or marked by hand, and where nobody can count the answers.
        """
        return None

    def problems(self, passage: Passage | None) -> Iterator[Problem]:
        """Yield the author's faults that field types alone do not show."""
        yield from ()

    @classmethod
    def problems_together(cls, questions: Sequence[Self]) -> Iterator[tuple[Self, Problem]]:
        """Yield what is wrong with a quiz's questions of this type beside each other."""
        yield from ()

    def bind(self, passage: Passage | None) -> Self:
        """Return the question as it stands in its passage (only hot text needs to)."""
        return self


def read_choice(value: Any) -> Any:
    """Take a bare text for a choice's text."""
    return {"text": value} if isinstance(value, str) else value


def repeated(names: list[str]) -> Iterator[int]:
    """Yield the index of each name that stood before, typography and case folded."""
    seen: set[str] = set()
    for index, name in enumerate(names):
        folded = fold_typography(name).casefold()
        if folded in seen:
            yield index
        seen.add(folded)


def too_long(response: Response, limit: int = limits.ANSWER_CHARACTERS) -> Message | None:
    """Complain about more text than can be kept."""
    if sum(len(value) for _, value in response) > limit:
        return Message("This answer is too long: at most %(count)d characters.", {"count": limit})
    return None
