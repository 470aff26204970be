"""Item and test analysis: how a class did on each question, and on the whole.

Give `analyse` a `MarkTable`; `tabulate` makes one of a quiz and its scores. Every value without a
meaning (no variance, too few attempts) is None, never 0, and the order of attempts changes nothing.
"""

from __future__ import annotations

from quizapp.core.statistics.analysis import Analysis, analyse
from quizapp.core.statistics.choices import ChoiceStatistics, MenuStatistics
from quizapp.core.statistics.flags import Flag
from quizapp.core.statistics.items import ItemStatistics
from quizapp.core.statistics.pooling import analyse_works, pool
from quizapp.core.statistics.table import ItemMarks, MarkTable, Menu
from quizapp.core.statistics.tabulation import tabulate
from quizapp.core.statistics.totals import TestStatistics

__all__ = [
    "Analysis",
    "ChoiceStatistics",
    "Flag",
    "ItemMarks",
    "ItemStatistics",
    "MarkTable",
    "Menu",
    "MenuStatistics",
    "TestStatistics",
    "analyse",
    "analyse_works",
    "pool",
    "tabulate",
]
