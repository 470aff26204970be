"""What a class did not understand: by sentence, by evidence and by comprehension process."""

from __future__ import annotations

from quizapp.core.misreading.matrix import Cell, Matrix, Pair, find_pairs, make_matrix
from quizapp.core.misreading.mistakes import Mistake, common_mistakes
from quizapp.core.misreading.processes import ENOUGH, ProcessCount, count_processes
from quizapp.core.misreading.sentences import (
    Asked,
    Count,
    Level,
    Sentence,
    count_understood,
    map_sentences,
)

__all__ = [
    "ENOUGH",
    "Asked",
    "Cell",
    "Count",
    "Level",
    "Matrix",
    "Mistake",
    "Pair",
    "ProcessCount",
    "Sentence",
    "common_mistakes",
    "count_processes",
    "count_understood",
    "find_pairs",
    "make_matrix",
    "map_sentences",
]
