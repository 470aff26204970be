"""What stands in the cells of a live page: the page is filled with it, and its script changes it.

A cell is what an element with that `data-live` says and which attributes it has.
"""

from __future__ import annotations

import hashlib
from typing import Final

from quizapp.core.standing import Standing
from quizapp.storage.live_marks import Verdict
from quizapp.web.assignments.board import Asked, Board
from quizapp.web.assignments.rows import Row
from quizapp.web.translations import gettext as _
from quizapp.web.translations import ngettext

Cells = dict[str, dict[str, str]]
BAR: Final = 100
"""The width of a bar, in the units of its picture."""
_SHOWN: Final = (Verdict.RIGHT, Verdict.PARTLY, Verdict.WRONG, Verdict.WAITING)


def layout_of(board: Board, *, is_projected: bool) -> str:
    """Return a name for the pupils and questions there are: another one is another page."""
    pupils = [] if is_projected else [row.pupil.reader_id for row in board.rows]
    questions = [asked.question_id for asked in board.questions]
    is_told = not is_projected or not board.is_going_on
    known = repr((pupils, questions, is_told)).encode()
    return hashlib.blake2b(known, digest_size=8).hexdigest()


def cells_of(board: Board) -> Cells:
    """Return the cells of the live page."""
    cells = {"summary": {"text": summary(board)}, **_tallies(board)}
    for row in board.rows:
        cells |= _pupil(row)
    for asked in board.questions:
        cells |= _question(asked)
    return cells


def projected_cells(board: Board) -> Cells:
    """Return the cells of the projector's view.

    While anybody can still change an answer it tells how many answered, and no more: a count of
    right ones that goes up would tell the one who has just changed theirs.
    """
    cells = {"summary": {"text": summary(board)}, **_tallies(board)}
    for asked in board.questions:
        cells |= _answered(asked) if board.is_going_on else _question(asked)
    return cells


def summary(board: Board) -> str:
    """Return the whole in a sentence, for whoever hears the page."""
    counts = board.standings
    words = (
        (Standing.WORKING, _("%(count)d working", count=counts[Standing.WORKING])),
        (Standing.STUCK, _("%(count)d with nothing new", count=counts[Standing.STUCK])),
        (Standing.OFFLINE, _("%(count)d offline or away", count=counts[Standing.OFFLINE])),
        (Standing.HANDED_IN, _("%(count)d handed in", count=counts[Standing.HANDED_IN])),
        (Standing.NOT_STARTED, _("%(count)d not started", count=counts[Standing.NOT_STARTED])),
    )
    total = len(board.rows)
    told = [text for standing, text in words if counts[standing]]
    whole = ngettext("%(num)d pupil", "%(num)d pupils", total)
    return f"{whole}: {', '.join(told)}." if told else f"{whole}."


def _tallies(board: Board) -> Cells:
    counts = board.standings
    return {f"tally-{standing}": {"text": str(counts[standing])} for standing in Standing}


def _pupil(row: Row) -> Cells:
    key = f"pupil-{row.pupil.reader_id}"
    return {
        f"{key}-state": {
            "text": row.state,
            "data-standing": "late" if row.is_late else row.standing,
        },
        f"{key}-place": {"text": row.place},
        f"{key}-answered": {"text": row.answered},
        f"{key}-right": {"text": row.right},
        f"{key}-points": {"text": row.points},
    }


def _answered(asked: Asked) -> Cells:
    key = f"question-{asked.number}"
    words = _("%(count)d of %(total)d", count=asked.answered, total=asked.possible)
    return {
        f"{key}-answered": {"text": words},
        f"{key}-bar-answered": _stretch(0, asked.answered, asked.possible),
    }


def _question(asked: Asked) -> Cells:
    key, start = f"question-{asked.number}", 0
    cells = _answered(asked)
    for verdict in _SHOWN:
        count = asked.counts.get(verdict, 0)
        cells[f"{key}-{verdict}"] = {"text": str(count)}
        cells[f"{key}-bar-{verdict}"] = _stretch(start, count, asked.possible)
        start += count
    return cells


def _stretch(start: int, count: int, total: int) -> dict[str, str]:
    """Return where a stretch of a bar begins and how long it is."""
    if not total:
        return {"x": "0", "width": "0"}
    return {"x": f"{BAR * start / total:g}", "width": f"{BAR * count / total:g}"}
