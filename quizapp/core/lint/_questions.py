"""What several rules ask of a question: its choices, its words, its language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple

from quizapp.core.accepted import TypedAnswer
from quizapp.core.folding import fold_typography
from quizapp.core.nodes import Place
from quizapp.core.question import Question
from quizapp.core.quiz import Quiz
from quizapp.core.types._choices import Choice

_WORD = re.compile(r"\w+(?:['-]\w+)*")
_MARKS = re.compile(r"[*`]|\b_+|_+\b")
_ALIASES: Final = {"no": "nb"}

ASKING: Final = frozenset(
    "single-choice multiple-response true-false short-answer numeric hot-text".split()
)
"""Types whose prompt is the question itself; the others' prompts tell what to do."""

# Words of five letters or more that any prompt may hold, in the languages of the other rules.
ASKING_WORDS: Final = frozenset(
    "about according after answer article author before choose country every first happen happened "
    "headline person paragraph passage sentence should their there these thing think those "
    "under what when where which while whose would write "
    "afsnit beskriver efter ifølge hvilke hvilken hvilket hvordan hvorfor teksten "
    "absatz aussage diese dieser laut nach sagt satz steht text welche welchem welchen welcher "
    "welches wurde "
    "auteur comment dans phrase pourquoi quand quel quelle quelles quels selon texte "
    "autor como cuando cuál cuándo cómo donde dónde frase para porque quién según "
    "avsnitt enligt hvilka texten varför vilka vilken vilket "
    "kvifor kven korleis teksta "
    "alinea hoeveel tekst volgens waarom wanneer welk zinnen "
    "come dove frase perché quale quali quando secondo testo "
    "onde qual quais quem segundo texto".split()
)
LANGUAGES: Final = frozenset("en da de fr es sv nb nn nl it pt".split())
"""The languages that rules on words know."""


class ChoiceList(NamedTuple):
    """Choices that stand together, and the field they stand in."""

    at: Place
    choices: tuple[Choice, ...]
    has_one_key: bool

    def place(self, choice: Choice) -> Place:
        """Return where a choice's text stands."""
        return (*self.at, self.choices.index(choice), "text")


def choices_of(question: Question) -> Iterator[ChoiceList]:
    """Yield a question's lists of choices: its own, or those of its gaps."""
    # Types are found by their folder, so a rule asks for fields and not for models.
    if choices := getattr(question, "choices", ()):
        yield ChoiceList(("choices",), tuple(choices), question.type != "multiple-response")
    for name, gap in _gaps(question).items():
        if choices := getattr(gap, "choices", ()):
            yield ChoiceList(("gaps", name, "choices"), tuple(choices), True)


def typed_answers_of(question: Question) -> Iterator[tuple[Place, TypedAnswer]]:
    """Yield what is typed into a question and the fields it stands in."""
    fields: list[tuple[Place, object]] = [((), question)]
    # With a word bank nothing is typed: the gaps become menus.
    if getattr(question, "word_bank", None) is None:
        fields += [(("gaps", name), gap) for name, gap in _gaps(question).items()]
    for at, field in fields:
        if isinstance(field, TypedAnswer):
            yield at, field


def _gaps(question: Question) -> Mapping[str, Any]:
    gaps = getattr(question, "gaps", None)
    return gaps if isinstance(gaps, Mapping) else {}


def language_of(quiz: Quiz, question: Question) -> str:
    """Return the first part of a question's language tag."""
    tag = (question.lang or quiz.language).lower().replace("_", "-").split("-")[0]
    return _ALIASES.get(tag, tag)


# Many rules look at the same choices.
@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """Return a line of Markdown about as the reader sees it."""
    return _MARKS.sub("", fold_typography(text))


@lru_cache(maxsize=8192)
def words(text: str) -> tuple[str, ...]:
    """Return the words of a text, case and typography folded."""
    return tuple(_WORD.findall(plain(text).casefold()))


def phrase(text: str) -> str:
    """Return the words of a text between single spaces, to be sought in another such text."""
    return f" {' '.join(words(text))} "


def stock_choices(
    quiz: Quiz, patterns: Mapping[str, str]
) -> Iterator[tuple[Question, ChoiceList, Choice]]:
    """Yield the choices that say nothing but a stock phrase of their language."""
    for question in quiz.questions():
        if pattern := patterns.get(language_of(quiz, question)):
            for group in choices_of(question):
                for choice in group.choices:
                    if re.fullmatch(pattern, " ".join(words(choice.text))):
                        yield question, group, choice
