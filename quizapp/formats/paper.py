"""Paper: one HTML file to print, or to save as PDF, from any browser.

`quizapp export NAME --to paper -o NAME.html` writes it; nothing else is needed, pictures are
inside. It prints on A4 and on Letter and has these parts, each on pages of its own:

- the passage, cut into lines, with every fifth line's number in the margin. Each line of the file
  is one line on paper, in any font; a row of a table is one line, and headings have no number. The
  lines of several passages are numbered in one run. Sentences or paragraphs that a question asks to
  mark are numbered, too;
- form A with its answer sheet, then form B with its own: circles and boxes with letters, lines for
  what is typed, ruled space for longer texts, and room for name, class, date and points;
- the key of each form: letters and numbers as that form has them, all that is accepted and for how
  much, rubrics, points, explanations, and the evidence with the lines in which it stands.

Form A has the order of the file. In form B all that may change its place does: questions where
`shuffle` has `questions`, choices where it has `choices` (the default), and always what would tell
the key in the file's order, such as the items to put in order. A letter of form A never means the
same in form B; `pin: last` stays last, Part A and Part B stay together. Where nothing may move,
only form A is printed. The same file gives the same forms, and a question that is mended or added
leaves the others as they are.

Where a section draws some of its questions, each form draws its own, once.

`quizapp grade NAME answers.csv --form B` scores what readers wrote on the sheets of form B; the
columns may be headed with its numbers.

Feedback, hints, settings of time and tries, tags and processes are not on paper, and nothing is
read back: keep the quiz file.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from quizapp.core.markdown import plain_text, render_around, render_block, render_inline
from quizapp.core.paper.sheet import print_quiz, words_on_sheet
from quizapp.core.passage_file import image_type
from quizapp.core.remarks import remarks
from quizapp.core.scoring import format_percent, format_points
from quizapp.core.words import PAPER, direction, word
from quizapp.formats._document import Document
from quizapp.formats._registry import Written

NAME: Final = "paper"
TITLE: Final = "Paper"
SUFFIX: Final = ".html"
ALIASES: Final = ("print", "html", "pdf")


def write(document: Document) -> Written:
    """Write everything as one page to print."""
    page = (
        _environment()
        .get_template("paper/file.html")
        .render(
            paper=print_quiz(document.quiz),
            words=isolated(words_on_sheet(PAPER), "en"),
            picture_url=_inside(document.files),
            style=Markup(_style()),  # noqa: S704 - our own stylesheet
        )
    )
    return Written(page.encode("utf-8", "replace"), notes=tuple(_not_printed(document)))


def _not_printed(document: Document) -> Iterator[str]:
    questions = [piece.question for piece in document.pieces()]
    if any(question.hints for question in questions):
        yield "hints are not printed"
    if any(remark.feedback for question in questions for remark in remarks(question)):
        yield "feedback to single answers is not printed"


def isolated(words: Mapping[str, str], language: str) -> dict[str, Markup]:
    """Return words of ours for among a quiz's own, which may run the other way."""
    bdi = Markup('<bdi lang="{}">{}</bdi>')
    return {name: bdi.format(language, text) for name, text in words.items()}


def _inside(beside: Mapping[str, bytes]) -> Callable[[str], str]:
    """Return addresses that hold the pictures themselves."""

    def address(name: str) -> str:
        data = beside.get(name, b"")
        return f"data:{image_type(name, data)};base64,{base64.b64encode(data).decode()}"

    return address


def _style() -> str:
    return (files("quizapp") / "static" / "paper.css").read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    """Return Jinja as the templates of paper want it, without any web pages."""
    environment = Environment(
        loader=PackageLoader("quizapp"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        inline=_inline,
        block=_block,
        plain=lambda text: plain_text(render_inline(text)),
        around_gaps=_around_gaps,
        points=format_points,
        percent=lambda share: f"{format_percent(share)}%",
    )
    environment.globals.update(
        word=word,
        direction=direction,
        page_language="en",
        _=_said,
        ngettext=_counted,
    )
    return environment


def _inline(text: str) -> Markup:
    return Markup(render_inline(text))  # noqa: S704 - cleaned by core.markdown


def _block(text: str) -> Markup:
    return Markup(render_block(text))  # noqa: S704 - cleaned by core.markdown


def _around_gaps(pieces: tuple[object, ...]) -> tuple[object, ...]:
    return tuple(
        Markup(piece) if isinstance(piece, str) else piece  # noqa: S704 - cleaned by core.markdown
        for piece in render_around(pieces)
    )


def _said(msgid: str, **values: object) -> Markup:
    """Return a sentence in English, the language of files and of the command line."""
    text = Markup(msgid)  # noqa: S704 - our own sentence
    return text % values if values else text


def _counted(singular: str, plural: str, number: int, **values: object) -> Markup:
    return _said(singular if number == 1 else plural, **values)
