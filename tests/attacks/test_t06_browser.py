"""T6: no script in disguise runs on any page, in a real browser, with the policy taken away.

What the policy would refuse must not be there in the first place: so it is off here, and every
dialog, every request to another server and every changed title is a script that ran.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from shutil import copy
from typing import Any, Final

import pytest
from flask import Flask, Response
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from quizapp.app import create_app
from quizapp.config import Config
from tests.attacks.counts import IS_FULL, count
from tests.attacks.test_t06_hostile_text import _quiz
from tests.conftest import SECRET
from tests.web import _classes, _walk

pytestmark = pytest.mark.browser
RUN: Final = "alert(1)"
TAGS: Final = [
    "img src=x",
    "svg",
    "body",
    "iframe src=//e.example",
    "video src=x",
    "input autofocus",
    "details open",
    "marquee",
    "object data=x",
    "a href=x",
    "select autofocus",
    "style",
]
EVENTS: Final = [
    "onerror",
    "onload",
    "onfocus",
    "onmouseover",
    "ontoggle",
    "onstart",
    "onpointerenter",
]
FRAMES: Final = ["<{}>", '"><{}>', "'><{}>", "</title><{}>", "</textarea><{}>", "--><{}>"]
SCHEMES: Final = [
    "javascript:",
    "JaVaScRiPt:",
    "java\tscript:",
    "java&#10;script:",
    "&#106;avascript:",
    "\x01javascript:",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:",
    "view-source:javascript:",
]
LINKS: Final = [
    "[x]({})",
    "<{}>",
    "[x]: {}\n\n[x]",
    '<a href="{}">x</a>',
    "![x]({})",
    '[x](a "{}")',
]
OTHERS: Final = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<script src=//e.example/x></script>",
    "<scr<script>ipt>alert(1)</script>",
    "<svg><script>alert(1)</script></svg>",
    "{{constructor.constructor('alert(1)')()}}",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<base href=//e.example>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<link rel=stylesheet href=//e.example/x.css>",
    "<form id=csrf_token><input name=value>",
    "<img name=getElementById>",
    "<a id=location href=x>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<template><script>alert(1)</script></template>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\\u003cscript\\u003ealert(1)",
    "<style>@import '//e.example/x';*{background:url(//e.example/y)}</style>",
    "`-alert(1)-`",
    "';alert(1)//",
    '";alert(1)//',
]
PAYLOADS: Final = [
    *(frame.format(f"{tag} {event}={RUN}") for frame, tag, event in product(FRAMES, TAGS, EVENTS)),
    *(link.format(scheme + RUN) for link, scheme in product(LINKS, SCHEMES)),
    *OTHERS,
]
# Pages are loaded with so many at once: a key in YAML has at most 1,024 characters.
BATCH: Final = 12
BATCHES: Final = -(-len(PAYLOADS) // BATCH)
HOOK: Final = """
window.__ran = [];
for (const name of ["alert", "confirm", "prompt", "print"]) {
  window[name] = () => window.__ran.push(name);
}
"""


class Site:
    """The app without its policy, on a port of its own."""

    def __init__(self, folder: Path, database: Path) -> None:
        folder.mkdir(exist_ok=True)
        (folder / "questions").mkdir()
        copy(database, folder / "quizapp.sqlite")
        self.app = create_app(Config(folder / "questions", folder, secret_key=SECRET))
        # The first in the list is called last.
        self.app.after_request_funcs.setdefault(None, []).insert(0, _without_policy)
        self._server = make_server("127.0.0.1", 0, self.app, threaded=True)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self.app.extensions["quizapp"].database.close()


def _without_policy(response: Response) -> Response:
    response.headers.remove("Content-Security-Policy")
    return response


@pytest.fixture
def site(tmp_path: Path, empty_database: Path) -> Iterator[Site]:
    site = Site(tmp_path / "site", empty_database)
    yield site
    site.close()


class Watch:
    """What ran, and what was asked of other servers."""

    def __init__(self, browser: Browser, site: Site, cookie: str) -> None:
        self.context = browser.new_context(base_url=site.url)
        self.context.add_cookies([{"name": "quizapp", "value": cookie, "url": site.url}])
        self.context.add_init_script(HOOK)
        self.seen: list[str] = []
        self.page: Page = self.context.new_page()
        self.context.on("dialog", lambda dialog: self.seen.append(f"dialog {dialog.message}"))
        self.context.on("request", lambda request: self._asked(request.url, site.url))

    def _asked(self, url: str, own: str) -> None:
        if not url.startswith((own, "about:")):
            self.seen.append(f"asked {url[:80]}")

    def look(self, path: str) -> None:
        self.page.goto(path, wait_until="load")
        self.seen += [f"{path} ran {name}" for name in self.page.evaluate("window.__ran")]


def _fill(app: Flask, payloads: list[str]) -> tuple[dict[str, list[str]], dict[str, str]]:
    """Use payloads in all that can be written; return what each is to look at, and as whom."""
    teacher, pupil = app.test_client(), app.test_client()
    # A quiz file refuses tabs and signs that cannot be seen; a reader may send them.
    text = " ".join(payloads).translate({9: None, 1: None, 10: " "})
    _walk.become_teacher(app, teacher, payloads[0][:40])
    made = _classes.make_class(app, teacher, payloads[1][:60])
    assert _classes.join(pupil, str(made.code), payloads[2][:40]).status_code == 303
    _walk.add_quiz(teacher, "odd", _quiz(text), feedback="immediate")
    page = f"/teach/classes/{made.id}/assignments/new?quiz=odd"
    _walk.post(teacher, page, late="accept", attempts="", minutes="", feedback="", who="all")
    attempt = _walk.start(pupil, "odd")
    for position in range(1, 12):
        path = f"{attempt}/questions/{position}"
        shown = _walk.get(pupil, path)
        fields = _walk.MultiDict(shown.fields)
        for name in shown.text_fields:
            fields[name] = text[:1_500]
        for name, value in shown.choices.values():
            fields[name] = value
        pupil.post(path, data={**fields.to_dict(), "action": f"check:{position}"})
    mine = [f"{attempt}/questions/{position}" for position in range(1, 12)]
    mine += [f"{attempt}/check", "/", "/quizzes/odd", "/resume"]
    desk = ["", "/quizzes/odd", "/quizzes/odd/analysis", "/quizzes/odd/map", "/near-misses/odd"]
    desk += [f"{attempt}", "/bank", "/bank/files/odd.yaml", "/bank/odd/paper", "/marking", "/log"]
    desk += [f"/classes/{made.id}", f"/classes/{made.id}/roster", f"/classes/{made.id}/results"]
    cookies = {who: _cookie(client) for who, client in (("pupil", pupil), ("teacher", teacher))}
    before = {"pupil": mine, "teacher": [f"/teach{path}" for path in desk]}
    return before, cookies


def _cookie(client: Any) -> str:
    found = client.get_cookie("quizapp")
    assert found
    return str(found.value)


def test_there_are_as_many_as_were_set() -> None:
    assert len(set(PAYLOADS)) >= 300


@pytest.mark.parametrize("number", range(count(1, BATCHES)))
def test_no_payload_runs_on_any_page(browser: Browser, site: Site, number: int) -> None:
    paths, cookies = _fill(site.app, PAYLOADS[number::BATCHES])
    for who, own in paths.items():
        watch = Watch(browser, site, cookies[who])
        for path in own if IS_FULL else own[::6]:
            watch.look(path)
        if who == "pupil":
            # Handed in only now: its questions were looked at before.
            watch.page.goto(next(path for path in own if path.endswith("/check")))
            watch.page.locator("main form button").last.click()
            watch.page.wait_for_url("**/result")
            for path in (watch.page.url, "/history", "/history/erase"):
                watch.look(path)
        watch.context.close()
        assert watch.seen == []


def test_a_payload_that_runs_is_seen(browser: Browser, site: Site) -> None:
    """So the test above can fail."""
    site.app.add_url_rule("/hole", view_func=lambda: f"<title>x</title>{PAYLOADS[0]}")
    watch = Watch(browser, site, "none")
    watch.look("/hole")
    watch.page.wait_for_function("window.__ran.length > 0")
    watch.context.close()
