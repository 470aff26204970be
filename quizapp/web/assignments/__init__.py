"""A class's assignments: given, changed and taken back, and watched while pupils work."""

from quizapp.web.assignments import giving, watching
from quizapp.web.assignments.pages import blueprint

__all__ = ["blueprint", "giving", "watching"]
