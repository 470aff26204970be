"""Moodle's embedded answers, `{1:SHORTANSWER:=Paris#Yes.~%50%Lyon}`, taken apart and written."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from fractions import Fraction
from typing import Final, NamedTuple

from quizapp.core.question import RIGHT, WRONG
from quizapp.formats._markup import html_from_markdown
from quizapp.formats._refusals import Unreadable
from quizapp.formats._weights import Weighted, parse_share, write_share

TYPED, TYPED_BY_CASE, NUMBER, MENU, SEVERAL = "typed", "typed by case", "number", "menu", "several"

_KINDS: Final = (
    (re.compile(r"SHORTANSWER|SA|MW"), TYPED),
    (re.compile(r"SHORTANSWER_C|SAC|MWC"), TYPED_BY_CASE),
    (re.compile(r"NUMERICAL|NM"), NUMBER),
    # Upright, in a row, shuffled: a gap has a menu here, whatever it looks like there.
    (re.compile(r"MULTICHOICE(_[VH]?S?)?|MC[VH]?S?"), MENU),
    (re.compile(r"MULTIRESPONSE(_[VH]?S?)?|MR[VH]?S?"), SEVERAL),
)
BEGIN: Final = re.compile(r"\{\s*(\d{0,6})\s*:\s*([A-Za-z_]+)\s*:")
"""How an embedded answer begins: its weight and its kind."""

_TOKEN = re.compile(r'\\[}~#/"\\]|&(?:amp;)?#\w{1,8};|[~#}]|[^\\&~#}]+|.', re.DOTALL)
_SHARE = re.compile(r"\s*(?:(=)|%(-?\d{1,3}(?:[.,]\d{0,9})?)%)")
_MARKS: Final = str.maketrans({"}": "&#125;", "~": "&#126;", "#": "&#35;", "\\": "&#92;"})


class Alternative(NamedTuple):
    """One answer of a gap: what it earns, and its two texts as HTML."""

    share: Fraction
    text: str
    feedback: str


class Embedded(NamedTuple):
    """A gap: how much it counts, its kind and its answers."""

    weight: int
    kind: str
    alternatives: tuple[Alternative, ...]


def cut(text: str) -> list[str | Embedded]:
    """Cut a text at its embedded answers. Raises Unreadable for one that cannot be taken."""
    pieces: list[str | Embedded] = []
    place = 0
    while found := BEGIN.search(text, place):
        pieces.append(text[place : found.start()])
        kind = _kind(found[2].upper())
        if not kind:
            raise Unreadable(f"there is no kind of gap `{found[2]}`")
        alternatives, place = _alternatives(text, found.end())
        pieces.append(Embedded(int(found[1] or 1), kind, alternatives))
    return [*pieces, text[place:]]


def _kind(word: str) -> str:
    return next((kind for pattern, kind in _KINDS if pattern.fullmatch(word)), "")


def _alternatives(text: str, start: int) -> tuple[tuple[Alternative, ...], int]:
    """Return the answers that begin here, and the place behind the closing brace."""
    found: list[tuple[list[str], list[str]]] = [([], [])]
    in_feedback = False
    for token in _TOKEN.finditer(text, start):
        word = token[0]
        if word == "}":
            return tuple(_alternative("".join(a), "".join(f)) for a, f in found), token.end()
        if word == "~":
            found.append(([], []))
            in_feedback = False
        elif word == "#" and not in_feedback:
            in_feedback = True
        else:
            is_escape = len(word) == 2 and word[0] == "\\"
            plain = word[1] if is_escape else word.replace("&amp;#", "&#")
            found[-1][in_feedback].append(plain)
    raise Unreadable("a gap has no `}` at its end")


def _alternative(text: str, feedback: str) -> Alternative:
    found = _SHARE.match(text)
    share: Fraction | None = WRONG
    if found:
        share = RIGHT if found[1] else parse_share(found[2])
        text = text[found.end() :]
    if share is None or not -1 <= share <= 1:
        raise Unreadable(f"`{found[0].strip() if found else ''}` is no share of the points")
    return Alternative(share, text.strip(), feedback.strip())


def plain_of(alternative: Alternative) -> str:
    """Return the text of an answer that readers type."""
    return " ".join(html.unescape(alternative.text).split())


def write_typed(weight: int, answers: Iterable[Weighted], *, by_case: bool) -> str:
    """Return a gap to type in."""
    kind = "SHORTANSWER_C" if by_case else "SHORTANSWER"
    listed = (_written(answer, _escaped_typed(answer.text)) for answer in answers)
    return f"{{{weight}:{kind}:{'~'.join(listed)}}}"


def write_menu(weight: int, choices: Iterable[Weighted]) -> str:
    """Return a gap with a menu."""
    shown = ((c, html_from_markdown(c.text, one_line=True)) for c in choices)
    listed = (_written(choice, markup.translate(_MARKS)) for choice, markup in shown)
    return f"{{{weight}:MULTICHOICE:{'~'.join(listed)}}}"


def _written(answer: Weighted, text: str) -> str:
    share = "=" if answer.weight == 1 else f"%{write_share(answer.weight)}%"
    if answer.weight == 0 and not text.startswith(("=", "%")):
        share = ""
    feedback = html_from_markdown(answer.feedback).translate(_MARKS)
    return f"{share}{text}{f'#{feedback}' if feedback else ''}"


def _escaped_typed(text: str) -> str:
    return "\\*".join(_escaped(piece) for piece in text.split("\\*"))


def _escaped(text: str) -> str:
    return html.escape(text, quote=False).translate(_MARKS)
