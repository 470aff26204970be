"""A question of Moodle being read: its texts, and what of it could not be carried."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from quizapp.core.fields import parse_number
from quizapp.core.question import RIGHT, WRONG
from quizapp.formats._moodle.content import format_of, raw_text, to_markdown
from quizapp.formats._refusals import Unreadable
from quizapp.formats._weights import Weighted, parse_share
from quizapp.formats._xml import Element

OWN: Final = "quizapp"
"""An element for what Moodle does not know: it passes it over."""

_LARGEST_DENOMINATOR: Final = 20
_NEARNESS: Final = Fraction(1, 2_000_000)
_SEVERAL_LANGUAGES = re.compile(r"""class\s*=\s*["']multilang|\{mlang\s""", re.IGNORECASE)
_ALL_LANGUAGES: Final = "texts in several languages: all of them stand one after the other"
_YES: Final = {"1", "true", "yes"}
_NO: Final = {"0", "false", "no"}


@dataclass
class Asked:
    """A `<question>`; `losses` and `pictures` grow while its parts are read."""

    element: Element
    losses: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)

    @property
    def format(self) -> str:
        """Return the format of its text, which is that of all texts that do not tell theirs."""
        return format_of(self.element.child("questiontext"))

    @property
    def points(self) -> Fraction:
        """Return what a right answer earns; 1 where nothing is said."""
        points = read_decimal(self.value("defaultgrade") or "1")
        return RIGHT if points is None or points < 0 else points

    def block(self, element: Element | None) -> str:
        """Return an element's text as Markdown."""
        return self.convert(raw_text(element), format_of(element, self.format))

    def line(self, element: Element | None) -> str:
        """Return an element's text as one line of Markdown."""
        return self.convert(raw_text(element), format_of(element, self.format), one_line=True)

    def convert(self, text: str, format_: str, *, one_line: bool = False) -> str:
        """Return a text as Markdown, and remember its pictures."""
        if _SEVERAL_LANGUAGES.search(text) and _ALL_LANGUAGES not in self.losses:
            self.lose(_ALL_LANGUAGES)
        found = to_markdown(text, format_, one_line=one_line)
        self.pictures += found.pictures
        return found.markdown

    def said(self, name: str) -> str:
        """Return what one of the question's own elements says, such as its general feedback."""
        return self.block(self.element.child(name))

    def value(self, name: str) -> str:
        """Return a setting, such as `single`."""
        return self.element.text_of(name)

    def own(self, name: str) -> str:
        """Return what we wrote beside Moodle's own elements, which it passes over."""
        return self.element.text_of(OWN, name)

    def tells(self, name: str, *, default: bool) -> bool:
        """Return a setting that is a yes or a no; `<name/>` says yes."""
        element = self.element.child(name)
        if element is None:
            return default
        word = element.text.strip().lower()
        return word in _YES or (word not in _NO and (not word or default))

    def lose(self, words: str) -> None:
        """Note what could not be carried."""
        self.losses.append(words)

    def weighted(self, *, is_typed: bool = False) -> list[Weighted]:
        """Return its answers with their shares; `is_typed` for texts that readers type."""
        return [
            Weighted(
                " ".join(raw_text(answer).split()) if is_typed else self.line(answer),
                share_of(answer),
                self.block(answer.child("feedback")),
            )
            for answer in self.element.children("answer")
        ]


def read_decimal(text: str) -> Fraction | None:
    """Return a number that Moodle rounded to seven places as the fraction it means."""
    number = parse_number(text.strip())
    if number is None:
        return None
    near = number.limit_denominator(_LARGEST_DENOMINATOR)
    return near if abs(near - number) <= _NEARNESS else number


def share_of(answer: Element) -> Fraction:
    """Return what an answer earns. Raises Unreadable when nobody can tell."""
    written = answer.get("fraction").strip()
    if not written:
        # Moodle before 2.0 had a share of 1 in an element for numbers.
        old = answer.text_of("fraction")
        share = parse_share(old)
        written, share = old, None if share is None else share * 100
        if not old:
            return WRONG
    else:
        share = parse_share(written)
    if share is None or not -1 <= share <= 1:
        raise Unreadable(f"`{written}` is no share of the points")
    return share
