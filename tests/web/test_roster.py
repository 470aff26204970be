"""The roster: by hand, by table, with PIN cards; moved, merged and never lost."""

from __future__ import annotations

import io
import re
from fractions import Fraction

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from quizapp.storage import roster
from quizapp.storage.joining import Joined, Refusal, Visit, join_as, join_with_pin
from quizapp.storage.models import Answer, Attempt, Reader, Seat
from quizapp.storage.throttle import ADDRESS_A_MINUTE, Wait
from tests.storage.conftest import together
from tests.web import _walk
from tests.web._classes import (
    LIST,
    code_of,
    come,
    join,
    make_class,
    press,
    pupils,
)
from tests.web._walk import get

ROSTER = f"{LIST}/1/roster"
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "＝1+1", "'=1", "''", "=cmd|' /C calc'!A0", "-", "+"]


@pytest.fixture
def teacher(app: Flask) -> FlaskClient:
    client = app.test_client()
    _walk.become_teacher(app, client)
    return client


@pytest.fixture
def code(app: Flask, teacher: FlaskClient) -> str:
    return str(make_class(app, teacher).code)


def seats(app: Flask, class_id: int = 1) -> list[roster.Seated]:
    with app.extensions["quizapp"].database.read() as connection:
        return roster.roster_of(connection, class_id)


def act(teacher: FlaskClient, action: str, *ticked: int, **fields: object) -> TestResponse:
    return _walk.post(teacher, ROSTER, ROSTER, action=action, pupil=list(ticked), **fields)


def add(app: Flask, teacher: FlaskClient, name: str, external_id: str = "") -> int:
    reply = act(teacher, "add", name=name, external_id=external_id)
    assert reply.status_code == 303, reply.text
    return max(seat.reader_id for seat in seats(app))


def show_table(teacher: FlaskClient, table: str | bytes) -> _walk.Page:
    """Upload a table and return the page that says what would happen."""
    content = table if isinstance(table, bytes) else table.encode()
    fields = {"csrf_token": _walk.csrf(teacher), "file": (io.BytesIO(content), "roster.csv")}
    return _walk.Page(teacher.post(f"{ROSTER}/file", data=fields).text)


def confirm(teacher: FlaskClient, page: _walk.Page) -> TestResponse:
    fields = {name: page.value(name) for name in ("csrf_token", "table", "plan")}
    return teacher.post(f"{ROSTER}/confirm", data=fields)


def take_table(teacher: FlaskClient, table: str | bytes) -> TestResponse:
    return confirm(teacher, show_table(teacher, table))


def cards(teacher: FlaskClient, *ticked: int) -> dict[str, str]:
    """Make cards; return the PIN by name."""
    reply = _walk.post(teacher, f"{LIST}/1/cards", ROSTER, pupil=list(ticked))
    assert reply.status_code == 200, reply.text
    names = re.findall(r"<h2><bdi>(.*?)</bdi>", reply.text)
    return dict(zip(names, re.findall(r"\d{4} \d{4}", reply.text), strict=True))


# By hand


def test_a_pupil_is_added_renamed_removed_and_taken_back(app: Flask, teacher, code) -> None:
    ann = add(app, teacher, " Ann  Lee ", "17")
    assert "Ann Lee 17 not come yet" in get(teacher, ROSTER).text
    page = f"{LIST}/1/pupils/{ann}"
    change = {"external_id": "18", "time": "1", "extra_attempts": "0"}
    assert _walk.post(teacher, page, page, name="Ann Li", **change).status_code == 303
    assert (seats(app)[0].name, seats(app)[0].external_id) == ("Ann Li", "18")
    act(teacher, "remove", ann)
    assert not pupils(app)
    assert "1 pupil has left" in get(teacher, ROSTER).text
    assert teacher.get(page).status_code == 404
    act(teacher, "restore", ann)
    assert [pupil.name for pupil in pupils(app)] == ["Ann Li"]


def test_two_pupils_cannot_have_one_number(app: Flask, teacher, code) -> None:
    add(app, teacher, "Ann", "17")
    assert "has this number" in act(teacher, "add", name="Ben", external_id="17").text
    ben = add(app, teacher, "Ben")
    page = f"{LIST}/1/pupils/{ben}"
    change = {"name": "Ben", "external_id": "17", "time": "1", "extra_attempts": "0"}
    assert "has this number" in _walk.post(teacher, page, page, **change).text


def test_the_second_of_a_name_is_told_as_the_second(app: Flask, teacher, code, clock) -> None:
    for name in ("Anna", "Ben", "аnna", " ANNA "):
        come(app, code, name)
        clock.move(minutes=1)
    text = get(teacher, ROSTER).text
    assert "аnna second аnna" in text
    assert "ANNA third ANNA" in text
    assert "second Ben" not in text


