"""The bank in the browser: what a teacher sees of the files, and how one is saved."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from quizapp.core.bank_files import digest
from tests.conftest import LIGHTHOUSE
from tests.core import bombs, hostile_pictures
from tests.web import _walk
from tests.web._walk import Page, get

BANK = "/teach/bank"
FILE = f"{BANK}/files/lighthouse.yaml"
CHANGED = LIGHTHOUSE.replace("whale oil until", "train oil until").replace(
    "[whale oil]", "[train oil]"
)
BAD = LIGHTHOUSE.replace("answers: [whale oil]", "anwsers: [whale oil]")
BAD_LINE = BAD[: BAD.index("anwsers")].count("\n") + 1
QUIZ = "title: T\nquestions:\n  - {id: a, type: true-false, prompt: P?, answer: 'true'}\n"
ABOUT = """\
title: About
passage: {file: tower.md, images: [{file: tower.png, alt: A tower}]}
questions:
  - {id: a, type: true-false, prompt: P?, answer: 'true', evidence: stood here}
"""


@pytest.fixture
def teacher(app: Flask, client: FlaskClient) -> FlaskClient:
    _walk.become_teacher(app, client)
    return client


@pytest.fixture
def folder(questions: Path, app: Flask) -> Path:
    """Return the bank's folder with a passage and a picture in it, and a quiz about them."""
    (questions / "about.yaml").write_text(ABOUT)
    (questions / "tower.md").write_text("A tower stood here.")
    (questions / "tower.png").write_bytes(hostile_pictures.draw("png"))
    app.extensions["quizapp"].bank.refresh()
    return questions


def on_disk(folder: Path, name: str = "lighthouse.yaml") -> str:
    return (folder / name).read_text(encoding="utf-8")


def save(client: FlaskClient, text: str, path: str = FILE, **fields: str) -> TestResponse:
    """Open a file, put another text in and press Save."""
    page = get(client, path)
    given = {"csrf_token": page.value("csrf_token"), "opened": page.value("opened"), "text": text}
    return client.post(path, data=given | fields, content_type="multipart/form-data")


def upload(client: FlaskClient, *files: tuple[str, bytes], **fields: str) -> TestResponse:
    given: dict[str, Any] = {"csrf_token": _walk.csrf(client, f"{BANK}/upload"), **fields}
    given["files"] = [(io.BytesIO(content), name) for name, content in files]
    return client.post(f"{BANK}/upload", data=given, content_type="multipart/form-data")


def versions(client: FlaskClient, name: str = "lighthouse.yaml") -> list[str]:
    """Return the addresses of a file's versions, the newest first."""
    page = get(client, f"{BANK}/files/{name}/versions")
    return [href for _, href in page.links if "/versions/" in href]


# Looking


def test_nothing_of_it_is_there_for_readers(app: Flask, client: FlaskClient, folder: Path) -> None:
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith(BANK)]
    assert len(rules) >= 14
    _walk.start(client)
    nobody = app.test_client()
    for rule in rules:
        path = rule.rule.replace("<file>", "lighthouse.yaml").replace("<int:number>", "1")
        for method in (rule.methods or set()) - {"OPTIONS"}:
            for visitor in (client, nobody):
                data = {"csrf_token": _walk.csrf(visitor), "text": BAD, "action": "check"}
                reply = visitor.open(path, method=method, data=data)
                assert reply.status_code == 404, (method, path)
                assert "This page is not here" in reply.text or method == "HEAD"
    assert on_disk(folder) == LIGHTHOUSE


def test_a_reader_may_not_even_send_much(app: Flask, client: FlaskClient) -> None:
    kind = "multipart/form-data; boundary=x"
    reply = client.post(f"{BANK}/upload", data=bytes(2_000_000), content_type=kind)
    assert reply.status_code == 413


