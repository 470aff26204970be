"""What of a quiz file is right by itself and does not go together."""

from __future__ import annotations

from quizapp.core.arrangement import reachable_counts
from quizapp.core.diagnostics import Problem
from quizapp.core.nodes import Mapping
from quizapp.core.quiz import Section
from quizapp.core.quiz_file import QuizFile
from quizapp.core.source import Source
from quizapp.core.validation import report


def check_draw(source: Source, root: Mapping, section: Section, place: int | None) -> None:
    """Report a draw of more questions than are there, or of a number that units cannot make."""
    if section.draw is None:
        return
    at = ("sections", place or 0, "draw")
    offered = sum(len(unit) for unit in section.units)
    if section.draw > offered:
        report(
            source,
            root,
            Problem(
                "W105",
                f"{section.draw} questions are drawn from {offered}",
                at,
                help="All of them will be taken.",
            ),
        )
    elif section.draw == 0 or section.draw not in reachable_counts(section.units):
        report(
            source,
            root,
            Problem(
                "Q402",
                f"exactly {section.draw} questions cannot be drawn here",
                at,
                help="A Part A with its Part B counts as two and is kept together.",
            ),
        )


def check_settings(source: Source, root: Mapping, file: QuizFile) -> None:
    """Report settings that have no effect together."""
    settings = file.settings
    if settings.feedback == "after-close":
        report(
            source,
            root,
            Problem(
                "W104",
                "a quiz without a closing date never shows this feedback",
                ("settings", "feedback"),
                "acts as score-only",
                "Closing dates come with assignments; or use `after-submit`.",
            ),
        )
    if settings.feedback != "immediate" and settings.tries > 1:
        report(
            source,
            root,
            Problem(
                "W106",
                "several tries need feedback after each question",
                ("settings", "tries"),
                "has no effect",
                "Add `feedback: immediate`.",
            ),
        )
