"""What `quizapp demo` works with: the demo's quiz in the bank, its courses, its teacher."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from random import Random

import click

from quizapp.address import public_url
from quizapp.cli._faults import CannotRun, cannot_read, cannot_write
from quizapp.cli._person import House
from quizapp.cli._progress import track
from quizapp.core.bank import Bank, BankEntry
from quizapp.core.simulation.minds import make_minds
from quizapp.core.simulation.term import BELIEVED, DEMO_FILE, DEMO_QUIZ, SLOTS, Slot
from quizapp.storage.accounts import Refusal
from quizapp.storage.demo import removing, teachers
from quizapp.storage.demo.drafting import Course
from quizapp.storage.links import PASSWORD_LINK_MINUTES, new_password_link
from quizapp.storage.versions import store_version


def quiz_text() -> str:
    """Return the demo's own quiz."""
    return files("quizapp.core.simulation").joinpath(DEMO_FILE).read_text(encoding="utf-8")


def put_quiz(folder: Path) -> None:
    """Put the demo's quiz into the bank; another file of its name is left alone."""
    if not folder.is_dir():
        raise CannotRun(f"There is no folder {folder}: name one with --questions.")
    path = folder / DEMO_FILE
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(quiz_text())
    except FileExistsError as error:
        if not has_quiz(folder):
            raise CannotRun(f"{path} is in the way: rename it.") from error
    except OSError as error:
        raise cannot_write(error) from error


def has_quiz(folder: Path) -> bool:
    """Tell whether the demo's quiz is in the bank, unchanged."""
    try:
        return (folder / DEMO_FILE).read_text(encoding="utf-8") == quiz_text()
    except (OSError, ValueError):
        return False


def take_quiz(folder: Path) -> None:
    """Take the demo's quiz out of the bank."""
    try:
        (folder / DEMO_FILE).unlink(missing_ok=True)
    except OSError as error:
        raise cannot_write(error) from error


def read_bank(house: House) -> Bank:
    """Read the bank, and remember what was read as the server does."""
    bank = Bank(house.config.questions, house.config.bank_index)
    try:
        bank.refresh(lambda paths, count: track(paths, count, "Reading the quizzes"))
    except OSError as error:
        raise cannot_read(error) from error
    return bank


def make_courses(house: House, bank: Bank, seed: str) -> list[Course]:
    """Return the term's quizzes: up to three of the bank and the demo's own, the longest last."""
    found = sorted(_usable(bank), key=lambda entry: entry.quiz.question_count if entry.quiz else 0)
    own = bank.get(DEMO_QUIZ)
    if own is None or own.quiz is None:
        raise CannotRun("The demo's quiz cannot be read back from the bank.")
    entries = [*found[:-1], own, *found[-1:]]
    slots = SLOTS[-len(entries) :] if found else SLOTS[2:3]
    return [_course(house, *pair, seed) for pair in zip(slots, entries, strict=True)]


def _usable(bank: Bank) -> Iterator[BankEntry]:
    """Yield the first three quizzes by name that readers see and that are sound."""
    count = 0
    for entry in sorted(bank.entries(), key=lambda entry: entry.name):
        if count < 3 and entry.card and entry.card.status == "open" and entry.quiz:
            count += 1
            yield entry


def _course(house: House, slot: Slot, entry: BankEntry, seed: str) -> Course:
    quiz = entry.quiz
    if quiz is None:
        raise CannotRun(f"{entry.name} cannot be read any more.")
    # Below nought, at random: no other version ever gets such a number, also when it is free again.
    number = -Random(f"{seed}/{entry.digest}/{house.now}").randrange(1, 2**31)
    version_id = house.database.write(
        lambda connection: store_version(connection, entry, quiz, house.now, number)
    )
    believed = BELIEVED if entry.name == DEMO_QUIZ else {}
    return Course(slot, quiz, version_id, make_minds(quiz, believed, seed))


def find_teacher(house: House, who: str | None) -> int | None:
    """Return whose the classes are, or None while nobody can sign in."""
    if who is not None:
        return house.account(who).reader_id
    with house.database.read() as connection:
        known = teachers.first_teacher(connection)
    return known.reader_id if known else None


def add_teacher(house: House) -> int:
    """Make a simulated teacher."""
    added = house.database.write(lambda c: teachers.add_teacher(c, house.now))
    if isinstance(added, Refusal):
        name = teachers.USER_NAME
        raise CannotRun(f"Somebody has the user name {name} already: name one with --teacher.")
    return added


def remove(house: House) -> tuple[int, int]:
    """Take the demo away. Returns how many classes and people went."""
    with house.database.read() as connection:
        people = removing.simulated_people(connection)
    work = removing.remove_people(house.database, people)
    for _ in track(work, -(-len(people) // removing.AT_ONCE), "Removing simulated pupils"):
        pass
    classes = removing.remove_classes(house.database)
    house.database.forget()
    return classes, len(people)


def print_link(house: House, reader_id: int) -> None:
    """Print how to sign in as the simulated teacher."""
    token = house.database.write(lambda c: new_password_link(c, reader_id, house.now))
    click.echo(
        f"Nobody can sign in as a teacher yet. For {teachers.USER_NAME}, within "
        f"{PASSWORD_LINK_MINUTES} minutes: {public_url(house.config)}/set-password/{token}"
    )


def class_names(count: int, mark: str) -> Sequence[str]:
    """Return what the classes are called."""
    if count == 1:
        return [f"Demo class {mark}"]
    width = len(str(count))
    return [f"Demo class {number:0{width}} {mark}" for number in range(1, count + 1)]
