"""Files of the bank's folder: their names, and writing that leaves no half behind."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from quizapp.core import bank_files
from quizapp.core.bank_files import ChangedMeanwhileError, digest, write_file


def test_only_quizzes_passages_and_pictures_are_files_of_the_bank(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yml", "c.md", "d.png", ".a.yaml", "secret_key", "x.py", "quiz.json"):
        (tmp_path / name).write_text("x")
    (tmp_path / "folder.md").mkdir()

    assert bank_files.file_names(tmp_path) == ["a.yaml", "b.yml", "c.md", "d.png"]
    assert bank_files.read_file(tmp_path, "secret_key") is None


@pytest.mark.parametrize(
    "name",
    [
        "../a.yaml", "a/b.yaml", "a\\b.yaml", ".a.yaml", "a b.yaml", "a.YAML", "a.svg", "a.exe",
        "a", "", "a\n.yaml", "a\u202e.md", "é" * 65 + ".yaml", "con:.md", "-a.yaml", "a.yaml.exe",
    ],
)  # fmt: skip
def test_a_new_file_has_a_name_that_is_safe_everywhere(name: str) -> None:
    assert not bank_files.is_good_name(name)


def test_good_names(tmp_path: Path) -> None:
    for name in ("lighthouse.yaml", "été-2.yml", "week_1.md", "tower.jpeg"):
        assert bank_files.is_good_name(name)


def test_a_file_is_replaced_whole_and_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("old")
    path.chmod(0o640)
    write_file(tmp_path, "a.yaml", b"new", digest(b"old"))

    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in tmp_path.iterdir()] == ["a.yaml"]


def test_a_new_file_has_the_mode_of_new_files(tmp_path: Path) -> None:
    (tmp_path / "usual").touch()
    write_file(tmp_path, "a.yaml", b"new", bank_files.NOTHING)

    assert (tmp_path / "a.yaml").stat().st_mode == (tmp_path / "usual").stat().st_mode


@pytest.mark.parametrize("opened", [digest(b"older"), bank_files.NOTHING])
def test_a_file_that_changed_meanwhile_is_not_overwritten(tmp_path: Path, opened: str) -> None:
    (tmp_path / "a.yaml").write_text("old")
    with pytest.raises(ChangedMeanwhileError):
        write_file(tmp_path, "a.yaml", b"new", opened)
    with pytest.raises(ChangedMeanwhileError):
        bank_files.remove_file(tmp_path, "a.yaml", opened)

    assert (tmp_path / "a.yaml").read_text() == "old"


def test_of_many_who_save_at_once_one_wins(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("old")

    def save(n: int) -> bool:
        try:
            write_file(tmp_path, "a.yaml", b"%d" % n, digest(b"old"))
        except ChangedMeanwhileError:
            return False
        return True

    with ThreadPoolExecutor(16) as threads:
        assert sum(threads.map(save, range(16))) == 1


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.yaml").write_text("old")

    def fail(_number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space left"):
        write_file(tmp_path, "a.yaml", b"new", digest(b"old"))
    assert [path.name for path in tmp_path.iterdir()] == ["a.yaml"]
    assert (tmp_path / "a.yaml").read_text() == "old"


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "questions", tmp_path / "elsewhere.yaml"
    folder.mkdir()
    elsewhere.write_text("old")
    (folder / "a.yaml").symlink_to(elsewhere)
    write_file(folder, "a.yaml", b"new", digest(b"old"))

    assert (folder / "a.yaml").is_symlink()
    assert elsewhere.read_text() == "new"
