"""What the group of the address did with a quiz at its first go, version by version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import request
from werkzeug.exceptions import NotFound

from quizapp import security_log
from quizapp.core.quiz import Quiz
from quizapp.core.statistics import Analysis, analyse_works
from quizapp.core.works import Contents, Works, comparable
from quizapp.storage.first_attempts import (
    ClassOfReaders,
    classes_of_readers,
    first_attempts,
)
from quizapp.storage.read_works import load_works
from quizapp.web.services import services
from quizapp.web.teach_results.sight import Chosen, Groups, chosen_group, groups_of, onlooker
from quizapp.web.understanding.kept import Edition, KeptWorks, keep_works


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassWork:
    """A group's first attempts. `quiz` is the version that a page shows, None before any attempt.

    `works` are those that count for the page: all of them, or with `picked` those of one edition.
    """

    name: str
    title: str
    chosen: Chosen
    groups: Groups
    works: Works
    names: Mapping[int, str]
    under_way: int
    editions: Sequence[Edition]
    quiz: Quiz | None
    picked: Edition | None
    kept: KeptWorks

    @property
    def contents(self) -> Contents:
        return self.kept.contents

    @property
    def comparable(self) -> Works:
        """Return the answers to the questions as they are shown, and to no other wording."""
        return comparable(self.works, self.quiz, self.contents) if self.quiz else self.works

    @property
    def analysis(self) -> Analysis:
        """Return the analysis of what the page counts. There has to be a quiz."""
        if self.quiz is None:
            raise LookupError("nothing was taken yet")
        quiz, place = self.quiz, self.picked.id if self.picked else None
        return self.kept.make(place, lambda: analyse_works(self.works, quiz, self.contents))

    def by_class(self) -> Sequence[ClassOfReaders]:
        """Put the readers into the classes that who asks teaches."""
        readers = set(self.kept.works.readers)
        with services().database.read() as connection:
            return classes_of_readers(connection, onlooker(), readers)


def load_class_work(name: str) -> ClassWork:
    """Load what the address names. Raises NotFound for what is somebody else's, or nothing."""
    parts, by, chosen = services(), onlooker(), chosen_group(name)
    now = parts.clock()
    with parts.database.read() as connection:
        first = first_attempts(connection, by, name, chosen.group, now)
        kept = keep_works(first, lambda: load_works(connection, parts.versions, first.begun, now))
    entry = parts.bank.get(name)
    if entry is None and not first.names:
        raise NotFound
    group = {"class": chosen.group.class_id, "assignment": chosen.group.assignment_id}
    security_log.note("results seen", now, by=by.reader_id, quiz=name, **group)
    picked, editions = _picked(kept.editions), kept.editions
    shown = picked or max(editions, key=lambda edition: (edition.last, edition.id), default=None)
    works = kept.works.at(picked.places) if picked else kept.works
    card = entry.card if entry else None
    return ClassWork(
        name=name,
        title=card.title if card else shown.quiz.title if shown else name,
        chosen=chosen,
        groups=groups_of(name, by, chosen),
        works=works,
        names=first.names,
        under_way=first.under_way,
        editions=editions,
        quiz=shown.quiz if shown else None,
        picked=picked,
        kept=kept,
    )


def _picked(editions: Sequence[Edition]) -> Edition | None:
    """Return the edition that the address names."""
    wanted = request.args.get("version", "")
    if not wanted:
        return None
    found = next((edition for edition in editions if str(edition.id) == wanted), None)
    if found is None:
        raise NotFound
    return found
