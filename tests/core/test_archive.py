"""Archives from strangers: unpacked when they are what they seem, else refused as a whole, soon."""

from __future__ import annotations

import time
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core import limits
from quizapp.core.archive import read_archive
from tests.core import archives

HOSTILE = archives.hostile()


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_archive_is_refused_in_words_and_soon(what: str) -> None:
    start = time.process_time()
    files, problems = read_archive(HOSTILE[what])

    assert time.process_time() - start < 1
    assert files == {}
    assert problems
    assert all(problem.msgid % problem.values for problem in problems)


def test_there_are_forty_of_them() -> None:
    assert len(HOSTILE) >= 40


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ("a way out", "“../a.yaml” leads out of the archive."),
        ("a symbolic link", "“link.yaml” is a link or a device, not a file."),
        ("an encrypted file", "“a.yaml” is encrypted."),
        ("a zip by its bytes", "“inner.yaml” is an archive within the archive."),
        ("a name twice in other letters", "“A.YAML” is in the archive twice."),
        ("too many files", "The archive has more than 1000 files."),
        ("ten megabytes of nothing", "“a.yaml” unpacks to far more than it should."),
        ("more than fifty megabytes", "The archive unpacks to more than 50 MB."),
        ("members in one place", "Files of the archive overlap."),
        ("a wrong checksum", "The archive is damaged. Pack it again."),
        ("a text that turns round", "“a�lmay.exe” has a name that nobody can read."),
        ("a program before it", "This is no zip archive."),
    ],
)
def test_the_reason_is_the_right_one(what: str, says: str) -> None:
    problems = read_archive(HOSTILE[what]).problems

    assert says in [problem.msgid % problem.values for problem in problems]


def test_an_archive_gives_its_files_without_the_folders() -> None:
    packed = archives.pack(
        [("week 1/", b""), ("week 1/a.yaml", b"a"), ("é.md", b"b"), ("empty", b"")]
    )

    assert read_archive(packed) == ({"week 1/a.yaml": b"a", "é.md": b"b", "empty": b""}, ())


def test_an_empty_archive_has_no_files_and_no_problems() -> None:
    assert read_archive(archives.pack({})) == ({}, ())


def test_as_much_as_is_allowed_is_taken() -> None:
    many = {f"{n}.yaml": archives.QUIZ for n in range(limits.ARCHIVE_MEMBERS)}

    assert len(read_archive(archives.pack(many, zipfile.ZIP_STORED)).files) == len(many)


def test_an_archive_over_the_limit_is_not_looked_into() -> None:
    problems = read_archive(archives.PLAIN + bytes(limits.ARCHIVE_BYTES)).problems

    assert problems[0].msgid % problems[0].values == "The archive is larger than 20 MiB."


@given(st.integers(0, len(archives.PLAIN) - 1), st.binary(min_size=1, max_size=8))
def test_no_bytes_crash_it(place: int, bytes_: bytes) -> None:
    data = archives.PLAIN[:place] + bytes_ + archives.PLAIN[place + len(bytes_) :]
    files, problems = read_archive(data)

    assert not (files and problems)
