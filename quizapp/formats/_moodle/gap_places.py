"""Where the gaps of a text stand, while the text is made Markdown or Moodle's."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from quizapp.core.writing import Fields
from quizapp.formats._moodle.asked import OWN, Asked
from quizapp.formats._text_formats import one_line_of

_OPEN: Final = chr(0xE220)
_CLOSE: Final = chr(0xE221)
_MARK = re.compile(f"{_OPEN}(\\d{{1,6}}){_CLOSE}")
_STRAY = re.compile(f"[{_OPEN}{_CLOSE}]")


def mark(number: int) -> str:
    """Return what stands for a gap: no format takes it for something else."""
    return f"{_OPEN}{number}{_CLOSE}"


def unmarked(text: str) -> str:
    """Return a text without what could be taken for such a mark."""
    return _STRAY.sub("", text)


def fill(text: str, write: Callable[[int], str]) -> str:
    """Put what `write` gives into each gap."""
    return _MARK.sub(lambda found: write(int(found[1])), text)


def gap_names(asked: Asked, count: int) -> list[str]:
    """Return names for a question's gaps: those that we wrote beside it, where they still fit."""
    own = asked.element.child(OWN)
    names = [one_line_of(gap.text) for gap in own.children("gap")] if own else []
    fits = len(set(names)) == count and not any(re.search(r"[{}]|\A\Z", name) for name in names)
    return names if fits else [f"gap-{number + 1}" for number in range(count)]


def gap_text(asked: Asked, marked_text: str, names: list[str]) -> Fields:
    """Return `text` with its gaps' names in braces, other braces doubled; `prompt` if it has one.

    What we wrote as a prompt is one as long as the text still begins with it.
    """
    markdown = asked.convert(marked_text, asked.format)
    prompt = asked.own("prompt")
    is_apart = bool(prompt) and markdown.startswith(f"{prompt}\n\n")
    fields: Fields = {"prompt": prompt} if is_apart else {}
    body = markdown[len(prompt) + 2 :] if is_apart else markdown
    doubled = body.replace("{", "{{").replace("}", "}}")
    return {**fields, "text": fill(doubled, lambda number: f"{{{names[number]}}}")}


def with_blanks(markdown: str) -> str:
    """Return a prompt with `…` for its gap; one at the very end is left out."""
    text = re.sub(rf"\s*{_MARK.pattern}\s*\Z", "", markdown)
    return fill(text, lambda _: "…").strip()