def test_the_index_says_what_each_file_is_and_what_is_wrong(
    folder: Path, app: Flask, teacher: FlaskClient
) -> None:
    (folder / "draft.yaml").write_text("status: draft\n" + QUIZ)
    (folder / "bad.yaml").write_text("titel: x\n")
    app.extensions["quizapp"].bank.refresh()
    page = get(teacher, BANK)
    assert "The lighthouse at Hale Point lighthouse.yaml Open 2 questions" in page.text
    assert "T draft.yaml Draft 1 question" in page.text
    assert "bad.yaml Gives no quiz" in page.text
    assert "1 error in bad.yaml" in page.text
    assert "line 1, column 1 Error Q101" in page.text
    assert f"{BANK}/files/bad.yaml#L1" in [href for _, href in page.links]
    assert "tower.md Passage used by about.yaml" in page.text
    assert "tower.png Picture used by about.yaml" in page.text


def test_weak_questions_are_counted_like_errors_of_reading(
    folder: Path, app: Flask, teacher: FlaskClient
) -> None:
    (folder / "weak.yaml").write_text(QUIZ.replace("id: a, ", ""))
    app.extensions["quizapp"].bank.refresh()
    assert "1 warning in weak.yaml" in get(teacher, BANK).text
    assert "1 warning in weak.yaml" in get(teacher, "/teach").text


def test_an_empty_bank_says_how_to_begin(questions: Path, app: Flask, teacher: FlaskClient) -> None:
    (questions / "lighthouse.yaml").unlink()
    app.extensions["quizapp"].bank.refresh()
    page = get(teacher, BANK)
    assert "There are no quizzes yet." in page.text
    assert {"New quiz", "Upload files"} <= {words for words, _ in page.links}


@pytest.mark.parametrize(
    "name", ["nothing.yaml", "..%2Fsecret", "secret_key", ".hidden.yaml", "%2e%2e", "a%00.yaml"]
)
def test_only_files_of_the_bank_can_be_opened(
    folder: Path, teacher: FlaskClient, name: str
) -> None:
    for path in ("", "/download", "/remove", "/rename", "/preview", "/versions"):
        assert teacher.get(f"{BANK}/files/{name}{path}").status_code == 404


# Saving


def test_a_saved_file_is_on_the_disk_and_shown_at_once(folder: Path, teacher: FlaskClient) -> None:
    (folder / "lighthouse.yaml").chmod(0o640)
    reply = save(teacher, CHANGED.replace("\n", "\r\n"))
    assert reply.status_code == 303
    page = get(teacher, reply.location)
    assert "Saved. See the quiz" in page.text
    assert teacher.get(dict(page.links)["See the quiz"]).status_code == 200
    assert on_disk(folder) == CHANGED
    assert (folder / "lighthouse.yaml").stat().st_mode & 0o777 == 0o640
    attempt = _walk.start(teacher)
    assert "burned train oil" in get(teacher, f"{attempt}/questions/1").text


def test_line_ends_stay_as_they_were(folder: Path, teacher: FlaskClient) -> None:
    (folder / "lighthouse.yaml").write_bytes(LIGHTHOUSE.replace("\n", "\r\n").encode())
    assert save(teacher, CHANGED).status_code == 303
    assert (folder / "lighthouse.yaml").read_bytes() == CHANGED.replace("\n", "\r\n").encode()


def test_a_text_with_errors_is_not_saved_and_comes_back(folder: Path, teacher: FlaskClient) -> None:
    reply = save(teacher, BAD)
    page = Page(reply.text)
    assert reply.status_code == 422
    assert page.title.startswith("Error: lighthouse.yaml")
    assert "Not saved: there are errors" in page.text
    assert f"#L{BAD_LINE}" in [href for _, href in page.links]
    assert "anwsers: [whale oil]" in page.value("text")
    assert on_disk(folder) == LIGHTHOUSE
    assert len(versions(teacher)) == 0


def test_check_tells_what_is_wrong_and_saves_nothing(folder: Path, teacher: FlaskClient) -> None:
    reply = save(teacher, BAD, action="check")
    assert reply.status_code == 200
    page = Page(reply.text)
    assert "Error Q101" in page.text
    assert "anwsers" in page.value("text")
    assert on_disk(folder) == LIGHTHOUSE


