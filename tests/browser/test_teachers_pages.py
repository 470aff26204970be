"""The pages of a class with six weeks of work, as `quizapp demo` makes it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import Connection, select

from quizapp.app import utc_now
from quizapp.storage import accounts
from quizapp.storage.database import Database
from quizapp.storage.hand_marks import Judgement, Place, mark_answers
from quizapp.storage.looking import begin_look
from quizapp.storage.models import Account, Attempt, HandMark, Role, SchoolClass, StoredMark
from quizapp.storage.roster import rename_pupil
from quizapp.storage.sessions import add_session, new_token
from quizapp.storage.sight import Onlooker
from quizapp.storage.start import open_database
from quizapp.storage.versions import Versions
from tests.browser import _looks
from tests.browser.conftest import BANKS, HOUSE, PATIENCE, Faults, Server

pytestmark = pytest.mark.browser
DEMO = "from quizapp.cli import main; main()"
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamter"
RIGHT_TO_LEFT = "فاطمة الزهراء بنت عبد الرحمن"
WIDTHS = (1280, 768)


class School(NamedTuple):
    """A server with a demo on it, and what its teacher and a pupil are known by."""

    server: Server
    teacher: str
    pupil: str
    reader: int
    attempt: str
    code: str
    look: int
    twice: tuple[str, str]


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    server = Server(tmp_path_factory.mktemp("demo"))
    for quiz in BANKS[1].iterdir():
        # The demo simulates the quizzes it finds: those of the house have all that is looked for.
        (server.folder / "questions" / quiz.name).unlink()
    where = ["--questions", str(server.folder / "questions")]
    where += ["--instance", str(server.folder / "instance")]
    subprocess.run([sys.executable, "-c", DEMO, "demo", *where], cwd=HOUSE, check=True)
    database, _ = open_database(f"sqlite:///{server.folder / 'instance/quizapp.sqlite'}", utc_now())
    try:
        known = database.write(lambda connection: _fill(connection, database))
    finally:
        database.close()
    server.start()
    yield School(server, *known)
    server.stop()


def _fill(
    connection: Connection, database: Database
) -> tuple[str, str, int, str, str, int, tuple[str, str]]:
    """Let two pupils have names that are hard to show, and a second teacher mark an answer."""
    now = utc_now()
    (owner,) = connection.execute(select(Account.reader_id)).one()
    done: tuple[str, int] = connection.execute(
        select(Attempt.id, Attempt.reader_id).where(Attempt.quiz == "tomahawk-request")
    ).first()
    others = select(Attempt.reader_id).where(Attempt.reader_id != done[1])
    rename_pupil(connection, done[1], RIGHT_TO_LEFT)
    rename_pupil(connection, connection.execute(others).scalars().first() or 0, LONG)
    second = accounts.add_account(connection, None, "Mr Other", "other", Role.ADMINISTRATOR, now)
    assert isinstance(second, int)
    marked = connection.execute(
        select(HandMark.attempt_id, HandMark.position, StoredMark.question, Attempt.quiz)
        .join(StoredMark, StoredMark.attempt_id == HandMark.attempt_id)
        .join(Attempt, Attempt.id == HandMark.attempt_id)
        .where(StoredMark.position == HandMark.position)
    ).first()
    assert marked
    judgement = Judgement(Fraction(0), (), "I see it in another way.")
    mark_answers(connection, Versions(database), [Place(*marked[:2])], second, judgement, now)
    tokens = new_token(), new_token()
    for token, reader in zip(tokens, (owner, done[1]), strict=True):
        add_session(connection, token, reader, now)
    code = connection.execute(select(SchoolClass.code)).scalar_one()
    look = begin_look(connection, Onlooker(owner, is_administrator=False), done[1], now)
    return *tokens, done[1], done[0], code, look, (marked[3], marked[2])


@pytest.fixture
def contexts(browser: Browser, school: School, faults: Faults) -> Iterator[list[BrowserContext]]:
    """Open two browsers: the teacher's and the pupil's."""
    made = []
    for token in (school.teacher, school.pupil):
        # axe is not ours: the Content-Security-Policy is not asked about it.
        context = browser.new_context(base_url=school.server.url, bypass_csp=True)
        context.set_default_timeout(PATIENCE)
        context.add_cookies([{"name": "quizapp", "value": token, "url": school.server.url}])
        faults.watch(context)
        made.append(context)
    yield made
    for context in made:
        context.close()


def teachers_pages(school: School) -> dict[str, str]:
    """Return the addresses of pages with something to show, and a word that stands on each."""
    quiz, twice = "/teach/quizzes/tomahawk-request", "/teach/marking/{}/{}".format(*school.twice)
    return {
        "/teach": "Mark ",
        "/teach/classes/1": school.code,
        "/teach/classes/1/roster": LONG,
        f"/teach/classes/1/pupils/{school.reader}": RIGHT_TO_LEFT,
        "/teach/classes/1/assignments": "Past its date, still taken",
        "/teach/classes/1/assignments/new?quiz=vadehavet": "Only these pupils",
        "/teach/assignments/4": "Offline or away since",
        "/teach/assignments/4/edit": "After the closing date",
        "/teach/assignments/4/live": "nothing new for a while",
        "/teach/assignments/4/live/projector": "With names",
        "/teach/classes/1/results": "Mean of assignments",
        f"{quiz}?assignment=4": "more when marked",
        f"{quiz}/analysis": "Question by question",
        "/teach/quizzes/vadehavet/map": "How to read the map",
        f"{quiz}/regrade?q.missiles-aim=full": "with an answer no longer readable",
        "/teach/near-misses/tomahawk-request": "Nearest accepted",
        f"/teach/attempts/{school.attempt}": "the answer given",
        f"/teach/pupils/{school.reader}": "Look as this pupil",
        "/teach/marking": "Release marks",
        "/teach/marking/tomahawk-request/for-and-against": "Save and next",
        "/teach/marking/tomahawk-request/for-and-against?all=1&names=1": "Go on marking",
        f"{twice}/differences": "I see it in another way.",
        "/teach/log": "as the pupil sees them",
        f"/teach/views/{school.look}/": "Stop looking",
    }


def too_wide(page: Page, width: int) -> list[str]:
    page.set_viewport_size({"width": width, "height": 800})
    return list(page.evaluate(_looks.TOO_WIDE, width))


def look_at(page: Page, addresses: dict[str, str], widths: tuple[int, ...]) -> list[str]:
    found = []
    for address, word in addresses.items():
        page.goto(address)
        expect(page.locator("body")).to_contain_text(word)
        for width in widths:
            found += [f"{address}, {width}: {each}" for each in too_wide(page, width)]
        found += [f"{address}: {each}" for each in _looks.axe_findings(page)]
    return found


def test_a_teacher_sees_all_of_a_class_on_a_tablet_and_a_screen(
    school: School, contexts: list[BrowserContext]
) -> None:
    assert look_at(contexts[0].new_page(), teachers_pages(school), WIDTHS) == []


def test_a_pupil_sees_what_is_theirs_on_a_phone(
    school: School, contexts: list[BrowserContext]
) -> None:
    pages = {
        "/": "For your class",
        f"/join/{school.code}": "Join",
        "/quizzes/tomahawk-request": "your class",
        f"/attempts/{school.attempt}/result": "points",
        "/history": "Strengths",
    }
    assert look_at(contexts[1].new_page(), pages, (360,)) == []


def test_without_scripts_a_teacher_marks_and_looks_as_a_pupil(
    browser: Browser, school: School
) -> None:
    context = browser.new_context(base_url=school.server.url, java_script_enabled=False)
    context.set_default_timeout(PATIENCE)
    context.add_cookies([{"name": "quizapp", "value": school.teacher, "url": school.server.url}])
    page = context.new_page()
    page.goto("/teach")
    page.get_by_role("link", name=re.compile("Mark .*for-and-against")).click()
    for row in page.locator(".rubric-row").all():
        row.get_by_role("radio").first.check()
    page.get_by_role("button", name="Save and next").click()
    expect(page.locator(".marking-progress")).to_contain_text("1 of")
    page.goto(f"/teach/pupils/{school.reader}")
    page.get_by_role("button", name="Look as this pupil").click()
    expect(page.get_by_role("heading", name="For your class")).to_be_visible()
    page.get_by_role("link", name="Score history").click()
    expect(page.get_by_text("Nothing can be changed here")).to_be_visible()
    page.get_by_role("link", name="Stop looking").click()
    expect(page.get_by_role("heading", name=RIGHT_TO_LEFT)).to_be_visible()
    context.close()
