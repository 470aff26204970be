"""The teacher's classes: one room for each thing to do with them."""

from quizapp.web.classes import cards, hub, merge, pupil, roster, roster_file
from quizapp.web.classes.rooms import blueprint

__all__ = ["blueprint", "cards", "hub", "merge", "pupil", "roster", "roster_file"]
