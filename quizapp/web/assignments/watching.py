"""An assignment and how far its pupils are; the live page; the projector's view, without names."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, make_response, render_template, request

from quizapp import security_log
from quizapp.storage import assignments
from quizapp.storage.assignments import Given
from quizapp.storage.models import Role
from quizapp.web.assignments.board import Board, load_board
from quizapp.web.assignments.cells import cells_of, layout_of, projected_cells
from quizapp.web.assignments.form import feedback_names
from quizapp.web.assignments.pages import (
    blueprint,
    oracle_of,
    other_classes,
    quiz_called,
    settings_of,
    terms_for_all,
    title_of,
)
from quizapp.web.roles import require_assignment, require_role
from quizapp.web.services import services


@blueprint.get("/assignments/<int:assignment_id>")
def show(assignment_id: int) -> Any:
    """Show what an assignment says, and who has done what."""
    given, board = require_assignment(assignment_id), load_board(assignment_id)
    _note(given)
    quiz = quiz_called(given.quiz)
    with services().database.read() as connection:
        named = assignments.readers_of(connection, given.id)
    return render_template(
        "assignments/assignment.html",
        given=given,
        quiz=quiz,
        title=title_of(given.quiz),
        board=board,
        terms=terms_for_all(given.quiz, given.conditions),
        settings=settings_of(given.quiz),
        feedback_names=feedback_names(),
        oracle=oracle_of(quiz) if quiz else None,
        others=other_classes(given.class_id),
        named=len(named),
        copied=request.args.get("copied", 0, type=int),
    )


def _note(given: Given) -> None:
    """Log that a teacher looked at pupils' work; not again with every poll."""
    by = require_role(Role.TEACHER).reader_id
    security_log.note("results seen", services().clock(), by=by, assignment=given.id)


@blueprint.get("/assignments/<int:assignment_id>/live")
def show_live(assignment_id: int) -> Any:
    """Show who is where, and each question as its answers come in."""
    return _page(assignment_id, "assignments/live.html", is_projected=False)


@blueprint.get("/assignments/<int:assignment_id>/live/projector")
def show_projector(assignment_id: int) -> Any:
    """Show the same for everybody to see: counts, no names."""
    return _page(assignment_id, "assignments/projector.html", is_projected=True)


def _page(assignment_id: int, template: str, *, is_projected: bool) -> Any:
    given, board = require_assignment(assignment_id), load_board(assignment_id)
    if not is_projected:
        _note(given)
    quiz = quiz_called(given.quiz)
    return render_template(
        template,
        given=given,
        title=title_of(given.quiz),
        items=quiz.items if quiz else {},
        board=board,
        cells=(projected_cells if is_projected else cells_of)(board),
        layout=layout_of(board, is_projected=is_projected),
        tag=_tag(board, is_projected=is_projected),
    )


def _tag(board: Board, *, is_projected: bool) -> str:
    return f'"{board.tag}-{"p" if is_projected else "l"}"'


@blueprint.get("/assignments/<int:assignment_id>/live/state")
def live_state(assignment_id: int) -> Any:
    """Return what stands in the live page's cells; 304 when nothing changed."""
    return _state(assignment_id, is_projected=False)


@blueprint.get("/assignments/<int:assignment_id>/live/projector/state")
def projector_state(assignment_id: int) -> Any:
    """Return what stands in the projector's cells; 304 when nothing changed."""
    return _state(assignment_id, is_projected=True)


def _state(assignment_id: int, *, is_projected: bool) -> Response:
    board = load_board(assignment_id)
    tag = _tag(board, is_projected=is_projected)
    if request.headers.get("If-None-Match") == tag:
        return _tagged(make_response("", 304), tag)
    cells = (projected_cells if is_projected else cells_of)(board)
    layout = layout_of(board, is_projected=is_projected)
    return _tagged(jsonify(layout=layout, cells=cells), tag)


def _tagged(response: Response, tag: str) -> Response:
    response.headers["ETag"] = tag
    return response
