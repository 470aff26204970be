"""Take the README's pictures of the running app: `make picture`.

The clock, the drawing of questions and the folder of data are fixed, so that the same app gives the
same pictures.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from unittest.mock import patch

from flask import Flask
from playwright.sync_api import Browser, Page, expect, sync_playwright
from werkzeug.serving import make_server

from quizapp.app import create_app
from quizapp.config import Config
from quizapp.core.arrangement import draw_questions
from quizapp.core.loading import load_quiz
from tests.browser.conftest import chromium

ROOT: Final = Path(__file__).parents[2]
HELP: Final = ROOT / "quizapp" / "help"
QUESTIONS: Final = ROOT / "questions"
QUIZ: Final = "tomahawk-request"
QUESTION: Final = "missiles-aim"
TEN_LINES: Final = "ten-lines"
NOW: Final = datetime(2026, 11, 23, 10, 42, tzinfo=UTC)


def main() -> None:
    """Serve the bank and the README's ten lines, and take both pictures."""
    with tempfile.TemporaryDirectory() as folder:
        bank = Path(folder, "questions")
        shutil.copytree(QUESTIONS, bank)
        (bank / f"{TEN_LINES}.yaml").write_text(ten_lines(), encoding="utf-8")
        config = Config(questions=bank, instance=Path(folder, "instance"), secret_key="p" * 32)
        app = create_app(config, clock=lambda: NOW)
        with _fixed_draw(), served(app) as address, started() as browser:
            for name, take in (("picture", _question), ("picture-ten-lines", _ten_lines)):
                path = HELP / f"{name}.png"
                _on_new_page(browser, address, take, path)
                print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1024} kB")


def ten_lines() -> str:
    """Return the quiz that stands in the README."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.search(r"^```yaml\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)
    if found is None:
        raise SystemExit("README.md has no quiz in it.")
    return found[1]


@contextmanager
def _fixed_draw() -> Iterator[None]:
    """Let every attempt draw the question of the picture first."""
    quiz = load_quiz(QUESTIONS / f"{QUIZ}.yaml").reading.quiz
    if quiz is None or QUESTION not in quiz.items:
        raise SystemExit(f"{QUIZ}.yaml has no question {QUESTION}.")
    seeds = (f"picture-{number}" for number in range(1000))
    seed = next(seed for seed in seeds if draw_questions(quiz, seed)[0] == QUESTION)
    with patch("quizapp.web.library.secrets.token_hex", return_value=seed):
        yield


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve an app on a free port of this machine."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def started() -> Iterator[Browser]:
    """Start the browser that the tests use."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), chromium_sandbox=not is_root
        )
        yield browser
        browser.close()


def _on_new_page(
    browser: Browser, address: str, take: Callable[[Page, Path], None], path: Path
) -> None:
    context = browser.new_context(
        base_url=address,
        viewport={"width": 1280, "height": 800},
        color_scheme="light",
        reduced_motion="reduce",
        locale="en-GB",
    )
    take(context.new_page(), path)
    context.close()


def _start(page: Page, quiz: str) -> None:
    page.goto(f"/quizzes/{quiz}")
    page.get_by_label("Your name").fill("Mira")
    page.get_by_role("button", name="Start quiz").click()


def _answer(page: Page, words: str) -> None:
    """Choose, and wait until it is saved and everything is drawn."""
    page.get_by_label(words).check()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Saved 10:42")).to_be_visible()
    page.evaluate("document.activeElement.blur(); document.fonts.ready.then(() => null)")
    page.wait_for_load_state("networkidle")


def _question(page: Page, path: Path) -> None:
    _start(page, QUIZ)
    _answer(page, "Get Putin to negotiate")
    page.screenshot(path=path, animations="disabled", scale="css")


def _ten_lines(page: Page, path: Path) -> None:
    page.set_viewport_size({"width": 1280, "height": 640})
    _start(page, TEN_LINES)
    _answer(page, "Ships had sunk")
    page.screenshot(path=path, animations="disabled", scale="css")


if __name__ == "__main__":
    main()