def test_what_changed_meanwhile_is_not_overwritten_and_both_are_shown(
    folder: Path, app: Flask, teacher: FlaskClient
) -> None:
    theirs = LIGHTHOUSE.replace("since 1987", "since 1990")
    old = get(teacher, FILE)
    (folder / "lighthouse.yaml").write_text(theirs)
    fields = {"csrf_token": old.value("csrf_token"), "opened": old.value("opened"), "text": CHANGED}
    reply = teacher.post(FILE, data=fields)
    page = Page(reply.text)
    assert reply.status_code == 409
    assert "Somebody else changed this file" in page.text
    assert "removed: The lamp burned whale oil until 1904. No keeper has lived" in page.text
    assert "added: The lamp burned train oil until 1904. No keeper has lived" in page.text
    assert "train oil" in page.value("text")
    assert on_disk(folder) == theirs
    assert ("Take theirs", FILE) in page.links
    mine = teacher.post(FILE, data=dict(page.fields) | {"action": "mine", "text": CHANGED})
    assert mine.status_code == 303
    assert on_disk(folder) == CHANGED
    page = get(teacher, versions(teacher)[1])
    assert "found on the disk" in page.text


def test_mine_anyway_means_over_what_was_shown(folder: Path, teacher: FlaskClient) -> None:
    old = get(teacher, FILE)
    fields = {"csrf_token": old.value("csrf_token"), "opened": old.value("opened"), "text": CHANGED}
    (folder / "lighthouse.yaml").write_text(LIGHTHOUSE + "# one\n")
    page = Page(teacher.post(FILE, data=fields).text)
    (folder / "lighthouse.yaml").write_text(LIGHTHOUSE + "# another\n")
    reply = teacher.post(FILE, data=dict(page.fields) | {"action": "mine", "text": CHANGED})
    assert reply.status_code == 409
    assert on_disk(folder).endswith("# another\n")


def test_a_file_that_was_removed_meanwhile_can_be_saved_again(
    folder: Path, teacher: FlaskClient
) -> None:
    old = get(teacher, FILE)
    fields = {"csrf_token": old.value("csrf_token"), "opened": old.value("opened"), "text": CHANGED}
    (folder / "lighthouse.yaml").unlink()
    reply = teacher.post(FILE, data=fields)
    assert reply.status_code == 409
    assert "Somebody else removed this file" in reply.text
    fields = dict(Page(reply.text).fields) | {"action": "mine", "text": CHANGED}
    again = teacher.post(FILE, data=fields)
    assert again.status_code == 303
    assert on_disk(folder) == CHANGED


def test_the_same_text_saved_twice_is_no_conflict(folder: Path, teacher: FlaskClient) -> None:
    old = get(teacher, FILE)
    fields = {"csrf_token": old.value("csrf_token"), "opened": old.value("opened"), "text": CHANGED}
    assert [teacher.post(FILE, data=fields).status_code for _ in range(2)] == [303, 303]
    assert len(versions(teacher)) == 2


