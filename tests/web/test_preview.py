"""A whole quiz on one page for whoever writes it."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from textwrap import indent

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from quizapp.core.arrangement import arrange_entries
from quizapp.core.manuscript import Manuscript
from quizapp.core.markdown import plain_text, render_around, render_block, render_inline
from quizapp.core.reading import Reading, read_quiz
from quizapp.core.types import get_type, type_words
from quizapp.core.words import PAPER, word
from quizapp.preview_app import create_preview_app
from quizapp.web.preview import render_preview
from tests.conftest import LIGHTHOUSE
from tests.core.types.build import LIGHTHOUSE as PASSAGE
from tests.web import _walk
from tests.web._page import Page

BANK = Path(__file__).parents[2] / "questions"
TEMPLATES = Path(__file__).parents[2] / "quizapp" / "templates"
NUMBERED = [word for word in type_words() if (found := get_type(word)) and found.is_numbered]


def read(text: str, files: dict[str, bytes] | None = None) -> Reading:
    return read_quiz(text, "one", "one.yaml", (files or {}).get)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """Return the app of `quizapp preview`: it has no database and is made quickly."""
    return create_preview_app(Manuscript(tmp_path_factory.mktemp("desk")))


def preview(app: Flask, reading: Reading, mode: str = "reader", **options: object) -> Page:
    return Page(markup(app, reading, mode, **options))


def markup(app: Flask, reading: Reading, mode: str = "reader", **options: object) -> str:
    with app.test_request_context():
        app.preprocess_request()
        return render_preview(reading, mode, **options)


def quiz_of(word: str) -> str:
    """Return a quiz of the example on the type's manual page."""
    module = importlib.import_module(f"quizapp.core.types.{word.replace('-', '_')}")
    found = re.search(r"```yaml\n(.*?)```", module.__doc__ or "", re.DOTALL)
    assert found
    return f"title: One\npassage:\n  text: |\n{indent(PASSAGE, '    ')}\nquestions:\n{found[1]}"


def test_a_reader_s_page_has_the_passage_and_every_question_to_fill_in(desk: Flask) -> None:
    page = preview(desk, read(LIGHTHOUSE))
    assert "Hale Point got its lighthouse in 1871" in page.text
    assert "Question 1 of 2" in page.text
    assert "Three ships had been lost" in page.choices
    assert page.labels["Your answer"] == "fuel.response"


def test_a_reader_s_page_tells_nothing_of_the_key(desk: Flask) -> None:
    page = markup(desk, read(LIGHTHOUSE))
    assert "names the lost ships" not in page
    assert "right answer" not in page
    assert "<mark" not in page


def test_with_key_everything_about_a_question_is_there(desk: Flask) -> None:
    extra = """\
    hints: [Look at the beginning.]
    process: infer
    points: 1/2
    tags: [history]
"""
    feedback = "      - text: A keeper had asked for it\n        feedback: Nobody had.\n"
    text = LIGHTHOUSE.replace("      - A keeper had asked for it\n", feedback)
    page = preview(desk, read(text.replace("  - id: fuel", f"{extra}  - id: fuel")), "key")
    for words in (
        "Three ships had been lost right answer",
        "A keeper had asked for it Nobody had.",
        "Why The passage names the lost ships as the reason.",
        "Look at the beginning.",
        "why-built",
        "0.5 points",
        "Infer",
        "#history",
        "Right answer whale oil",
    ):
        assert words in page.text
    assert ("Show in passage: question 1", "#evidence-1-1") in page.links
    assert page.first("mark", id="evidence-1-1")["data-question"] == "1"


def test_with_key_all_that_is_accepted_and_rejected_is_listed(desk: Flask) -> None:
    text = quiz_of("cloze")
    page = preview(desk, read(text), "key")
    assert "fuel: oil 50%" in page.text
    assert "fuel: fish oil rejected" in page.text
    assert "died The passage says nothing of deaths." in page.text
    rubric = preview(desk, read(quiz_of("open-response")), "key")
    assert re.search(r"\d points", rubric.text)


