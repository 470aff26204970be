"""The bank's files as they were: kept once, bounded, and found on the disk."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from quizapp.storage import files, people
from quizapp.storage.files import Change, Watch, record
from quizapp.storage.models import FileContent, How
from tests.storage.conftest import NOW, House

pytestmark = pytest.mark.both_databases


def versions(house: House, name: str = "a.yaml") -> list[files.Stored]:
    with house.database.read() as connection:
        return files.versions_of(connection, name)


def kept_contents(house: House) -> int:
    with house.database.read() as connection:
        return connection.execute(select(func.count()).select_from(FileContent)).scalar_one()


def save(house: House, content: bytes | None, name: str = "a.yaml", author: int | None = None):
    how = How.REMOVED if content is None else How.SAVED
    record(house.database, [Change(name, content, how, author)], NOW)


def test_each_version_says_what_stood_there_who_changed_it_and_when(house: House) -> None:
    _, ann = house.add_reader("Ann")
    save(house, b"one", author=ann)
    save(house, b"two")
    newest, first = versions(house)

    assert (first.author, first.how, first.stored_at) == ("Ann", "saved", NOW)
    assert newest.author == ""
    with house.database.read() as connection:
        assert files.content_of(connection, first) == b"one"
        assert files.content_of(connection, newest) == b"two"


def test_what_is_as_it_was_adds_no_version_and_what_came_back_is_kept_once(house: House) -> None:
    for content in (b"one", b"one", b"two", b"one"):
        save(house, content)
    save(house, b"one", "b.yaml")

    assert len(versions(house)) == 3
    assert kept_contents(house) == 2


def test_a_removed_file_keeps_its_versions(house: House) -> None:
    save(house, b"one")
    save(house, None)
    save(house, None)
    newest, first = versions(house)

    assert newest.is_removal
    assert not first.is_removal
    with house.database.read() as connection:
        assert files.names_ever(connection) == ["a.yaml"]
        assert [stored.id for stored in files.newest_versions(connection, ["a.yaml"])] == [
            newest.id
        ]


def test_only_so_many_versions_are_kept_and_nothing_of_the_others(house: House) -> None:
    for n in range(files.KEPT + 5):
        save(house, b"%d" % n)
    for n in range(files.KEPT_PICTURES + 5):
        save(house, b"%d" % n, "a.png")

    assert len(versions(house)) == files.KEPT
    assert len(versions(house, "a.png")) == files.KEPT_PICTURES
    assert kept_contents(house) == files.KEPT


def test_an_erased_teacher_leaves_the_versions_without_a_name(house: House) -> None:
    _, ann = house.add_reader("Ann")
    save(house, b"one", author=ann)
    people.erase_reader(house.database, ann)

    assert [version.author for version in versions(house)] == [""]


def test_the_disk_is_recorded_when_a_file_has_settled(house: House) -> None:
    watch = Watch(house.database, house.questions)
    path = house.questions / "lighthouse.yaml"
    watch.look(NOW)
    assert versions(house, "lighthouse.yaml") == []
    watch.look(NOW)
    assert [v.how for v in versions(house, "lighthouse.yaml")] == ["found"]

    path.write_text("half")
    watch.look(NOW)
    path.write_text("half and the rest")
    watch.look(NOW)
    watch.look(NOW + timedelta(seconds=1))
    watch.look(NOW)
    newest, _ = versions(house, "lighthouse.yaml")
    with house.database.read() as connection:
        assert files.content_of(connection, newest) == b"half and the rest"
    assert newest.stored_at == NOW + timedelta(seconds=1)


def test_a_file_removed_from_the_disk_is_seen_and_a_missing_folder_is_not(house: House) -> None:
    watch = Watch(house.database, house.questions)
    for _ in range(2):
        watch.look(NOW)
    house.questions.rename(house.questions.with_name("away"))
    for _ in range(3):
        watch.look(NOW)
    assert not versions(house, "lighthouse.yaml")[0].is_removal

    (house.questions.with_name("away")).rename(house.questions)
    (house.questions / "lighthouse.yaml").unlink()
    for _ in range(3):
        watch.look(NOW)
    assert [v.how for v in versions(house, "lighthouse.yaml")] == ["removed", "found"]


def test_a_second_process_records_nothing_twice(house: House) -> None:
    for watch in (Watch(house.database, house.questions), Watch(house.database, house.questions)):
        for _ in range(3):
            watch.look(NOW)

    assert len(versions(house, "lighthouse.yaml")) == 1
