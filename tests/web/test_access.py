"""Who may see and do what: one's own attempts, the teacher's desk, coming back, leaving."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from quizapp.storage.links import new_teacher_link
from tests.web import _walk
from tests.web._routes import address
from tests.web._walk import EVERY_KEY, EVERY_TYPE, add_quiz, get

NOBODYS = "/attempts/AAAAAAAAAAAAAAAAAAAAAA"


def _routes(app: Flask, prefix: str = "/", link: str = "t") -> Iterator[tuple[str, str]]:
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith(prefix):
            path = address(rule.rule, position="1", token=link)
            for method in sorted((rule.methods or set()) - {"OPTIONS"}):
                yield method, path


def _plain(text: str, attempt: str) -> str:
    text = re.sub(r'(name="csrf_token" value=")[^"]*', r"\1", text)
    return text.replace(attempt, NOBODYS).replace(attempt.rpartition("/")[2], NOBODYS[10:])


@pytest.mark.parametrize("who", ["another reader", "nobody", "a teacher"])
@pytest.mark.parametrize("is_over", [False, True], ids=["open", "handed in"])
def test_an_attempt_of_somebody_else_is_not_there(app: Flask, who: str, is_over: bool) -> None:
    owner, other = app.test_client(), app.test_client()
    attempt = _walk.start(owner)
    _walk.answer(owner, attempt, 2, "a canary")
    if is_over:
        _walk.hand_in(owner, attempt)
    if who == "another reader":
        _walk.start(other, name="Ben")
    elif who == "a teacher":
        _walk.become_teacher(app, other)
    before = _walk.rows(app)
    fields = {"csrf_token": _walk.csrf(other), "response": "mine", "action": "save", "base": "1"}
    routes = list(_routes(app, "/attempts/<attempt_id>"))
    assert len(routes) >= 14
    for method, rule in routes:
        replies = [
            other.open(rule.replace("/attempts/<attempt_id>", path), method=method, data=fields)
            for path in (attempt, NOBODYS)
        ]
        assert [reply.status_code for reply in replies] == [404, 404], (method, rule)
        mine, nobodys = (_plain(reply.text, attempt) for reply in replies)
        assert mine == nobodys
        assert "canary" not in mine
    reply = _walk.save(other, attempt, 2, response={"": "mine"})
    assert (reply.status_code, reply.json["error"]) == (404, "unknown")
    assert _walk.rows(app) == before


def test_no_look_at_any_page_changes_a_row(app: Flask, client: FlaskClient) -> None:
    add_quiz(client, "every-type", EVERY_TYPE)
    _walk.take(client, "every-type", EVERY_KEY)
    attempt = _walk.start(client, "every-type")
    _walk.become_teacher(app, client)
    link = new_teacher_link(app.extensions["quizapp"].database, app.extensions["quizapp"].clock())
    before = _walk.rows(app)
    for visitor in (client, app.test_client()):
        for method, rule in _routes(app, link=link):
            if method in {"GET", "HEAD"}:
                path = rule.replace("/attempts/<attempt_id>", attempt)
                assert visitor.open(path, method=method, buffered=True).status_code < 500
    assert _walk.rows(app) == before


def test_the_desk_is_there_for_teachers_alone(app: Flask, client: FlaskClient) -> None:
    _walk.start(client)
    for path in ("/teach", "/teach/quizzes/lighthouse", "/teach/quizzes/nothing"):
        assert app.test_client().get(path).status_code == client.get(path).status_code == 404
    assert "Teacher’s desk" not in get(client, "/").text
    _walk.become_teacher(app, client)
    assert "lighthouse.yaml" in get(client, "/teach").text
    assert (
        "Mira in progress (the attempt of Mira) 0 of 2 answered"
        in get(client, "/teach/quizzes/lighthouse").text
    )
    assert client.get("/teach/quizzes/nothing").status_code == 404


def test_the_teachers_link_works_once_and_looking_at_it_spends_nothing(app: Flask) -> None:
    parts = app.extensions["quizapp"]
    page = f"/become-teacher/{new_teacher_link(parts.database, parts.clock())}"
    first, second = app.test_client(), app.test_client()
    for _ in range(3):
        assert first.get(page).status_code == second.get(page).status_code == 200
    late = _walk.csrf(second, page)
    fields = {"user_name": "hale", "password": _walk.PASSWORD, "again": _walk.PASSWORD}
    assert _walk.post(first, page, page, name="", **fields).status_code == 422
    assert _walk.post(first, page, page, name="Ms Hale", **fields).location == "/teach"
    before = _walk.rows(app)
    reply = second.post(page, data={"csrf_token": late, "name": "Ben", **fields})
    assert reply.status_code == 404
    assert "This link does not work any more" in reply.text
    assert second.get(page).status_code == 404
    assert _walk.rows(app) == before


@pytest.mark.parametrize(
    "typed",
    [
        str,
        str.lower,
        lambda code: code.replace("-", ""),
        lambda code: code.replace("-", " ").lower(),
        lambda code: f"  {code}. ",
        "–".join,
    ],
)
def test_a_resume_code_may_be_typed_in_many_ways(app: Flask, client: FlaskClient, typed) -> None:
    attempt = _walk.start(client)
    elsewhere = app.test_client()
    _walk.start(elsewhere, name="Ben")
    before = elsewhere.get_cookie("quizapp").value
    reply = _walk.post(elsewhere, "/resume", code=typed(_walk.resume_code(client)))
    assert reply.location == "/"
    assert get(elsewhere, f"{attempt}/questions/1")
    assert elsewhere.get_cookie("quizapp").value != before
    old = app.test_client()
    old.set_cookie("quizapp", before)
    assert "You are known here as" not in get(old, "/resume").text
    assert get(client, f"{attempt}/questions/1")


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("", "Type your resume code."),
        ("ABCD-EFGH", "A resume code has 12 letters and digits, such as ABCD-EFGH-JKMN."),
        ("ABCD-EFGH-JKMN-PQRS", "A resume code has 12 letters and digits"),
        ("ABCD-EFGH-JKMN", "Nobody has this resume code. Check each letter."),
    ],
)
def test_a_wrong_resume_code_is_explained(client: FlaskClient, code: str, says: str) -> None:
    _walk.start(client)
    before = _walk.rows(client.application)
    reply = _walk.post(client, "/resume", code=code)
    page = _walk.Page(reply.text)
    assert reply.status_code == 422
    assert page.title.startswith("Error: Resume")
    assert says in page.text
    assert any(href == "#code" for _, href in page.links)
    assert page.value("code") == code
    # A wrong code is counted; one that cannot be a code is not.
    is_counted = code.count("-") == 2
    after = _walk.rows(client.application)
    assert len(after.pop("failures")) == is_counted
    before.pop("failures")
    assert after == before


def test_who_leaves_a_shared_device_is_unknown_there(app: Flask, client: FlaskClient) -> None:
    attempt = _walk.start(client)
    old = client.get_cookie("quizapp").value
    assert _walk.post(client, "/leave").location == "/resume"
    replay = app.test_client()
    replay.set_cookie("quizapp", old)
    for visitor in (client, replay):
        assert "You are known here as" not in get(visitor, "/resume").text
        assert visitor.get(f"{attempt}/questions/1").status_code == 404


@pytest.mark.parametrize("cookie", ["", "an-old-cookie-that-nobody-knows-any-more"])
def test_an_answer_survives_the_loss_of_the_cookie(
    app: Flask, client: FlaskClient, cookie: str
) -> None:
    attempt = _walk.start(client)
    path = f"{attempt}/questions/2"
    code = _walk.resume_code(client)
    fields = dict(get(client, path).fields) | {"response": "whale <oil>"}
    late = app.test_client()
    if cookie:
        late.set_cookie("quizapp", cookie)
    lost = late.post(path, data=fields)
    assert lost.status_code == 404
    page = _walk.Page(lost.text)
    assert "What you had filled in is not lost" in page.text
    mistyped = late.post("/resume", data={**dict(page.fields), "code": "ABCD"})
    page = _walk.Page(mistyped.text)
    back = _walk.Page(late.post("/resume", data={**dict(page.fields), "code": code}).text)
    assert "Welcome back, Mira" in back.text
    assert path in [attrs.get("action") for tag, attrs in back.tags if tag == "form"]
    assert late.post(path, data=dict(back.fields)).location == f"{path}#questions"
    assert get(late, path).value("response") == "whale <oil>"
