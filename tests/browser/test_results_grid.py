"""The pages about pupils' work in a real browser: scrolled by keyboard, and looked at by axe."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, Locator, Page
from werkzeug.serving import make_server

from quizapp.app import create_app
from quizapp.config import Config
from tests.browser._looks import THEMES, axe_findings
from tests.browser.conftest import PATIENCE, Faults
from tests.conftest import SECRET, Clock
from tests.web._school import School

pytestmark = pytest.mark.browser
QUESTIONS = "".join(
    f"  - {{id: q{n}, type: true-false, prompt: Statement {n}?, answer: true}}\n" for n in range(30)
)
LONG = f"title: Thirty statements\nquestions:\n{QUESTIONS}"


@pytest.fixture
def school(tmp_path: Path) -> Iterator[tuple[School, str]]:
    folder = tmp_path / "questions"
    folder.mkdir()
    (folder / "long.yaml").write_text(LONG, encoding="utf-8")
    clock = Clock()
    app = create_app(Config(folder, tmp_path, secret_key=SECRET), clock)
    school = School(app, clock)
    true, false = (("", "true"),), (("", "false"),)
    given = school.give("long")
    for number in range(20):
        reader = school.pupil(f"Pupil {number:02}")
        if number < 5:
            school.take(reader, [true, false, ()] * 10, given, quiz="long")
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield school, f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()
    school.parts.database.close()


def test_the_grid_scrolls_by_keyboard_and_axe_finds_nothing(
    browser: Browser, school: tuple[School, str], faults: Faults
) -> None:
    room, url = school
    context = browser.new_context(
        base_url=url, viewport={"width": 768, "height": 800}, bypass_csp=True
    )
    context.set_default_timeout(PATIENCE)
    faults.watch(context)
    cookie = room.teacher.get_cookie("quizapp")
    assert cookie
    context.add_cookies([{"name": "quizapp", "value": cookie.value, "url": url}])
    page = context.new_page()
    page.goto(f"/teach/quizzes/long?class={room.class_id}")
    _scroll(page)
    attempt = page.get_by_role("link", name="handed in (the attempt of Pupil 00)")
    addresses = [page.url, attempt.get_attribute("href") or ""]
    addresses.append(page.get_by_role("link", name="Pupil 00").first.get_attribute("href") or "")
    addresses.append(f"/teach/classes/{room.class_id}/results")
    assert [each for one in addresses for each in _look(page, one)] == []
    context.close()


def _scroll(page: Page) -> None:
    """Scroll with the arrows: names and numbers of the questions stay in sight."""
    region = page.get_by_role("region", name="Results")
    name = page.get_by_role("rowheader", name="Pupil 00")
    number = page.get_by_role("columnheader", name="1 q0", exact=True)
    region.focus()
    left, top = _corner(name)[0], _corner(number)[1] - _corner(region)[1]
    page.keyboard.press("End")
    page.wait_for_function("document.activeElement.scrollTop > 100")
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.wait_for_function("document.activeElement.scrollLeft > 100")
    assert abs(_corner(name)[0] - left) < 1
    assert abs(_corner(number)[1] - _corner(region)[1] - top) < 1


def _corner(one: Locator) -> tuple[float, float]:
    box = one.bounding_box()
    assert box
    return box["x"], box["y"]


def _look(page: Page, address: str) -> Iterator[str]:
    page.goto(address)
    yield from (f"{address}, {each}" for each in axe_findings(page))
    for width in {width for width, _ in THEMES}:
        page.set_viewport_size({"width": width, "height": 800})
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            yield f"{address}, {width}: wider than the window"
