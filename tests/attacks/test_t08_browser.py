"""T8: a page of somebody else can neither frame the app nor send its forms, in a real browser."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, Final

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server, start_quiz

pytestmark = pytest.mark.browser
EVIL: Final = """\
<!doctype html><title>Nice kittens</title>
<iframe name="inside" src="{url}/quizzes/tomahawk-request"></iframe>
<iframe name="result" src="about:blank"></iframe>
<form id="f" method="post" action="{target}" target="{where}" enctype="{kind}">
<input name="csrf_token" value="{token}"><input name="action" value="save">
<input name="response" value="evil"><input name="base" value="0"><input name="sure" value="yes">
</form>
<script>
  const told = [];
  const also = [
    ["{target}", {{method: "POST", credentials: "include", mode: "no-cors",
                   body: new URLSearchParams({{csrf_token: "{token}", action: "save"}})}}],
    ["{target}", {{method: "POST", credentials: "include", body: "{{}}",
                   headers: {{"Content-Type": "application/json", "X-CSRF-Token": "x"}}}}],
    ["{url}/history/my-data.json", {{credentials: "include"}}],
  ];
  Promise.allSettled(also.map(([to, how]) => fetch(to, how).then((r) => r.text())))
    .then((all) => {{
      document.body.dataset.told = all.map((one) => one.value || "").join("");
      document.getElementById("f").submit();
      document.body.dataset.done = "yes";
    }});
</script>
"""


class Evil:
    """A site of somebody else's on another port."""

    def __init__(self) -> None:
        self.page = ""

        class Handler(BaseHTTPRequestHandler):
            def do_GET(handler) -> None:  # noqa: N805 - `self` is the site
                handler.send_response(200)
                handler.send_header("Content-Type", "text/html")
                handler.end_headers()
                handler.wfile.write(self.page.encode())

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        # Another site to the browser, though the same machine.
        self.url = f"http://localhost:{self.server.server_port}"


@pytest.fixture
def evil() -> Iterator[Evil]:
    evil = Evil()
    yield evil
    evil.server.shutdown()
    evil.server.server_close()


@pytest.fixture
def faults() -> None:
    """What the policy refuses is told in the console: here it has to be."""


@pytest.fixture
def page(browser, server: Server) -> Iterator[Page]:
    context = browser.new_context(base_url=server.url)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "text/plain"])
def test_a_page_of_another_site_reaches_nothing(
    page: Page, server: Server, evil: Evil, kind: str
) -> None:
    attempt = start_quiz(page, "tomahawk-request")
    token = page.locator("[name=csrf_token]").first.get_attribute("value")
    attempt_id = attempt.rpartition("/")[2]
    before = server.answers(attempt_id)
    for path in (f"/attempts/{attempt_id}/questions/1", f"/attempts/{attempt_id}/check"):
        given = {"url": server.url, "target": server.url + path, "token": token, "kind": kind}
        evil.page = EVIL.format(**given, where="result")
        page.goto(evil.url)
        expect(page.locator("body[data-done]")).to_be_attached()
        framed = page.frame("inside")
        assert framed
        assert "tomahawk" not in framed.content().lower()
        assert page.locator("body").get_attribute("data-told") == ""
        evil.page = EVIL.format(**given, where="_self")
        page.goto(evil.url)
        page.wait_for_url(f"{server.url}/**")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert server.answers(attempt_id) == before
    page.goto(attempt)
    assert page.url.startswith(f"{attempt}/questions/")