def test_a_disk_that_takes_nothing_is_told_in_words(
    folder: Path, teacher: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("quizapp.core.bank_files.tempfile.mkstemp", fail)
    reply = save(teacher, CHANGED)
    assert reply.status_code == 422
    assert "could not be written: No space left on device" in reply.text
    assert "train oil" in Page(reply.text).value("text")
    assert on_disk(folder) == LIGHTHOUSE


def test_a_form_that_was_open_too_long_comes_back_as_typed(
    folder: Path, teacher: FlaskClient
) -> None:
    reply = save(teacher, CHANGED, csrf_token="old")
    page = Page(reply.text)
    assert reply.status_code == 400
    assert "train oil" in page.value("text")
    assert teacher.post(FILE, data=dict(page.fields) | {"text": CHANGED}).status_code == 303
    assert on_disk(folder) == CHANGED


def test_a_passage_that_would_break_a_quiz_is_not_saved(
    folder: Path, app: Flask, teacher: FlaskClient
) -> None:
    path = f"{BANK}/files/tower.md"
    reply = save(teacher, "A tower stood there.", path)
    assert reply.status_code == 422
    assert "about.yaml, line 4" in Page(reply.text).text
    assert save(teacher, "A tall tower stood here.", path).status_code == 303
    assert on_disk(folder, "tower.md") == "A tall tower stood here."


def test_a_file_that_is_no_text_is_not_opened(
    folder: Path, app: Flask, teacher: FlaskClient
) -> None:
    (folder / "lighthouse.yaml").write_bytes(b"title: \xff")
    assert "This file is not UTF-8 text" in get(teacher, FILE).text
    assert teacher.get(f"{FILE}/preview").status_code == 404


def test_a_script_is_told_what_is_wrong(teacher: FlaskClient) -> None:
    headers = {"X-CSRF-Token": _walk.csrf(teacher)}
    reply = teacher.post(f"{FILE}/check", json={"text": BAD}, headers=headers)
    assert reply.json["has_errors"]
    assert (BAD_LINE, "Error Q101", f"line {BAD_LINE}, column 5") in [
        (found["line"], found["name"], found["place"]) for found in reply.json["diagnostics"]
    ]
    for odd in (None, [], "x", {"text": None}, {"text": 3}, {"text": "\ud800"}, {"opened": []}):
        assert teacher.post(f"{FILE}/check", json=odd, headers=headers).status_code == 200


def test_the_preview_shows_what_was_typed_saved_or_not(folder: Path, teacher: FlaskClient) -> None:
    assert "burned whale oil" in get(teacher, f"{FILE}/preview").text
    fields = {"csrf_token": _walk.csrf(teacher), "text": CHANGED, "mode": "key", "line": "17"}
    page = teacher.post(f"{FILE}/preview", data=fields, content_type="multipart/form-data")
    assert "burned train oil" in page.text
    assert "is-current" in page.text
    assert "accepted" in page.text
    for line in ("x", "99999999999", "0", "-1"):
        assert teacher.post(f"{FILE}/preview", data=fields | {"line": line}).status_code == 200
    assert on_disk(folder) == LIGHTHOUSE


def test_whatever_happens_to_the_file_readers_go_on(
    folder: Path, app: Flask, teacher: FlaskClient
) -> None:
    reader, bank = app.test_client(), app.extensions["quizapp"].bank
    attempt = _walk.start(reader)
    bad = [data for data in bombs.hostile().values() if len(data) < 100_000]
    chance = random.Random(12)
    path = folder / "lighthouse.yaml"
    for _ in range(40):
        cut = LIGHTHOUSE[: chance.randrange(len(LIGHTHOUSE))].encode()
        content = chance.choice([*chance.sample(bad, 3), cut])
        path.write_bytes(content)
        bank.refresh()
        for client, page in (
            (reader, "/"),
            (reader, f"{attempt}/questions/1"),
            (teacher, BANK),
            (teacher, FILE),
            (teacher, f"{FILE}/versions"),
        ):
            assert client.get(page).status_code == 200, (page, content[:200])
        assert "in 1871, after" in get(reader, f"{attempt}/questions/1").text
    path.write_text(LIGHTHOUSE)
    bank.refresh()
    _walk.answer(reader, attempt, 2, "whale oil")
    assert "1 of 2 points" in _walk.hand_in(reader, attempt).text


# New, removed, renamed


def test_a_new_quiz_is_a_sound_draft_with_every_type(folder: Path, teacher: FlaskClient) -> None:
    reply = _walk.post(teacher, f"{BANK}/new", name="why-we-sleep")
    assert reply.location == f"{BANK}/files/why-we-sleep.yaml"
    page = get(teacher, reply.location)
    assert "No problems found" in page.text
    assert "title: Why we sleep" in on_disk(folder, "why-we-sleep.yaml")
    assert "why-we-sleep.yaml Draft 11 questions" in get(teacher, BANK).text
    assert "Why we sleep" not in get(teacher.application.test_client(), "/").text


def test_a_new_quiz_can_begin_with_the_teachers_article(folder: Path, teacher: FlaskClient) -> None:
    article = "The silent clock: a town\r\n\r\nIt stood still in 1934.\r\n\r\nNobody minded.\r\n"
    reply = _walk.post(teacher, f"{BANK}/new", name="clock", article=article)
    text = on_disk(folder, "clock.yaml")
    assert "\ntitle: 'The silent clock: a town'\n" in text
    assert "\nstatus: draft " in text
    assert "  text: |\n    It stood still in 1934.\n\n    Nobody minded.\n" in text
    assert "No problems found" in get(teacher, reply.location).text


def test_an_article_that_is_too_long_is_kept_and_nothing_written(
    folder: Path, teacher: FlaskClient
) -> None:
    reply = _walk.post(teacher, f"{BANK}/new", name="clock", article="x" * 70_000)
    assert reply.status_code == 422
    assert "more than 65536 characters" in Page(reply.text).text
    assert not (folder / "clock.yaml").exists()


@pytest.mark.parametrize("name", ["", "a b", "../a", "lighthouse", "lighthouse.yaml", "x" * 65])
def test_a_name_that_cannot_be_is_refused_and_kept(
    folder: Path, teacher: FlaskClient, name: str
) -> None:
    before = sorted(path.name for path in folder.iterdir())
    reply = _walk.post(teacher, f"{BANK}/new", name=name)
    assert reply.status_code == 422
    assert Page(reply.text).value("name") == name
    assert sorted(path.name for path in folder.iterdir()) == before


def test_a_removed_quiz_keeps_its_attempts_and_can_be_restored(
    folder: Path, app: Flask, teacher: FlaskClient
) -> None:
    reader = app.test_client()
    attempt = _walk.start(reader)
    page = get(teacher, f"{FILE}/remove")
    assert "1 attempt at it keeps its questions" in page.text
    assert teacher.post(f"{FILE}/remove", data=dict(page.fields)).location == BANK
    assert not (folder / "lighthouse.yaml").exists()
    assert reader.get("/quizzes/lighthouse").status_code == 404
    _walk.answer(reader, attempt, 2, "whale oil")
    assert "1 of 2 points" in _walk.hand_in(reader, attempt).text
    assert "Removed files" in get(teacher, BANK).text
    removed, found = versions(teacher)
    assert "Restore this version" not in get(teacher, removed).buttons
    restored = teacher.post(found, data=dict(get(teacher, found).fields))
    assert restored.status_code == 303
    assert on_disk(folder) == LIGHTHOUSE
    assert reader.get("/quizzes/lighthouse").status_code == 200


def test_what_a_quiz_uses_is_neither_removed_nor_renamed(
    folder: Path, teacher: FlaskClient
) -> None:
    for name in ("tower.md", "tower.png"):
        for what in ("remove", "rename"):
            path = f"{BANK}/files/{name}/{what}"
            assert "These quizzes use this file" in get(teacher, path).text
            fields = {"opened": digest((folder / name).read_bytes()), "name": f"x-{name}"}
            reply = _walk.post(teacher, path, **fields)
            assert reply.status_code in {409, 422}
        assert (folder / name).exists()


def test_what_changed_meanwhile_is_not_removed(folder: Path, teacher: FlaskClient) -> None:
    fields = dict(get(teacher, f"{FILE}/remove").fields)
    (folder / "lighthouse.yaml").write_text(CHANGED)
    assert teacher.post(f"{FILE}/remove", data=fields).status_code == 409
    assert on_disk(folder) == CHANGED


def test_a_renamed_quiz_has_another_address_and_its_attempts_the_old_one(
    folder: Path, app: Flask, teacher: FlaskClient
) -> None:
    attempt = _walk.start(teacher)
    page = get(teacher, f"{FILE}/rename")
    assert "1 attempt stays under the old name" in page.text
    reply = teacher.post(f"{FILE}/rename", data=dict(page.fields) | {"name": "tower-one.yaml"})
    assert reply.location == f"{BANK}/files/tower-one.yaml"
    assert on_disk(folder, "tower-one.yaml") == LIGHTHOUSE
    assert not (folder / "lighthouse.yaml").exists()
    assert teacher.get("/quizzes/tower-one").status_code == 200
    assert get(teacher, f"{attempt}/questions/1")


@pytest.mark.parametrize("name", ["", "about.yaml", "about.yml", "a b.yaml", "../x.yaml", "a.md"])
def test_a_new_name_that_cannot_be_is_refused(
    folder: Path, teacher: FlaskClient, name: str
) -> None:
    fields = dict(get(teacher, f"{FILE}/rename").fields) | {"name": name}
    reply = teacher.post(f"{FILE}/rename", data=fields)
    assert reply.status_code == 422
    assert Page(reply.text).value("name") == name
    assert on_disk(folder) == LIGHTHOUSE
    assert on_disk(folder, "about.yaml") == ABOUT


# Versions


def test_every_save_is_a_version_with_who_and_when(
    folder: Path, app: Flask, teacher: FlaskClient
) -> None:
    save(teacher, CHANGED)
    page = get(teacher, f"{FILE}/versions")
    assert "2 March 2026, 09:00 saved Ms Hale as it is now" in page.text
    assert "found on the disk" in page.text
    newest, oldest = versions(teacher)
    page = get(teacher, newest)
    assert "removed: The lamp burned whale oil until" in page.text
    assert "added: The lamp burned train oil until" in page.text
    assert "lines the same" in page.text
    assert {tag for tag, _ in page.tags} >= {"del", "ins"}
    since = get(teacher, f"{oldest}?with=today")
    assert "added: The lamp burned train oil until" in since.text


def test_restoring_is_a_save_with_the_same_checks(
    folder: Path, app: Flask, teacher: FlaskClient
) -> None:
    save(teacher, CHANGED)
    oldest = versions(teacher)[-1]
    page = get(teacher, oldest)
    (folder / "lighthouse.yaml").write_text(LIGHTHOUSE + "# changed\n")
    assert teacher.post(oldest, data=dict(page.fields)).status_code == 409
    assert on_disk(folder).endswith("# changed\n")
    reply = teacher.post(oldest, data=dict(get(teacher, oldest).fields))
    assert reply.status_code == 303
    assert on_disk(folder) == LIGHTHOUSE
    assert "restored Ms Hale" in get(teacher, f"{FILE}/versions").text


def test_a_version_with_errors_is_not_restored_but_can_be_mended(
    folder: Path, app: Flask, teacher: FlaskClient
) -> None:
    (folder / "lighthouse.yaml").write_text(BAD)
    save(teacher, CHANGED)
    bad = versions(teacher)[-1]
    reply = teacher.post(bad, data=dict(get(teacher, bad).fields))
    page = Page(reply.text)
    assert reply.status_code == 422
    assert "This version has errors by today’s rules" in page.text
    assert "Error Q" in page.text
    assert "Mend it in the editor" in page.buttons
    assert on_disk(folder) == CHANGED


def test_a_version_that_is_not_there_is_not_there(folder: Path, teacher: FlaskClient) -> None:
    save(teacher, CHANGED)
    for path in (f"{FILE}/versions/999", f"{BANK}/files/about.yaml/versions/1"):
        assert teacher.get(path).status_code == 404
        assert _walk.post(teacher, path).status_code == 404


# Taking away


def test_a_file_and_all_files_can_be_taken_away(folder: Path, teacher: FlaskClient) -> None:
    one = teacher.get(f"{FILE}/download")
    assert one.data == LIGHTHOUSE.encode()
    assert one.headers["Content-Disposition"] == "attachment; filename=lighthouse.yaml"
    everything = teacher.get(f"{BANK}/download")
    with zipfile.ZipFile(io.BytesIO(everything.data)) as archive:
        names = ["about.yaml", "lighthouse.yaml", "tower.md", "tower.png"]
        assert archive.namelist() == names
        assert archive.read("tower.md") == b"A tower stood here."
    again = upload(teacher, ("bank.zip", everything.data))
    assert again.status_code == 200
    assert "Unchanged: the same was there about.yaml lighthouse.yaml" in Page(again.text).text