def test_a_pupil_of_another_class_is_out_of_reach(app: Flask, teacher, code) -> None:
    other = app.test_client()
    _walk.become_teacher(app, other, "Mr Dale")
    make_class(app, other, "8a")
    ann = add(app, teacher, "Ann")
    before = _walk.rows(app)
    theirs = f"{LIST}/2"
    assert other.get(f"{theirs}/pupils/{ann}").status_code == 404
    assert other.get(f"{LIST}/1/pupils/{ann}").status_code == 404
    assert other.get(f"{LIST}/1/roster.csv").status_code == 404
    for address, fields in (
        (f"{theirs}/pupils/{ann}", {"name": "Bob", "time": "2", "extra_attempts": "0"}),
        (f"{theirs}/cards", {"pupil": str(ann)}),
        (f"{theirs}/roster", {"pupil": str(ann), "action": "remove"}),
        (f"{LIST}/1/roster", {"name": "Bob", "action": "add"}),
        (f"{theirs}/merge", {"one": str(ann), "other": "2", "keep": str(ann)}),
    ):
        assert _walk.post(other, address, **fields).status_code in {404, 422}, address
        assert _walk.rows(app) == before, address
    press(other, 2, "add-teacher", user_name="teacher-1")
    assert act(teacher, "move", ann, target="99").status_code == 422


def test_a_pupil_moves_with_number_card_and_work(app: Flask, teacher, code) -> None:
    make_class(app, teacher, "8a")
    ann = add(app, teacher, "Ann", "17")
    pin = cards(teacher, ann)["Ann"]
    assert act(teacher, "move", ann, target="2").status_code == 303
    assert not pupils(app)
    assert [(p.name, p.external_id) for p in pupils(app, 2)] == [("Ann", "17")]
    client = app.test_client()
    assert join(client, code_of(app, 1), pin=pin, how="card").status_code == 422
    assert join(client, code_of(app, 2), pin=pin, how="card").status_code == 303


# By table


def test_a_table_is_shown_first_and_then_taken(app: Flask, teacher, code) -> None:
    ann = add(app, teacher, "Ann Lee", "17")
    add(app, teacher, "Ben")
    add(app, teacher, "Cem")
    table = (
        "Name;ID;Time factor;Extra attempts;Large text;House\n"
        "Ann Li;17;1,5;;;x\nBen;;;;;\nDora;20;no limit;2;yes;\n;21;;;;\nEla;20;;;;\nFay;;9x;;;\n"
    )
    page = show_table(teacher, table.encode("cp1252"))
    for said in (
        "2 new 1 changed 0 come back 1 stays as it is",
        "changed: was called Ann Lee; other accommodations",
        "1 pupil of the class is not in the file and stays: Cem",
        "Line 5: This row has no name; it is left out.",
        "Line 6: The id `20` stands in line 4 already; left out.",
        "`9x` is no time factor from 1 to 10",
        "The column `House` is left out.",
    ):
        assert said in page.text
    assert len(seats(app)) == 3
    assert confirm(teacher, page).status_code == 303
    found = {seat.name: seat for seat in seats(app)}
    assert sorted(found) == ["Ann Li", "Ben", "Cem", "Dora", "Fay"]
    assert found["Ann Li"].reader_id == ann
    assert found["Ann Li"].accommodation.time_factor == Fraction(3, 2)
    assert found["Dora"].accommodation == (1, True, 2, True)
    again = show_table(teacher, table)
    assert "0 new 0 changed 0 come back 4 stay as they are" in again.text


def test_what_changed_since_it_was_shown_is_shown_again(app: Flask, teacher, code) -> None:
    page = show_table(teacher, "name\nAnn\n")
    add(app, teacher, "Ann")
    reply = confirm(teacher, page)
    assert "Nothing was done yet" in reply.text
    assert len(seats(app)) == 1


@pytest.mark.parametrize(
    ("table", "says"),
    [
        (b"", "Choose a file first."),
        (b"\n\n", "it is empty"),
        (b"colour,size\nred,3\n", "no column is headed `name`"),
        (b"name\n" + b"x\n" * 2001, "more than 2000 rows"),
        (b"name\n" + b"x" * 400_000, "larger than 300 kB"),
        (b"name,id\n,3\n", "No pupil was found"),
    ],
)
def test_a_file_that_is_no_roster_is_refused_in_words(teacher, code, table, says) -> None:
    assert says in show_table(teacher, table).text


def test_a_table_goes_out_and_comes_back_the_same_without_formulas(app: Flask, teacher, code):
    for number, name in enumerate(FORMULAS):
        add(app, teacher, name, f"={number}")
    table = teacher.get(f"{ROSTER}.csv")
    assert "roster-1.csv" in table.headers["Content-Disposition"]
    for cell in re.findall(r'(?:^|,)"?([^",\r\n]*)', table.text.replace("\ufeff", "")):
        assert cell[:1] not in set("=+@＝"), cell
    before = seats(app)
    page = show_table(teacher, table.data)
    assert f"0 new 0 changed 0 come back {len(FORMULAS)} stay as they are" in page.text
    act(teacher, "remove", *(seat.reader_id for seat in before))
    assert take_table(teacher, table.data).status_code == 303
    assert seats(app) == before