@pytest.mark.parametrize("word", NUMBERED)
@pytest.mark.parametrize("mode", ["reader", "key", "print"])
def test_every_type_can_be_previewed(desk: Flask, mode: str, word: str) -> None:
    page = preview(desk, read(quiz_of(word)), mode)
    assert page.text.startswith("One – Preview")
    assert "The lamp burned whale oil" in page.text
    if mode == "print":
        assert not {"input", "select", "textarea", "button"} & {tag for tag, _ in page.tags}


@pytest.mark.parametrize("path", sorted(BANK.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_bank_can_be_previewed(desk: Flask, path: Path) -> None:
    reading = read(path.read_text(encoding="utf-8"))
    assert reading.quiz
    for mode in ("reader", "key", "print"):
        shown = preview(desk, reading, mode)
        sections = [given["data-id"] for _, given in shown.tags if "data-id" in given]
        assert sections == list(reading.quiz.items)


def test_a_draft_a_missing_question_and_a_quiz_without_a_passage(desk: Flask) -> None:
    head, _, questions = LIGHTHOUSE.partition("questions:")
    wrong = LIGHTHOUSE.replace("type: short-answer", "type: short-anser")
    page = preview(desk, read(f"status: draft\n{wrong}"))
    assert "Draft: only teachers see it" in page.text
    assert "What has errors is left out here" in page.text
    assert "Question 1 of 1" in page.text
    told = (
        "Left out: the question in line 19 line 20, column 11 Error Q104 there is no question type"
    )
    assert told in page.text
    assert page.text.index("Question 1 of 1") < page.text.index("Left out")
    bare = re.sub(r"\n    evidence: .*", "", f"title: Bare\nquestions:{questions}")
    page = preview(desk, read(bare))
    assert "Question 2 of 2" in page.text
    assert "Passage" not in page.text
    assert head


@pytest.mark.parametrize("text", ["", "questions: [", "title: One\n", "[" * 100_000])
def test_a_file_that_gives_no_quiz_has_a_page_that_says_so(desk: Flask, text: str) -> None:
    assert "Nothing to show yet" in preview(desk, read(text)).text


def test_a_question_with_errors_has_its_place_among_the_others(desk: Flask) -> None:
    wrong = LIGHTHOUSE.replace("evidence: after three", "evidence: after two")
    page = preview(desk, read(wrong), "key")
    assert page.text.index("evidence is not in the passage") < page.text.index("What did the lamp")
    assert "Left out" not in preview(desk, read(wrong), "print").text


def test_sections_say_how_many_questions_are_drawn(desk: Flask) -> None:
    _, _, questions = LIGHTHOUSE.partition("questions:\n")
    head = LIGHTHOUSE.partition("questions:\n")[0]
    fields = "title: Find it\n  instructions: One of two.\n  draw: 1\n  questions:"
    sections = f"sections:\n- {fields}\n{questions}"
    for mode in ("reader", "key", "print"):
        page = preview(desk, read(head + sections), mode)
        assert "Find it One of two. Each attempt takes 1 of the 2 questions" in page.text


def test_the_question_asked_for_is_marked(desk: Flask) -> None:
    page = preview(desk, read(LIGHTHOUSE), at_question="fuel")
    marked = [given["data-id"] for _, given in page.tags if "is-current" in given.get("class", "")]
    assert marked == ["fuel"]


def test_fields_keep_their_names_when_a_question_is_put_before_them(desk: Flask) -> None:
    """Else what a writer filled in would move to another question."""
    before = preview(desk, read(LIGHTHOUSE))
    new = "questions:\n  - {id: new, type: true-false, prompt: A tower., answer: true}\n"
    after = preview(desk, read(LIGHTHOUSE.replace("questions:\n", new)))
    assert before.choices["Three ships had been lost"] == after.choices["Three ships had been lost"]


def test_only_a_preview_may_stand_in_a_frame_and_only_in_ours(
    app: Flask, client: FlaskClient
) -> None:
    reading = read(LIGHTHOUSE)
    app.add_url_rule("/preview", view_func=lambda: render_preview(reading))
    policy = client.get("/preview").headers["Content-Security-Policy"]
    assert "frame-src 'self'; frame-ancestors 'self'" in policy
    assert "frame-ancestors 'none'" not in policy
    assert "script-src 'self'; style-src 'self'" in policy
    assert "frame-ancestors 'none'" in client.get("/").headers["Content-Security-Policy"]


class TestPictures:
    PNG = b"\x89PNG\r\n\x1a\n and so on"
    TEXT = LIGHTHOUSE.replace(
        "passage:\n", "passage:\n  images:\n    - {file: tower.png, alt: A white tower}\n"
    )

    def test_they_are_shown_in_every_mode(self, desk: Flask) -> None:
        reading = read(self.TEXT, {"tower.png": self.PNG})
        for mode in ("reader", "key", "print"):
            page = preview(desk, reading, mode, picture_url=lambda file: f"/pictures/{file}")
            assert page.first("img", alt="A white tower")["src"] == "/pictures/tower.png"

    def test_the_bank_s_are_given_to_teachers_alone(
        self, app: Flask, client: FlaskClient, questions: Path
    ) -> None:
        (questions / "tower.png").write_bytes(self.PNG)
        (questions / "notes.txt").write_text("mine")
        address = "/teach/bank/pictures"
        assert client.get(f"{address}/tower.png").status_code == 404
        _walk.become_teacher(app, client)
        reply = client.get(f"{address}/tower.png")
        assert (reply.mimetype, reply.data) == ("image/png", self.PNG)
        for name in ("notes.txt", "lighthouse.yaml", "..%2Finstance%2Fsecret_key", "none.png"):
            assert client.get(f"{address}/{name}").status_code == 404


class TestPaper:
    @pytest.fixture
    def environment(self) -> Environment:
        """Jinja as a format has it that knows no web pages."""
        environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=False,  # noqa: S701 - the filters escape
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.filters.update(
            inline=render_inline,
            block=render_block,
            plain=lambda text: plain_text(render_inline(text)),
            around_gaps=render_around,
        )
        environment.globals.update(word=word)
        return environment

    def paper(self, environment: Environment, text: str) -> str:
        quiz = read(text).quiz
        assert quiz
        [item] = quiz.items.values()
        question = item.question
        template = environment.get_template(f"questions/{question.type}.html")
        entries = arrange_entries(question, ("choices",), "form A")
        return " ".join(template.module.paper(question, entries, "en", PAPER).split())

    @pytest.mark.parametrize("word", NUMBERED)
    def test_every_type_stands_on_paper_without_a_web_page(
        self, environment: Environment, word: str
    ) -> None:
        paper = self.paper(environment, quiz_of(word))
        assert "paper-" in paper
        assert not re.search(r"<(input|select|textarea|button|form)\b", paper)

    def test_choices_have_boxes_and_letters(self, environment: Environment) -> None:
        paper = self.paper(environment, quiz_of("single-choice"))
        assert re.findall(r'paper-letter">(\w)<', paper) == ["A", "B", "C", "D"]
        assert paper.count("paper-box-one") == 4

    def test_more_letters_than_the_alphabet(self, environment: Environment) -> None:
        choices = "".join(f"    - choice {n}\n" for n in range(30))
        key = "    - {text: key, correct: true}\n"
        fields = "type: single-choice\n  id: many\n  prompt: Which?\n  choices:"
        text = f"title: One\nquestions:\n- {fields}\n{key}{choices}"
        letters = re.findall(r'paper-letter">(\w+)<', self.paper(environment, text))
        assert letters[25:28] == ["Z", "AA", "AB"]

    def test_gaps_are_blank_and_all_as_wide(self, environment: Environment) -> None:
        paper = self.paper(environment, quiz_of("cloze"))
        assert paper.count('<span class="paper-blank"></span>') == 4
        assert "lamp oil" in paper
        assert re.search(r"\((lived / died|died / lived)\)", paper)

    def test_lines_are_as_many_as_the_words_asked_for(self, environment: Environment) -> None:
        question = "{id: one, type: open-response, prompt: Why?, words: 40-120}"
        text = f"title: One\nquestions:\n- {question}\n"
        paper = self.paper(environment, text)
        assert "40 to 120 words" in paper
        assert paper.count("paper-line") - paper.count("paper-lines") == 12
