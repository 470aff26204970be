"""Giving a quiz to a class, changing what was said, and taking it back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import g, redirect, render_template, request, url_for
from sqlalchemy import Connection

from quizapp.core.question import Message
from quizapp.core.quiz import Quiz
from quizapp.core.terms import Conditions, Door
from quizapp.storage import assignments, log
from quizapp.storage.assignments import Given
from quizapp.storage.classes import ClassFacts
from quizapp.storage.models import Role
from quizapp.web.assignments.form import AssignmentForm, make_form
from quizapp.web.assignments.pages import (
    blueprint,
    oracle_of,
    other_classes,
    pupils_of,
    quiz_called,
    settings_of,
    terms_for_all,
    title_of,
)
from quizapp.web.numbers import row_number
from quizapp.web.roles import require_assignment, require_class, require_role
from quizapp.web.services import services

_KIND = "assignment"
_GIVEN = Message("Quiz assigned")
_CHANGED = Message("Assignment changed")
_TAKEN_BACK = Message("Assignment taken back")


@blueprint.get("/classes/<int:class_id>/assignments")
def show_list(class_id: int) -> Any:
    """Show what a class is given, and the quizzes that can be given."""
    facts = require_class(class_id)
    with services().database.read() as connection:
        given = assignments.assignments_of_class(connection, class_id)
    now = services().clock()
    rows = [(one, title_of(one.quiz), terms_for_all(one.quiz, one.conditions)) for one in given]
    rows.sort(key=lambda row: row[2].door(now) is Door.CLOSED)
    quizzes = [(entry.name, entry.card) for entry in services().bank.entries() if entry.card]
    quizzes.sort(key=lambda named: named[1].title.casefold())
    return render_template(
        "assignments/list.html", facts=facts, rows=rows, now=now, quizzes=quizzes
    )


@blueprint.get("/classes/<int:class_id>/assignments/new")
def show_new(class_id: int) -> Any:
    """Ask for whom, from when until when, and what differs from the quiz's file."""
    facts, quiz = require_class(class_id), quiz_called(request.args.get("quiz", ""))
    if quiz is None:
        return redirect(url_for(".show_list", class_id=class_id))
    return _new_page(facts, quiz, _new_form(facts, quiz, is_sent=g.is_refused))


def _new_form(facts: ClassFacts, quiz: Quiz, *, is_sent: bool) -> AssignmentForm:
    typed = request.form if is_sent else None
    return make_form(typed, quiz.settings, pupils_of(facts.id), other_classes(facts.id))


def _new_page(facts: ClassFacts, quiz: Quiz, form: AssignmentForm) -> str:
    return render_template(
        "assignments/new.html",
        facts=facts,
        quiz=quiz,
        form=form,
        oracle=oracle_of(quiz),
        zone=services().config.timezone,
    )


@blueprint.post("/classes/<int:class_id>/assignments/new")
def give(class_id: int) -> Any:
    """Give a quiz to the class, and to others in the same step."""
    facts, quiz = require_class(class_id), quiz_called(request.args.get("quiz", ""))
    if quiz is None:
        return redirect(url_for(".show_list", class_id=class_id), 303)
    form = _new_form(facts, quiz, is_sent=True)
    form.now = services().clock()
    if not form.validate():
        g.has_errors = True
        return _new_page(facts, quiz, form), 422
    ids = [class_id, *(form.classes.data or ())]
    first = _give(quiz.name, ids, form.conditions, form.reader_ids)
    return redirect(url_for(".show", assignment_id=first), 303)


def _give(
    quiz: str, class_ids: Iterable[int], conditions: Conditions, reader_ids: list[int]
) -> int:
    author, now = require_role(Role.TEACHER).reader_id, services().clock()

    def job(connection: Connection) -> int:
        added = []
        for class_id in class_ids:
            added.append(
                assignments.add_assignment(
                    connection, class_id, quiz, conditions, author, now, reader_ids
                )
            )
            log.add_entry(connection, author, _KIND, _GIVEN, now, quiz=quiz, class_id=class_id)
        return added[0]

    return services().database.write(job)


@blueprint.get("/assignments/<int:assignment_id>/edit")
def show_edit(assignment_id: int) -> Any:
    """Show what an assignment says, to change it."""
    given = require_assignment(assignment_id)
    return _edit_page(given, _edit_form(given, is_sent=g.is_refused))


def _edit_form(given: Given, *, is_sent: bool) -> AssignmentForm:
    with services().database.read() as connection:
        named = assignments.readers_of(connection, given.id)
    form = make_form(
        request.form if is_sent else None,
        settings_of(given.quiz),
        pupils_of(given.class_id),
        conditions=given.conditions,
        reader_ids=named,
    )
    del form.classes
    return form


def _edit_page(given: Given, form: AssignmentForm) -> str:
    return render_template(
        "assignments/edit.html",
        given=given,
        title=title_of(given.quiz),
        form=form,
        zone=services().config.timezone,
    )


@blueprint.post("/assignments/<int:assignment_id>/edit")
def change(assignment_id: int) -> Any:
    """Change what an assignment says; whoever is at it feels it at once."""
    given = require_assignment(assignment_id)
    form = _edit_form(given, is_sent=True)
    if not form.validate():
        g.has_errors = True
        return _edit_page(given, form), 422
    parts, author = services(), require_role(Role.TEACHER).reader_id
    now, said = parts.clock(), form.conditions

    def job(connection: Connection) -> None:
        assignments.change_assignment(connection, parts.versions, given, said, now, form.reader_ids)
        _log(connection, author, given, _CHANGED)

    parts.database.write(job)
    return redirect(url_for(".show", assignment_id=assignment_id), 303)


def _log(connection: Connection, author: int, given: Given, message: Message) -> None:
    now = services().clock()
    log.add_entry(connection, author, _KIND, message, now, quiz=given.quiz, class_id=given.class_id)


@blueprint.post("/assignments/<int:assignment_id>/copies")
def copy(assignment_id: int) -> Any:
    """Give the same quiz on the same terms to other classes as well."""
    given = require_assignment(assignment_id)
    allowed = {one.id for one in other_classes(given.class_id)}
    wanted = request.form.getlist("classes", type=row_number)
    chosen = [class_id for class_id in dict.fromkeys(wanted) if class_id in allowed]
    if not chosen:
        return redirect(url_for(".show", assignment_id=assignment_id), 303)
    _give(given.quiz, chosen, given.conditions, [])
    return redirect(url_for(".show", assignment_id=assignment_id, copied=len(chosen)), 303)


@blueprint.get("/assignments/<int:assignment_id>/remove")
def ask_to_take_back(assignment_id: int) -> Any:
    """Say what taking an assignment back means."""
    given = require_assignment(assignment_id)
    with services().database.read() as connection:
        begun = assignments.count_attempts(connection, assignment_id)
    title = title_of(given.quiz)
    return render_template("assignments/remove.html", given=given, title=title, begun=begun)


@blueprint.post("/assignments/<int:assignment_id>/remove")
def take_back(assignment_id: int) -> Any:
    """Take an assignment back: nobody begins it any more, and what was done stays."""
    given = require_assignment(assignment_id)
    parts, author = services(), require_role(Role.TEACHER).reader_id

    def job(connection: Connection) -> None:
        assignments.remove_assignment(connection, assignment_id, parts.clock())
        _log(connection, author, given, _TAKEN_BACK)

    parts.database.write(job)
    return redirect(url_for(".show_list", class_id=given.class_id), 303)
