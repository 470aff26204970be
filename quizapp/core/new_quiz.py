"""What a new quiz begins with: commented, sound, with a question of each type."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from string import Template
from typing import Final

from quizapp.core.writing import write_scalar

_SKELETONS: Final = Path(__file__).with_name("skeletons")
_UNWANTED: Final = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")
_HEADLINE: Final = re.compile(r"""[^\W_].{0,98}[^\s.,:;…"”»]""")
_DRAFT: Final = re.compile(r"^# status: draft( *)#.*$", re.MULTILINE)


def new_quiz(name: str) -> str:
    """Return an example that shows every type."""
    return _fill("quiz.yaml", title=_title(name))


def new_draft(name: str) -> str:
    """Return the same as a draft: only teachers see it until its line says otherwise."""
    return _as_draft(new_quiz(name))


def new_quiz_about(name: str, article: str) -> str:
    """Return an article's quiz whose questions are skeletons; its headline becomes the title."""
    headline, text = _split_headline(article)
    title = write_scalar(headline) if headline else _title(name)
    heading = f"\n  title: {title}" if headline else ""
    return _fill("passage.yaml", title=title, heading=heading, passage=_as_block(text))


def new_draft_about(name: str, article: str) -> str:
    """Return the same as a draft."""
    return _as_draft(new_quiz_about(name, article))


def _as_draft(text: str) -> str:
    return _DRAFT.sub(r"status: draft\1  # only teachers see it; `open` shows it", text, 1)


def _split_headline(article: str) -> tuple[str, str]:
    """Cut off a headline: a short first line that ends as no sentence does, an empty line below."""
    lines = _UNWANTED.sub("", article.expandtabs(4)).strip("\n").splitlines()
    headline = re.sub(r"\A#+ ", "", lines[0].strip()) if lines else ""
    if lines[1:] and not lines[1].strip() and _HEADLINE.fullmatch(headline):
        return headline, "\n".join(lines[2:])
    return "", article


def _title(name: str) -> str:
    title = re.sub(r"[-_]+", " ", name).strip()
    return title[:1].upper() + title[1:]


def _fill(skeleton: str, **values: str) -> str:
    text = (_SKELETONS / skeleton).read_text(encoding="utf-8")
    # "Safe" leaves the `$schema` of the editor's lines alone.
    return Template(text).safe_substitute(values)


def _as_block(text: str) -> str:
    """Return a text as YAML's `|` takes it: no tabs, no control characters, indented."""
    lines = _UNWANTED.sub("", text.expandtabs(4)).splitlines()
    plain = textwrap.dedent("\n".join(line.rstrip() for line in lines)).strip("\n")
    # YAML would take the first line's own spaces for the indentation of all.
    mark = "|2" if plain.startswith(" ") else "|"
    return f"{mark}\n{textwrap.indent(plain, '    ')}"
