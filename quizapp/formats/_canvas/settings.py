"""What Canvas says of a whole quiz (`assessment_meta.xml`), read and written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from quizapp.core.quiz import Quiz
from quizapp.core.writing import Fields, Tree
from quizapp.formats._markup import html_from_plain, markdown_from_html, plain_lines
from quizapp.formats._qti.numbers import read_decimal
from quizapp.formats._qti.tree import Node, node
from quizapp.formats._xml import Element

_GRADES: Final = {
    "keep_highest": "best",
    "keep_latest": "last",
    "keep_first": "first",
    "keep_average": "average",
}
_LONGEST_SUMMARY: Final = 300


@dataclass(frozen=True)
class Meta:
    """A quiz's title and fields, and a description that is too long for a summary."""

    title: str = ""
    fields: Fields = field(default_factory=dict)
    introduction: str = ""


def read_meta(quiz: Element) -> Meta:
    """Return what a quiz's settings say."""
    fields: Fields = {}
    description = markdown_from_html(quiz.text_of("description")).markdown
    shown = " ".join(plain_lines(description).split())
    is_summary = "\n" not in description and len(shown) <= _LONGEST_SUMMARY
    if shown and is_summary:
        fields["summary"] = shown
    settings = dict(_settings(quiz))
    if settings:
        fields["settings"] = settings
    title = " ".join(quiz.text_of("title").split())
    return Meta(title, fields, "" if is_summary else description)


def _settings(quiz: Element) -> Iterator[tuple[str, Tree]]:
    minutes = read_decimal(quiz.text_of("time_limit"))
    if minutes and minutes > 0:
        yield "time-limit", f"{max(1, round(minutes))} min"
    attempts = quiz.text_of("allowed_attempts")
    if attempts.isascii() and attempts.isdigit() and 0 < int(attempts[:5]) < 1000:
        yield "attempts", str(int(attempts))
    if (grade := _GRADES.get(quiz.text_of("scoring_policy"))) and grade != "best":
        yield "grade", grade
    if quiz.text_of("shuffle_answers") == "false":
        yield "shuffle", []
    if quiz.text_of("one_question_at_a_time") == "false":
        yield "layout", "all"
    if quiz.text_of("hide_results") == "always":
        yield "feedback", "none"
    elif quiz.text_of("show_correct_answers") == "false":
        yield "feedback", "score-only"


def write_meta(quiz: Quiz, identifier: str, points: str) -> Node:
    """Return a quiz's settings for Canvas."""
    settings = quiz.settings
    grade = next(word for word, ours in _GRADES.items() if ours == settings.grade)
    hidden = "always" if settings.feedback == "none" else ""
    shows = settings.feedback not in {"none", "score-only"}
    values = {
        "title": quiz.title,
        "description": f"<p>{html_from_plain(quiz.summary)}</p>" if quiz.summary else "",
        "shuffle_answers": _yes("choices" in settings.shuffle),
        "scoring_policy": grade,
        "hide_results": hidden,
        "quiz_type": "assignment",
        "points_possible": points,
        "show_correct_answers": _yes(shows),
        "allowed_attempts": str(settings.attempts or -1),
        "time_limit": str(settings.time_limit or ""),
        "one_question_at_a_time": _yes(settings.layout == "one-per-page"),
        "cant_go_back": "false",
        "available": "false",
    }
    given = {
        "identifier": identifier,
        "xmlns": "http://canvas.instructure.com/xsd/cccv1p0",
        "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
        "xsi:schemaLocation": "http://canvas.instructure.com/xsd/cccv1p0 "
        "https://canvas.instructure.com/xsd/cccv1p0.xsd",
    }
    return node(
        "quiz", given, *(node(name, {}, *([text] if text else [])) for name, text in values.items())
    )


def _yes(value: bool) -> str:
    return "true" if value else "false"
