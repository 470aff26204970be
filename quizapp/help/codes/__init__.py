"""The manual page of every diagnostic: why, what to do, a bad and a good example.

A page is a Markdown file of this folder named after its code, or the docstring of the rule of item
writing (`quizapp.core.lint`) that the code belongs to.
"""

from __future__ import annotations

import re
from functools import cache
from inspect import cleandoc
from pathlib import Path
from textwrap import indent
from typing import Final, NamedTuple

from quizapp.core.lint import pages as lint_pages

_FOLDER = Path(__file__).parent

EXAMPLE_QUIZ: Final = """\
title: The lighthouse at Hale Point
passage:
  text: |
    Hale Point got its lighthouse in 1871, after three ships were lost in one winter.

    The lamp burned whale oil until 1904. No keeper has lived there since 1987.
questions:
"""

EXAMPLE_FILES: Final = {"lighthouse.jpg": b"\xff\xd8\xff", "lighthouse.md": b"Ships were lost."}
"""What stands beside the quizzes of the examples."""


class Page(NamedTuple):
    """What `quizapp explain` prints. Some pages have no examples: no text could show the fault."""

    code: str
    title: str
    why: str
    bad: str = ""
    good: str = ""


@cache
def all_codes() -> tuple[str, ...]:
    """Return every code that has a page, errors first."""
    return tuple(sorted({*(page.stem for page in _FOLDER.glob("*.md")), *lint_pages()}))


def get_page(code: str) -> Page:
    """Return the page of a code; KeyError when there is none."""
    if docstring := lint_pages().get(code):
        return _read_docstring(code, docstring)
    if code not in all_codes():
        raise KeyError(code)
    return _read_markdown(code, (_FOLDER / f"{code}.md").read_text(encoding="utf-8"))


def _read_markdown(code: str, text: str) -> Page:
    heading, _, rest = text.partition("\n")
    why, bad, good = _split(rest, "## Bad", "## Good")
    return Page(code, heading.removeprefix(f"# {code}: "), why, bad, good)


def _read_docstring(code: str, text: str) -> Page:
    summary, _, rest = cleandoc(text).partition("\n\n")
    why, bad, good = _split(rest, "Bad:", "Good:")
    title = " ".join(summary.split()).removesuffix(".")
    return Page(code, title[:1].lower() + title[1:], why, bad, good)


def _split(text: str, *headings: str) -> tuple[str, str, str]:
    """Return what stands above two headings, and the example below each."""
    pattern = "|".join(map(re.escape, headings))
    why, *sections = re.split(rf"^(?:{pattern})$", text, maxsplit=2, flags=re.MULTILINE)
    bad, good = map(_fenced, sections) if len(sections) == 2 else ("", "")
    return why.strip(), bad, good


def _fenced(section: str) -> str:
    found = re.search(r"^```yaml\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
    return found.group(1) if found else ""


def complete_example(example: str) -> str:
    """Return the quiz that an example stands for: a list of questions is asked of Hale Point."""
    return EXAMPLE_QUIZ + indent(example, "  ") if example.startswith("- ") else example
