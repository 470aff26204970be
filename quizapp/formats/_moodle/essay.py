"""Essays: what the marker looks for, and how many words are wanted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from quizapp.core.fields import parse_number
from quizapp.core.limits import ANSWER_CHARACTERS
from quizapp.core.types._numbers import format_number
from quizapp.core.types.open_response import Criterion, OpenResponse
from quizapp.core.writing import Fields, Tree
from quizapp.formats._moodle.asked import Asked
from quizapp.formats._refusals import Unreadable

_CRITERION = re.compile(r"- \*\*([\d./]+)\*\* (.+)")
_LEVEL = re.compile(r"  - ([\d./]+): (.+)")
_MOST_WORDS: Final = ANSWER_CHARACTERS


def read_essay(asked: Asked) -> Fields:
    """Return the fields of an essay, but for what is asked."""
    if asked.value("responseformat") == "noinline":
        raise Unreadable("it asks for files, not for a text")
    if asked.value("attachments") not in {"", "0"}:
        asked.lose("the files that may be handed in")
    if template := asked.said("responsetemplate"):
        asked.lose(f"the text that the answer begins with: “{template}”")
    fields: Fields = {"type": "open-response"}
    if info := asked.said("graderinfo"):
        rubric = _rubric(info)
        if rubric and _adds_up(rubric, asked.points):
            fields["rubric"] = [*rubric]
        else:
            asked.lose(f"the information for markers: “{info}”")
    if words := _words(asked):
        fields["words"] = words
    return fields


def _words(asked: Asked) -> str:
    least, most = asked.value("minwordlimit"), asked.value("maxwordlimit")
    if not any(text.isascii() and text.isdigit() and int(text[:9]) for text in (least, most)):
        return ""
    # No answer can have more words than it may have characters.
    return f"{least if least.isdigit() else 0}-{most if most.isdigit() else _MOST_WORDS}"


def _adds_up(rubric: Sequence[Fields], points: Fraction) -> bool:
    found = (parse_number(str(criterion["points"])) or 0 for criterion in rubric)
    return sum(found) == points


def _rubric(info: str) -> list[Fields]:
    """Read a rubric as `rubric_text` writes it; empty for any other text."""
    rubric: list[Fields] = []
    levels: list[Tree] = []
    for line in info.split("\n"):
        if found := _CRITERION.fullmatch(line):
            levels = []
            rubric.append({"criterion": found[2], "points": found[1]})
        elif (found := _LEVEL.fullmatch(line)) and rubric:
            levels.append({"points": found[1], "text": found[2]})
            rubric[-1]["levels"] = levels
        else:
            return []
    return rubric


def rubric_text(rubric: Sequence[Criterion]) -> str:
    """Return a rubric as a list for Moodle's markers."""
    lines = []
    for criterion in rubric:
        lines.append(f"- **{format_number(criterion.points)}** {_line(criterion.criterion)}")
        lines += (f"  - {format_number(a.points)}: {_line(a.text)}" for a in criterion.levels)
    return "\n".join(lines)


def _line(text: str) -> str:
    return " ".join(text.split())


def word_limits(question: OpenResponse) -> tuple[str, str]:
    """Return the fewest and the most words as Moodle has them, empty where there is no limit."""
    least, most = question.words or (0, _MOST_WORDS)
    return str(least or ""), "" if most == _MOST_WORDS else str(most)
