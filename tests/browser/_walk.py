"""What readers do in a browser, and what they know: the key of every question, by its prompt."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from fractions import Fraction
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any, Protocol

from playwright.sync_api import BrowserContext, Locator, Page, expect

from quizapp.core.loading import load_quiz
from quizapp.core.markdown import plain_text, render_block, render_inline, split_first_paragraph
from quizapp.core.question import Input, Question, Response
from quizapp.core.quiz import Quiz
from quizapp.core.words import word
from quizapp.storage.links import new_teacher_link
from quizapp.storage.start import open_database
from tests.browser import _quizzes
from tests.browser.conftest import PATIENCE, Server

PASSWORD = "four words by heart"
NUMBERS = count(1)
"""What makes the names of this run's people and files their own."""
States = Iterator[tuple[str, Page]]
"""The states of pages by name; whoever asks for the next leaves the page where it is."""
TRUE_FALSE = {"true": "True", "false": "False", "not-given": "Not given"}


def add_quizzes(server: Server) -> None:
    """Put the quizzes of these tests into the server's bank, once: it reads them when it starts."""
    folder = server.folder / "questions"
    if (folder / "one-of-each.yaml").exists():
        return
    quizzes = {
        "whole-bank": _quizzes.whole_bank(),
        "long-words": _quizzes.LONG_WORDS,
        "arabic": _quizzes.ARABIC,
        "recall": _quizzes.RECALL,
        "one-of-each": _quizzes.one_of_each(),
    }
    for name, text in quizzes.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    server.stop()
    server.start()


# What the reader knows


class Key:
    """A quiz file as whoever wrote it knows it."""

    def __init__(self, quiz: Quiz) -> None:
        self.quiz = quiz
        self.by_prompt = {_legend(question, quiz): question for question in quiz.questions()}

    def question(self, legend: str) -> Question:
        return self.by_prompt[" ".join(legend.split())]

    def words(self, question: Question, name: str, text: str) -> str:
        """Return what a page calls an option."""
        if question.type == "true-false":
            return word(TRUE_FALSE[name], question.lang or self.quiz.language)
        return plain_text(render_inline(text))

    def key_words(self, question: Question) -> list[str]:
        """Return the words of a right answer as pages show them."""
        texts = {o.name: o.text for entry in question.entries() for o in entry.options}
        return [self.words(question, name, texts.get(name, name)) for _, name in question.key]


def _legend(question: Question, quiz: Quiz) -> str:
    first = split_first_paragraph(render_block(question.prompt))[0]
    return plain_text(first) or word("Fill in the gaps.", question.lang or quiz.language)


def key_of(server: Server, name: str) -> Key:
    return _load(server.folder / "questions" / f"{name}.yaml")


@cache
def _load(path: Path) -> Key:
    quiz = load_quiz(path).reading.quiz
    assert quiz is not None
    return Key(quiz)


def wrong(question: Question) -> Response:
    """Return an answer to every part that earns nothing, or less than everything."""
    key = question.key
    response = []
    for entry in question.entries():
        right = [value for part, value in key if part == entry.part]
        others = [option.name for option in entry.options if option.name not in right]
        if entry.input is Input.ORDER:
            response += [(entry.part, value) for value in reversed(right)]
        elif entry.options:
            response.append((entry.part, others[0]))
        else:
            response.append((entry.part, "1" if question.type == "numeric" else "sparrows"))
    assert not question.grade(tuple(response)).is_right
    return tuple(response)


# How a reader does it


class Hand(Protocol):
    """What answers: a mouse, a keyboard."""

    def press(self, button: Locator) -> None: ...
    def tick(self, box: Locator) -> None: ...
    def choose(self, menu: Locator, words: str) -> None: ...
    def type(self, line: Locator, text: str) -> None: ...


class Mouse:
    """Also a finger: every row, button and field is clicked."""

    def press(self, button: Locator) -> None:
        button.click()

    def tick(self, box: Locator) -> None:
        box.click()

    def choose(self, menu: Locator, words: str) -> None:
        menu.select_option(label=words)

    def type(self, line: Locator, text: str) -> None:
        line.fill(text)


def group(page: Page, legend: str) -> Locator:
    return page.get_by_role("group", name=legend, exact=True)


def fill_in(
    room: Page | Locator, key: Key, question: Question, given: Response, hand: Hand
) -> None:
    """Answer a question, whatever its type, by the words on the page."""
    gaps = [entry.part for entry in question.entries()]
    if question.type == "cloze":
        gaps = [piece.name for piece in question.pieces() if not isinstance(piece, str)]
    for entry in question.entries():
        values = [value for part, value in given if part == entry.part]
        texts = {option.name: option.text for option in entry.options}
        words = [key.words(question, value, texts[value]) if texts else value for value in values]
        label = f"Gap {gaps.index(entry.part) + 1}" if question.type == "cloze" else ""
        label = label or plain_text(render_inline(entry.part))
        if entry.input is Input.ORDER:
            put_in_order(room, words, hand)
        elif entry.input in {Input.TEXT, Input.LONG_TEXT}:
            name = {"name": label, "exact": True} if label else {}
            for text in words:
                hand.type(room.get_by_role("textbox", **name), text)
        elif label:
            for text in words:
                hand.choose(room.get_by_role("combobox", name=label, exact=True), text)
        else:
            role = "radio" if entry.input is Input.ONE else "checkbox"
            for text in words:
                hand.tick(room.get_by_role(role, name=text, exact=True))


