"""Typed answers: which texts are accepted, and by which rule.

Both sides are folded first (NFKC, quotes, dashes, spaces, one final full stop; case, unless it
counts; and what `ignore` names). Then the first rule that matches decides:

1. `exact`: the same text as an accepted answer. It wins over everything, `reject` included.
2. `rejected`: the same text as one under `reject`. It stops patterns and typos.
3. `wildcard`: `*` stands for any run of characters, `\\*` for itself.
4. `regex`: the whole answer matches a regular expression (RE2).
5. `typo`, with `typos: auto`: as many words, each near enough. A word of 5 letters or more may be
   one edit off (a letter more, less, other, or two swapped), from 9 letters two; a word with a
   digit never; nor when a rejected text, or an answer of other credit, is as near.

Within a rule the answer that stands first wins.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, Final, Literal, NamedTuple

from pydantic import BeforeValidator, Field

from quizapp.core import limits
from quizapp.core.diagnostics import Problem
from quizapp.core.fields import Model, Share, Text, YesNo
from quizapp.core.folding import (
    fold_answer,
    strip_accents,
    strip_articles,
    strip_punctuation,
)
from quizapp.core.patterns import matches_pattern, matches_runs, pattern_fault
from quizapp.core.question import RIGHT, WRONG, read_choice
from quizapp.core.typos import edits, is_typo

# Private characters stand for the two kinds of `*` while a pattern is folded.
_ANY, _STAR = "\ue000", "\ue001"


class Verdict(NamedTuple):
    """What a typed text earns, and the rule that says so (empty when none matched)."""

    credit: Fraction
    rule: str = ""
    feedback: str = ""


NO_MATCH: Final = Verdict(WRONG)


class AcceptedAnswer(Model):
    """An answer to accept; a bare text stands for `text` alone."""

    text: Text = Field(description="The answer, or the pattern.", examples=["whale oil"])
    credit: Share = Field(
        RIGHT,
        description="What it earns.",
        examples=["50%"],
        json_schema_extra={"default": 1},
    )
    feedback: Text = Field(
        "",
        description="What to say to whoever typed it (Markdown).",
        examples=["Which oil?"],
    )
    match: Literal["exact", "wildcard", "regex"] = Field(
        "exact",
        description="`exact`; `wildcard`: * is any run of characters; `regex`: the whole answer.",
        examples=["wildcard"],
    )

    def verdict(self, rule: str) -> Verdict:
        """Return what this answer earns under a rule."""
        return Verdict(self.credit, rule, self.feedback)


class RejectedAnswer(Model):
    """An answer that no pattern and no typo may let in; a bare text stands for `text` alone."""

    text: Text = Field(description="The answer.", examples=["fish oil"])
    feedback: Text = Field(
        "",
        description="What to say to whoever typed it (Markdown).",
        examples=["Not from fish: read the second paragraph."],
    )


Accepted = tuple[Annotated[AcceptedAnswer, BeforeValidator(read_choice)], ...]
Rejected = tuple[Annotated[RejectedAnswer, BeforeValidator(read_choice)], ...]


class TypedAnswer(Model):
    """The rules by which one typed text is judged."""

    answers: Accepted = Field(
        description="The texts to accept; the first is shown as the key.",
        examples=[["whale oil", {"text": "oil", "credit": "50%"}]],
    )
    reject: Rejected = Field(
        (),
        description="Texts that no pattern and no typo may let in.",
        examples=[[{"text": "fish oil", "feedback": "Not from fish."}]],
    )
    case_sensitive: YesNo = Field(False, description="Whether case counts.", examples=["true"])
    ignore: tuple[Literal["accents", "punctuation", "articles"], ...] = Field(
        (), description="What to overlook.", examples=[["accents", "articles"]]
    )
    typos: Literal["off", "auto"] = Field(
        "off", description="Whether to overlook slips in longer words.", examples=["auto"]
    )

    def fold(self, text: str, *, keep_case: bool = False) -> str:
        """Fold a text as these rules overlook differences."""
        folded = fold_answer(text, case_sensitive=self.case_sensitive or keep_case)
        if "accents" in self.ignore:
            folded = strip_accents(folded)
        if "punctuation" in self.ignore:
            folded = strip_punctuation(folded)
        return strip_articles(folded) if "articles" in self.ignore else folded

    def judge(self, typed: str) -> Verdict:
        """Return the verdict of the first rule that matches."""
        if len(typed) > limits.SHORT_ANSWER_CHARACTERS or not (folded := self.fold(typed)):
            return NO_MATCH
        return (
            self._exact(folded)
            or self._rejected(folded)
            or self._wildcard(folded)
            or self._regex(self.fold(typed, keep_case=True))
            or self._typo(folded)
            or NO_MATCH
        )

    @property
    def model_answer(self) -> str:
        """Return the answer shown as the key: the first that is plain and earns everything."""
        return next((answer.text for answer in self._of("exact") if answer.credit == 1), "")

    def answer_problems(self, at: tuple[str | int, ...] = ()) -> Iterator[Problem]:
        """Yield what is wrong with the answers."""
        if not self.model_answer.strip():
            yield Problem(
                "Q320",
                "no answer is a plain text that earns everything",
                (*at, "answers"),
                help="Add one: it is what readers are shown as the key.",
            )
        seen: dict[tuple[str, str], int] = {}
        for index, answer in enumerate(self.answers):
            place = (*at, "answers", index)
            yield from self._text_problems(answer, place)
            name = answer.match, self.fold(answer.text) if answer.match == "exact" else answer.text
            if seen.setdefault(name, index) != index:
                yield Problem(
                    "Q322",
                    "this answer is accepted already",
                    place,
                    help=f"Answer {seen[name] + 1} takes it. Delete one.",
                )
        yield from self._reject_problems(at)

    def _of(self, match: str) -> Iterator[AcceptedAnswer]:
        return (answer for answer in self.answers if answer.match == match)

    def _exact(self, folded: str) -> Verdict | None:
        found = (answer for answer in self._of("exact") if self.fold(answer.text) == folded)
        return next((answer.verdict("exact") for answer in found), None)

    def _rejected(self, folded: str) -> Verdict | None:
        found = (rejected for rejected in self.reject if self.fold(rejected.text) == folded)
        return next((Verdict(WRONG, "rejected", rejected.feedback) for rejected in found), None)

    def _wildcard(self, folded: str) -> Verdict | None:
        for answer in self._of("wildcard"):
            if matches_runs(self._fold_pattern(answer.text), folded):
                return answer.verdict("wildcard")
        return None

    def _fold_pattern(self, pattern: str) -> list[str]:
        marked = pattern.replace("\\*", _STAR).replace("*", _ANY)
        return [part.replace(_STAR, "*") for part in self.fold(marked).split(_ANY)]

    def _regex(self, folded: str) -> Verdict | None:
        for answer in self._of("regex"):
            if matches_pattern(answer.text, folded, self.case_sensitive):
                return answer.verdict("regex")
        return None

    def _typo(self, folded: str) -> Verdict | None:
        if self.typos == "off":
            return None
        near = [
            (edits(folded, text), answer)
            for answer in self._of("exact")
            if is_typo(folded, text := self.fold(answer.text))
        ]
        if not near:
            return None
        fewest, nearest = min(near, key=lambda found: found[0])
        rivals = [rejected.text for rejected in self.reject]
        rivals += [other.text for other in self._of("exact") if other.credit != nearest.credit]
        if any(edits(folded, self.fold(rival)) <= fewest for rival in rivals):
            return None
        return nearest.verdict("typo")

    def _text_problems(
        self, answer: AcceptedAnswer, at: tuple[str | int, ...]
    ) -> Iterator[Problem]:
        if not self._has_substance(answer):
            yield Problem(
                "Q321",
                "nothing is left of this answer to compare with",
                at,
                help="Write at least one letter or digit that `ignore` does not drop.",
            )
        yield from self._pattern_problems(answer, at)
        if not 0 < answer.credit <= 1:
            yield Problem(
                "Q324",
                "an accepted answer earns more than 0",
                (*at, "credit"),
                help="To say something to a wrong answer, put it under `reject`.",
            )

    def _pattern_problems(
        self, answer: AcceptedAnswer, at: tuple[str | int, ...]
    ) -> Iterator[Problem]:
        if answer.match != "exact" and len(answer.text) > limits.PATTERN_CHARACTERS:
            yield Problem(
                "Q326",
                f"a pattern has at most {limits.PATTERN_CHARACTERS} characters",
                at,
                help="Split it into several answers.",
            )
        elif answer.match == "regex" and (fault := pattern_fault(answer.text)):
            yield Problem(
                "Q325",
                "this regular expression cannot be read",
                at,
                fault,
                "It is RE2: no look-around, no back-references.",
            )

    def _has_substance(self, answer: AcceptedAnswer) -> bool:
        if answer.match == "wildcard":
            return bool("".join(self._fold_pattern(answer.text)).strip())
        return bool(answer.text.strip() if answer.match == "regex" else self.fold(answer.text))

    def _reject_problems(self, at: tuple[str | int, ...]) -> Iterator[Problem]:
        accepted = {self.fold(answer.text) for answer in self._of("exact")}
        for index, rejected in enumerate(self.reject):
            if self.fold(rejected.text) in accepted:
                yield Problem(
                    "Q323",
                    "this text is both accepted and rejected",
                    (*at, "reject", index),
                    help="Delete one of the two; as it stands it is accepted.",
                )