# Cards and the list of names


def test_a_card_opens_its_own_seat_and_the_newest_card_alone(app: Flask, teacher, code) -> None:
    ann, ben = add(app, teacher, "Ann"), add(app, teacher, "Ben")
    old = cards(teacher, ann, ben)
    pins = cards(teacher, ann)
    assert not set(pins.values()) & {str(row) for row in _walk.rows(app)["seats"]}
    client = app.test_client()
    assert join(client, code, pin=old["Ann"], how="card").status_code == 422
    assert join(client, code, pin=pins["Ann"], how="card").location == "/?joined=1"
    assert "Welcome to 7b, Ann." in get(client, "/?joined=1").text
    attempt = _walk.start(client)
    second = app.test_client()
    join(second, code, pin=pins["Ann"].replace(" ", ""), how="name")
    assert second.get(attempt, follow_redirects=True).status_code == 200
    third = app.test_client()
    join(third, code, pin=old["Ben"], how="card")
    assert third.get(attempt).status_code == 404
    assert len(seats(app)) == 2


def test_a_card_is_shown_once(app: Flask, teacher, code) -> None:
    pin = cards(teacher, add(app, teacher, "Ann"))["Ann"]
    assert teacher.get(f"{LIST}/1/cards").location == ROSTER
    assert pin not in teacher.get(ROSTER).text


def test_no_card_is_a_way_round_a_password(app: Flask, teacher, code) -> None:
    other = app.test_client()
    _walk.become_teacher(app, other, "Mr Dale")
    join(other, code, how="known")
    dale = pupils(app)[0].reader_id
    assert _walk.post(teacher, f"{LIST}/1/cards", ROSTER, pupil=[dale]).status_code == 422
    # As if the card had been made before they became a teacher.
    ann = add(app, teacher, "Ann")
    pin = cards(teacher, ann)["Ann"]
    parts = app.extensions["quizapp"]

    def swap(connection) -> None:
        digest = connection.execute(select(Seat.pin_digest).where(Seat.reader_id == ann)).scalar()
        connection.execute(
            Seat.__table__.update().where(Seat.reader_id == ann).values(pin_digest=None)
        )
        connection.execute(
            Seat.__table__.update().where(Seat.reader_id == dale).values(pin_digest=digest)
        )

    parts.database.write(swap)
    assert join(app.test_client(), code, pin=pin, how="card").status_code == 422


def test_wrong_pins_are_counted_by_address(app: Flask, teacher, code) -> None:
    pin = cards(teacher, add(app, teacher, "Ann"))["Ann"]
    parts = app.extensions["quizapp"]
    visit = Visit(code, "192.0.2.7", parts.clock())
    for _ in range(ADDRESS_A_MINUTE):
        assert join_with_pin(parts.door, visit, "00000000") is None
    assert isinstance(join_with_pin(parts.door, visit, pin), Wait)
    assert isinstance(join_with_pin(parts.door, visit._replace(address="192.0.2.8"), pin), Joined)


def test_names_are_offered_only_where_the_teacher_says_so(app: Flask, teacher, code) -> None:
    add(app, teacher, "Ann Lee")
    client = app.test_client()
    reply = join(client, code, "Zoe")
    assert reply.status_code == 303
    assert "Ann Lee" not in client.get("/join").text
    press(teacher, 1, "offer")
    assert "Ann Lee" not in app.test_client().get(f"/join/{code}").text
    asked = app.test_client()
    assert "Ann Lee" not in join(asked, "ABCDEFGH", "Bob").text
    assert "Ann Lee" in join(asked, code, "Bob").text
    assert len(seats(app)) == 2, "nobody has joined by looking"
    fields = {"is_none_of_these": "yes"}
    assert join(asked, code, "Ann Lee", **fields).status_code == 303
    assert [seat.name for seat in seats(app) if seat.joined_at] == ["Ann Lee", "Zoe"]


def test_of_fifty_who_pick_one_name_at_once_one_gets_it(app: Flask, teacher, code) -> None:
    ann = add(app, teacher, "Ann")
    press(teacher, 1, "offer")
    parts = app.extensions["quizapp"]
    visit = Visit(code, None, parts.clock())
    found = together(lambda _: join_as(parts.door, visit, ann), 50)
    assert sum(isinstance(one, Joined) for one in found) == 1
    assert found.count(Refusal.TAKEN) == 49