def show_in_passage(number: int) -> re.Pattern[str]:
    """Return the name of the links that lead from a question of the result to its evidence."""
    return re.compile(rf"^Show in passage ?: question {number}\b")


def items(room: Page | Locator) -> list[str]:
    return [" ".join(text.split()) for text in room.locator(".ordering-text").all_text_contents()]


def put_in_order(room: Page | Locator, order: Sequence[str], hand: Hand) -> None:
    """Move up what belongs above; where nothing had to move, keep the order."""
    for place, item in enumerate(order):
        now = items(room)
        while (at := now.index(item)) > place:
            hand.press(room.get_by_role("button", name=f"Move up: {item}", exact=True))
            now[at - 1 : at + 1] = [now[at], now[at - 1]]
            expect(room.locator(".ordering-text")).to_have_text(now, timeout=PATIENCE)
    keep = room.get_by_role("button", name="Keep this order")
    if keep.is_visible():
        hand.press(keep)
    expect(room.get_by_text("This order is your answer.")).to_be_visible(timeout=PATIENCE)


@dataclass
class Walk:
    """A reader on the way through one quiz with a question on each page."""

    page: Page
    key: Key
    hand: Hand = field(default_factory=Mouse)
    met: dict[int, Question] = field(default_factory=dict)

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    @property
    def places(self) -> tuple[int, int]:
        """Return the number of this question, and how many there are."""
        heading = self.page.get_by_role("heading", level=1).inner_text()
        found = re.fullmatch(r"Question (\d+) of (\d+)", heading)
        assert found, heading
        return int(found[1]), int(found[2])

    @property
    def question(self) -> Question:
        return self.key.question(self.page.locator("fieldset.prompt legend").inner_text())

    def answer(self, given: Response | None = None) -> Question:
        """Fill in this page's question: with the key, if nothing else is given."""
        question = self.question
        self.met[self.places[0]] = question
        fill_in(self.page, self.key, question, question.key if given is None else given, self.hand)
        return question

    def next(self) -> None:
        number, total = self.places
        self.hand.press(self.button("Next" if number < total else "Check your answers"))
        there = f"Question {number + 1} of {total}" if number < total else "Check your answers"
        expect(self.page.get_by_role("heading", level=1)).to_have_text(there, timeout=PATIENCE)

    def answer_all(self, *, wrongly: Sequence[int] = ()) -> None:
        """Go from this question to the check page; answer those `wrongly` that are named."""
        number, total = self.places
        for place in range(number, total + 1):
            self.answer(wrong(self.question) if place in wrongly else None)
            self.next()

    def submit(self) -> None:
        self.hand.press(self.button("Submit quiz"))
        self.page.wait_for_url("**/result", timeout=PATIENCE)

    @property
    def full_score(self) -> str:
        """Return what the heading of a result without a mistake says."""
        hand_marked = [q.points for q in self.met.values() if q.is_marked_by_hand]
        points = sum((q.points for q in self.met.values() if not q.is_marked_by_hand), Fraction())
        waiting = f", {sum(hand_marked)} more when marked" if hand_marked else ""
        return f"{points} of {points} points (100%){waiting}"


def begin(page: Page, quiz: str, reader: str = "Mira") -> str:
    """Start a quiz, whether or not this device knows its reader; return the attempt's address."""
    page.goto(f"/quizzes/{quiz}")
    name = page.get_by_label("Your name")
    if name.count():
        name.fill(reader)
    page.get_by_role("button", name="Start quiz").click()
    page.wait_for_url("**/attempts/**", timeout=PATIENCE)
    return page.url.split("/questions/")[0].removesuffix("/passage")


def new_pages(
    browser: Any, server: Server, faults: Any, **options: Any
) -> Iterator[BrowserContext]:
    """Yield a context in which everything that a browser complains about is noted."""
    options = {"viewport": {"width": 1280, "height": 800}, "reduced_motion": "reduce"} | options
    context = browser.new_context(base_url=server.url, **options)
    context.set_default_timeout(PATIENCE)
    faults.watch(context)
    yield context
    context.close()


# What teachers do


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def follow(page: Page, link: Locator) -> None:
    """Follow a link and wait for its page: until then the old one is still there to be met."""
    with page.expect_navigation():
        link.click()


def arrive(page: Page, heading: str) -> None:
    """Wait for the page that a click leads to."""
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    page.wait_for_load_state()


def choose_password(page: Page, button: str) -> None:
    page.get_by_label("New password", exact=True).fill(PASSWORD)
    page.get_by_label("New password again").fill(PASSWORD)
    press(page, button)


def become_teacher(page: Page, server: Server) -> str:
    """Become a teacher by the one-time link; return the user name."""
    user_name = f"hale-{next(NUMBERS)}"
    page.goto(teacher_link(server))
    page.get_by_label("Your name").fill("Ms Hale")
    page.get_by_label("User name").fill(user_name)
    choose_password(page, "Become the teacher")
    page.wait_for_url("**/teach")
    return user_name


def teacher_link(server: Server) -> str:
    """Make a one-time link as `quizapp teacher-link` does."""
    now = datetime.now(UTC)
    file = server.folder / "instance" / "quizapp.sqlite"
    database, _ = open_database(f"sqlite:///{file}", now)
    try:
        return f"/become-teacher/{new_teacher_link(database, now)}"
    finally:
        database.close()
