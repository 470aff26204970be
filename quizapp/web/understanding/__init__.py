"""What a class understood: the analysis of a quiz and the map of misreading."""

from quizapp.web.understanding.rooms import blueprint

__all__ = ["blueprint"]