def test_a_name_with_a_pin_is_not_to_be_had_by_picking_it(app: Flask, teacher, code) -> None:
    ann = add(app, teacher, "Ann")
    cards(teacher, ann)
    press(teacher, 1, "offer")
    client = app.test_client()
    assert "These have a card with a PIN: Ann" in _walk.Page(join(client, code, "Ann").text).text
    reply = join(client, code, how="seat", seat=str(ann))
    assert "Somebody has taken this name" in reply.text
    assert not seats(app)[0].joined_at


# Merging


def test_merging_keeps_every_answer_seat_and_device(app: Flask, teacher, code, clock) -> None:
    make_class(app, teacher, "8a")
    one = come(app, code, "Anna")
    first = _walk.start(one)
    _walk.answer(one, first, 2, "whale oil")
    _walk.hand_in(one, first)
    clock.move(minutes=1)
    other = come(app, code, "Ana")
    second = _walk.start(other)
    _walk.answer(other, second, 2, "coal")
    join(other, code_of(app, 2), how="known")
    anna, ana = (next(p.reader_id for p in pupils(app) if p.name == n) for n in ("Anna", "Ana"))
    page = f"{LIST}/1/pupils/{ana}"
    given = {"name": "Ana", "time": "1.5", "extra_attempts": "1"}
    _walk.post(teacher, page, page, **given)
    before = _walk.rows(app)
    look = act(teacher, "merge", anna, ana).location
    assert "this cannot be taken back" in get(teacher, look).text
    fields = {"one": str(anna), "other": str(ana)}
    merge = f"{LIST}/1/merge"
    assert "Choose which name stays" in _walk.post(teacher, merge, look, **fields).text
    assert _walk.post(teacher, merge, look, keep=str(anna), **fields).status_code == 303
    after = _walk.rows(app)
    assert after["answers"] == before["answers"]
    assert after["marks"] == before["marks"]
    with app.extensions["quizapp"].database.read() as connection:
        mine = select(Attempt.number, Attempt.reader_id).order_by(Attempt.started_at)
        assert connection.execute(mine).all() == [(1, anna), (2, anna)]
        assert connection.execute(select(func.count()).select_from(Answer)).scalar() == 2
        assert not connection.execute(select(Reader.id).where(Reader.id == ana)).all()
    assert [p.reader_id for p in pupils(app, 2)] == [anna]
    assert seats(app)[0].accommodation == (Fraction(3, 2), False, 1, False)
    for device in (one, other):
        assert device.get(f"{first}/result").status_code == 200
        assert 'value="coal"' in device.get(f"{second}/questions/2").text
    assert "Merged pupil" in get(teacher, f"{LIST}/1").text


def test_of_two_open_attempts_at_one_quiz_the_older_is_handed_in(
    app: Flask, teacher, code, clock
) -> None:
    one, other = come(app, code, "Anna"), come(app, code, "Ana")
    older = _walk.start(one)
    _walk.answer(one, older, 2, "whale oil")
    clock.move(minutes=1)
    newer = _walk.start(other)
    _walk.answer(other, newer, 2, "coal")
    anna, ana = (next(p.reader_id for p in pupils(app) if p.name == n) for n in ("Anna", "Ana"))
    look = act(teacher, "merge", anna, ana).location
    assert "the older one is handed in" in get(teacher, look).text
    fields = {"one": str(anna), "other": str(ana), "keep": str(ana)}
    assert _walk.post(teacher, f"{LIST}/1/merge", look, **fields).status_code == 303
    assert "1 of 2 points" in get(one, f"{older}/result").text
    assert 'value="coal"' in one.get(f"{newer}/questions/2").text


def test_who_signs_in_is_merged_with_nobody(app: Flask, teacher, code) -> None:
    join(teacher, code, how="known")
    come(app, code, "Ana")
    one, other = (str(pupil.reader_id) for pupil in pupils(app))
    before = _walk.rows(app)
    fields = {"one": one, "other": other, "keep": one}
    assert "cannot be merged" in _walk.post(teacher, f"{LIST}/1/merge", **fields).text
    assert _walk.rows(app) == before


def test_who_chooses_no_name_is_asked_once_more(app: Flask, teacher: FlaskClient, code) -> None:
    add(app, teacher, "Ann")
    press(teacher, 1, "offer")
    client = app.test_client()
    asked = join(client, code, "Ann")
    assert "Who are you?" in asked.text
    assert "Choose your name." not in asked.text
    reply = join(client, code, "Ann", how="seat")
    assert reply.status_code == 422
    assert re.search(r'class="error-summary".*<a href="#seat">Choose your name\.</a>', reply.text)
    assert 'id="seat"' in reply.text
    assert "Somebody has taken this name" not in reply.text
    assert join(app.test_client(), code, "", how="seat").status_code == 422
    assert [seat.joined_at for seat in seats(app)] == [None]
