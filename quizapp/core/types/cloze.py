"""Gaps in a text are filled, by typing or from menus.

```yaml
- id: the-lamp
  type: cloze
  text: |
    The lamp burned {fuel} until {year}. {{Sic}}: nobody has {verb} there since {left}.
  gaps:
    fuel:
      answers: [whale oil, {text: oil, credit: 50%}]
      reject: [fish oil]
      case-sensitive: false
      ignore: [accents]
      typos: auto
      weight: 2
    year:
      answers: [1904]
    verb:
      choices:
        - text: lived
          correct: true
        - text: died
          feedback: The passage says nothing of deaths.
    left:
      answers: [1987]
  word-bank: [lamp oil, 1871]
  scoring: per-part
```

A gap has `answers` (typed) or `choices` (a menu). With `word-bank`, the gaps with `answers` become
menus too: each offers the first answer of every such gap and the bank's extra words. Write `{{`
and `}}` for braces. The text is Markdown whose lines are kept; gaps can stand in emphasis, lists
and tables, but not in links. The score is the weight of the right gaps over all weight, or all or
nothing. Without a `prompt` readers are told to fill in the gaps, in the quiz's language.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field

from quizapp.core import limits
from quizapp.core.accepted import NO_MATCH, Verdict
from quizapp.core.diagnostics import Problem
from quizapp.core.fields import Text
from quizapp.core.passage import Passage
from quizapp.core.question import (
    WRONG,
    Entry,
    Guess,
    Message,
    Option,
    Outcome,
    PartOutcome,
    Question,
    Response,
    repeated,
    too_long,
)
from quizapp.core.types._gaps import (
    Gap,
    GapPlace,
    cut_at_gaps,
    gap_entry,
    gap_problems,
    has_lone_brace,
)
from quizapp.core.types._guessing import all_of_it, guess_one, guess_parts
from quizapp.core.types._responses import filled_parts, parts_complaint
from quizapp.core.types._scoring import all_or_nothing, weighted_share
from quizapp.core.validation import nearest


class Cloze(Question):
    """A text with gaps."""

    needs_prompt: ClassVar[bool] = False

    type: Literal["cloze"]
    text: Text = Field(
        description="The text, a gap's name in braces where the gap is (Markdown, lines are kept).",
        examples=["The lamp burned {fuel} until {year}."],
    )
    gaps: dict[str, Gap] = Field(
        description="Each gap by its name.",
        examples=[{"fuel": {"answers": ["whale oil"]}, "year": {"answers": ["1904"]}}],
    )
    word_bank: tuple[Text, ...] | None = Field(
        None,
        description="Extra words; the gaps' own answers are added, and gaps become menus.",
        examples=[["lamp oil", "1871"]],
    )
    scoring: Literal["per-part", "all-or-nothing"] = Field(
        "per-part", description="How gaps become points.", examples=["all-or-nothing"]
    )

    def pieces(self) -> tuple[str | GapPlace, ...]:
        """Return the text cut at its gaps, doubled braces made single."""
        return cut_at_gaps(self.text)

    @property
    def key(self) -> Response:
        return tuple((name, gap.right_value) for name, gap in self._gaps.items())

    def complaint(self, response: Response) -> Message | None:
        filled = filled_parts(response)
        if not filled:
            return Message("Fill in the gaps.")
        if any(len(value) > limits.SHORT_ANSWER_CHARACTERS for value in filled.values()):
            return too_long(response, limits.SHORT_ANSWER_CHARACTERS)
        missing = len(self._gaps) - len(filled)
        return parts_complaint(response, self.entries()) or (
            Message("Fill in the gaps that are left: %(count)d.", {"count": missing})
            if missing
            else None
        )

    def grade(self, response: Response) -> Outcome:
        filled, gaps = filled_parts(response), self._gaps
        verdicts = {name: self._verdict(name, filled.get(name, "")) for name in gaps}
        score = weighted_share((verdicts[name].credit, gaps[name].weight) for name in gaps)
        return Outcome(
            all_or_nothing(score) if self.scoring == "all-or-nothing" else score,
            tuple(
                PartOutcome(name, filled[name], verdicts[name].credit)
                for name in gaps
                if name in filled
            ),
            feedback=tuple(verdict.feedback for verdict in verdicts.values() if verdict.feedback),
        )

    def entries(self) -> tuple[Entry, ...]:
        bank = tuple(Option(word, word) for word in self._bank)
        return tuple(gap_entry(name, gap, bank) for name, gap in self._gaps.items())

    def guess(self) -> Guess | None:
        """Guess the menus; nobody guesses what is typed. None without any menu."""
        parts = [(self._guess_gap(entry), self.gaps[entry.part].weight) for entry in self.entries()]
        if not any(entry.options for entry in self.entries()):
            return None
        guess = guess_parts(parts)
        return guess if self.scoring == "per-part" else all_of_it(guess)

    def problems(self, passage: Passage | None) -> Iterator[Problem]:
        yield from self._text_problems()
        for name, gap in self.gaps.items():
            yield from gap_problems(gap, ("gaps", name))
        yield from self._bank_problems()

    @property
    def _gaps(self) -> dict[str, Gap]:
        """Return the gaps in the order of the text."""
        names = dict.fromkeys(piece.name for piece in self.pieces() if isinstance(piece, GapPlace))
        return {name: self.gaps[name] for name in names if name in self.gaps}

    @property
    def _bank(self) -> list[str]:
        if self.word_bank is None:
            return []
        answers = [gap.model_answer for gap in self.gaps.values() if gap.answers]
        return list(dict.fromkeys([*answers, *self.word_bank]))

    def _guess_gap(self, entry: Entry) -> Guess:
        credits = [self._verdict(entry.part, option.name).credit for option in entry.options]
        return guess_one(credits) or Guess(WRONG, WRONG)

    def _verdict(self, name: str, value: str) -> Verdict:
        gap = self.gaps[name]
        if self.word_bank is not None and gap.answers and value not in self._bank:
            return NO_MATCH
        return gap.verdict(value)

    def _text_problems(self) -> Iterator[Problem]:
        if has_lone_brace(self.text):
            yield Problem(
                "Q353",
                "a brace of the text has no partner",
                ("text",),
                help="A gap is `{name}`; write `{{` or `}}` for a brace that is to be seen.",
            )
            return
        names = [piece.name for piece in self.pieces() if isinstance(piece, GapPlace)]
        if not names:
            yield Problem(
                "Q354",
                "the text has no gaps",
                ("text",),
                help="Write `{name}` where a gap is to be, and what fits under `gaps`.",
            )
            return
        for name in dict.fromkeys(name for name in names if names.count(name) > 1):
            yield Problem(
                "Q352",
                f"the gap `{name}` stands in the text twice",
                ("text",),
                help="Give each gap a name of its own.",
            )
        yield from self._name_problems(names)

    def _name_problems(self, names: list[str]) -> Iterator[Problem]:
        unused = [name for name in self.gaps if name not in names]
        for name in dict.fromkeys(name for name in names if name not in self.gaps):
            near = nearest(name, unused)
            yield Problem(
                "Q350",
                f"the gap `{name}` is not under `gaps`",
                ("text",),
                help=f"Did you mean `{near}`?" if near else f"Add `{name}:` under `gaps`.",
            )
            # One misspelt name is one mistake.
            unused = [other for other in unused if other != near]
        for name in unused:
            yield Problem(
                "Q351",
                f"the gap `{name}` is not in the text",
                ("gaps", name),
                help=f"Write `{{{name}}}` in `text` where it is to be, or delete it.",
            )

    def _bank_problems(self) -> Iterator[Problem]:
        if self.word_bank is None:
            return
        if not any(gap.answers for gap in self.gaps.values()):
            yield Problem(
                "Q357",
                "no gap takes its words from this word bank",
                ("word-bank",),
                help="Give gaps `answers` instead of `choices`, or delete the word bank.",
            )
        answers = list(dict.fromkeys(g.model_answer for g in self.gaps.values() if g.answers))
        for index in repeated([*answers, *self.word_bank]):
            if index >= len(answers):
                yield Problem(
                    "Q358",
                    "this word is in the bank already",
                    ("word-bank", index - len(answers)),
                    help="The gaps' own answers are added to the bank by themselves.",
                )
        for index, text in enumerate(self.word_bank):
            if not text.strip():
                yield Problem("Q358", "this word has no letters", ("word-bank", index))


MODEL = Cloze
