"""Make a class of simulated pupils with six weeks of work, to try everything; or take it away."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from quizapp.cli._faults import CannotRun
from quizapp.cli._progress import track

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizapp.cli._person import House
    from quizapp.storage.demo.making import School


@click.command()
@click.option(
    "--pupils", type=click.IntRange(1, 20_000), default=30, show_default=True, help="In all."
)
@click.option("--classes", type=click.IntRange(1, 500), default=1, show_default=True)
@click.option("--seed", default="1", show_default=True, help="The same seed, the same answers.")
@click.option("--teacher", help="User name of whose the classes are; else the first administrator.")
@click.option("--again", is_flag=True, help="Take away what an earlier demo made, then make anew.")
@click.option("--remove", is_flag=True, help="Take away all that the demo made, and make nothing.")
@click.option("--questions", type=click.Path(path_type=Path), help="Folder of quiz files.")
@click.option("--instance", type=click.Path(path_type=Path), help="Folder of the database.")
def command(
    pupils: int,
    classes: int,
    seed: str,
    teacher: str | None,
    again: bool,
    remove: bool,
    questions: Path | None,
    instance: Path | None,
) -> None:
    """Make a class of simulated pupils with six weeks of work, to try everything.

    Names of classes and pupils end in "(simulated)". A server may run meanwhile.
    """
    from sqlalchemy.exc import OperationalError

    from quizapp.cli._person import open_house

    if classes > pupils:
        raise CannotRun("There are more classes than pupils.")
    with open_house(instance, questions) as house:
        try:
            if again or remove:
                _remove(house)
            if not remove:
                _make(house, pupils, classes, seed, teacher)
        except OperationalError as error:
            raise CannotRun(
                f"The database cannot be written: {error.orig}. Try again; "
                "`quizapp demo --remove` takes away what is half done."
            ) from error


def _remove(house: House) -> None:
    from quizapp.cli import _demo

    classes, people = _demo.remove(house)
    if classes or _demo.has_quiz(house.config.questions):
        _demo.take_quiz(house.config.questions)
        _demo.read_bank(house)
    click.echo(f"Removed: simulated people {people}, classes {classes}.")


def _make(house: House, pupils: int, classes: int, seed: str, who: str | None) -> None:
    from quizapp.cli import _demo
    from quizapp.core.simulation.people import MARK
    from quizapp.storage.demo.making import School, has_demo

    with house.database.read() as connection:
        if has_demo(connection):
            raise CannotRun("There is a demo already: --again makes it anew, --remove removes it.")
    known = _demo.find_teacher(house, who)
    _demo.put_quiz(house.config.questions)
    courses = _demo.make_courses(house, _demo.read_bank(house), seed)
    teacher_id = _demo.add_teacher(house) if known is None else known
    now = house.now.astimezone(house.config.zone)
    school = School(courses, teacher_id, house.config.secret(), seed, now)
    names = _demo.class_names(classes, MARK)
    sizes = [pupils // classes + (number < pupils % classes) for number in range(classes)]
    work = _make_classes(house, school, list(zip(names, sizes, strict=True)))
    attempts = sum(track(work, classes, "Simulating classes"))
    click.echo(f"Made: classes {classes}, simulated pupils {pupils}, attempts {attempts}.")
    if known is None:
        _demo.print_link(house, teacher_id)
    click.echo("`quizapp demo --remove` takes it all away again.")


def _make_classes(house: House, school: School, wanted: list[tuple[str, int]]) -> Iterator[int]:
    from quizapp.storage.demo.making import make_class

    for name, size in wanted:
        yield make_class(house.database, school, name, size)
