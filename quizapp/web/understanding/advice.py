"""What a teacher can do about a flag."""

from __future__ import annotations

from quizapp.web.translations import gettext as _


def advice(flag: str) -> str:
    """Say what to do about a flag, by its name."""
    return {
        "hard": _(
            "Read the question and its key again. If both are clear, teach its sentence again: the "
            "map of misreading shows it."
        ),
        "guessing": _(
            "Nobody can have got this from the text. Look for a wording that misleads, or let the "
            "class find the evidence together."
        ),
        "easy": _("Good to begin with. It tells you nothing about who understood more."),
        "check the key": _(
            "Read that choice as your strong readers did. If it is right, change the key in the "
            "file and regrade; if not, say in the question what makes it wrong."
        ),
        "negative": _(
            "Strong readers may have seen more in the question than you meant. Ask one of them, "
            "and check the key."
        ),
        "low discrimination": _(
            "Who does well elsewhere does no better here. Check for two right answers, or for a "
            "question that needs no reading."
        ),
        "unused distractor": _(
            "Replace it with a mistake that readers really make, or leave it out."
        ),
        "attractive distractor": _(
            "Ask a strong reader why. If the text allows that reading, change the choice."
        ),
    }[flag]
