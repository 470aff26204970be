"""What pupils did, for their teachers: grids, attempts, histories, and all of it as files."""

from quizapp.web.teach_results import rooms
from quizapp.web.teach_results.rooms import blueprint

__all__ = ["blueprint", "rooms"]
