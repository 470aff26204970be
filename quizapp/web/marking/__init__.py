"""Marking by hand: what waits, one answer after another, two markers, and the release."""

from quizapp.web.marking import answer, index, second
from quizapp.web.marking.rooms import blueprint

__all__ = ["answer", "blueprint", "index", "second"]
