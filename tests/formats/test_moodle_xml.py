"""Moodle XML, kind by kind, and what is broken in it."""

from __future__ import annotations

import base64
import io
from typing import Any

import pytest
from PIL import Image

from quizapp.formats import Brought, Incoming, bring_in, get_format, sniff
from tests.formats._quizzes import loaded, taken


def moodle() -> Any:
    format_ = get_format("moodle")
    assert format_
    return format_


def brought(questions: str | bytes) -> Brought:
    data = questions if isinstance(questions, bytes) else f"<quiz>{questions}</quiz>".encode()
    return bring_in([(Incoming("quiz.xml", data), moodle())], "quiz")


def question(kind: str, inside: str = "", text: str = "Why?", format_: str = "html") -> str:
    return (
        f'<question type="{kind}"><name><text>Q</text></name>'
        f'<questiontext format="{format_}"><text><![CDATA[{text}]]></text></questiontext>'
        f"{inside}</question>"
    )


def answer(share: str, text: str, feedback: str = "", more: str = "") -> str:
    said = f'<feedback format="html"><text>{feedback}</text></feedback>' if feedback else ""
    return f'<answer fraction="{share}" format="html"><text>{text}</text>{said}{more}</answer>'


def fields_of(found: Brought) -> dict[str, Any]:
    assert found.quiz is not None, found.losses
    (item,) = found.quiz.items.values()
    fields: dict[str, Any] = item.question.model_dump(by_alias=True, exclude_defaults=True)
    return fields


def only(questions: str) -> dict[str, Any]:
    """Return the fields of a file's one question; nothing may be lost."""
    found = brought(questions)
    assert found.losses == ()
    return fields_of(found)


def lossy(questions: str) -> tuple[dict[str, Any], str]:
    """Return the fields of a file's one question, and all that was lost in words."""
    found = brought(questions)
    return fields_of(found), "\n".join(loss.message for loss in found.losses)


def why_left_out(questions: str) -> str:
    found = brought(f"{questions}{question('essay')}")
    assert found.quiz is not None
    assert [kept.type for kept in found.quiz.questions()] == ["open-response"]
    (loss,) = found.losses
    assert "left out" in loss.message
    return loss.message


def texts(choices: Any) -> list[str]:
    return [choice["text"] for choice in choices]


def credits(choices: Any) -> list[str]:
    return [str(choice.get("credit")) for choice in choices]


TWO = answer("100", "yes") + answer("0", "no")


def test_what_every_question_has() -> None:
    found = only(
        question(
            "multichoice",
            TWO + "<generalfeedback format='markdown'><text>Because *so*.</text></generalfeedback>"
            "<defaultgrade>0.3333333</defaultgrade><penalty>0.3333333</penalty><hidden>0</hidden>"
            "<hint format='html'><text>&lt;p&gt;Look &lt;b&gt;up&lt;/b&gt;.&lt;/p&gt;</text>"
            "<shownumcorrect/></hint><hint><text>Higher.</text></hint>"
            "<tags><tag><text>sea</text></tag><tag><text>light</text></tag></tags>",
        )
    )
    assert found["id"] == "Q"
    assert found["prompt"] == "Why?"
    assert found["explanation"] == "Because *so*."
    assert str(found["points"]) == "1/3"
    assert found["hints"] == ("Look **up**.", "Higher.")
    assert found["tags"] == ("sea", "light")


def test_the_id_number_is_the_id_and_a_name_beside_it_is_told() -> None:
    found, lost = lossy(question("multichoice", TWO + "<idnumber>why-1</idnumber>"))
    assert found["id"] == "why-1"
    assert "names beside their ID numbers" in lost


def test_a_grade_that_is_no_number_is_told() -> None:
    found, lost = lossy(question("essay", "<defaultgrade>much</defaultgrade>"))
    assert "points" not in found
    assert "a default grade of `much`" in lost


def test_true_and_false_with_both_feedbacks() -> None:
    found = only(question("truefalse", answer("0", "true", "No.") + answer("100", "false", "Yes.")))
    assert found["answer"] == "false"
    assert found["feedback"] == {"true": "No.", "false": "Yes."}


def test_one_choice_with_shares_and_what_is_said_to_each() -> None:
    said = (
        "<correctfeedback><text>Well done.</text></correctfeedback>"
        "<partiallycorrectfeedback><text>Nearly.</text></partiallycorrectfeedback>"
        "<incorrectfeedback><text>Your answer is incorrect.</text></incorrectfeedback>"
    )
    answers = answer("100", "a", "Right.") + answer("33.33333", "b") + answer("0", "c")
    found = only(question("multichoice", f"<single>true</single>{answers}{said}"))
    assert found["type"] == "single-choice"
    assert texts(found["choices"]) == ["a", "b", "c"]
    assert credits(found["choices"]) == ["None", "1/3", "None"]
    assert [c.get("feedback") for c in found["choices"]] == [
        "Right.\n\nWell done.",
        "Nearly.",
        None,
    ]


@pytest.mark.parametrize(
    ("shares", "scoring"),
    [
        (("50", "50", "-50", "-50"), "balanced"),
        (("50", "50", "-50"), "right-minus-wrong"),
        (("50", "50", "0", "-10"), "credits"),
        (("100", "-100"), "balanced"),
    ],
)
def test_several_right_ones_by_their_shares(shares: tuple[str, ...], scoring: str) -> None:
    answers = "".join(answer(share, f"c{n}") for n, share in enumerate(shares))
    found, lost = lossy(
        question(
            "multichoice",
            f"<single>0</single>{answers}<correctfeedback><text>Fine!</text></correctfeedback>",
        )
    )
    assert found["type"] == "multiple-response"
    assert found.get("scoring", "balanced") == scoring
    assert "what is said to a right answer: “Fine!”" in lost


def test_all_or_nothing_choices_of_the_plug_in() -> None:
    found = only(question("multichoiceset", TWO + answer("100", "perhaps")))
    assert found["scoring"] == "all-or-nothing"
    assert [c.get("correct", False) for c in found["choices"]] == [True, False, True]


def test_short_answers_with_patterns_case_and_what_is_rejected() -> None:
    answers = (
        answer("100", "whale oil")
        + answer("50", "oil", "Which?")
        + answer("100", "*whale*")
        + answer("100", r"a\*b")
        + answer("0", "fish oil", "No fish.")
        + answer("0", "*", "Read on.")
    )
    found, lost = lossy(question("shortanswer", f"<usecase>1</usecase>{answers}"))
    assert found["case-sensitive"] is True
    assert texts(found["answers"]) == ["whale oil", "oil", "*whale*", "a*b"]
    assert credits(found["answers"]) == ["None", "1/2", "None", "None"]
    assert found["answers"][2]["match"] == "wildcard"
    assert found["reject"] == ({"text": "fish oil", "feedback": "No fish."},)
    assert "what is said to any other answer: “Read on.”" in lost


def test_numbers_with_tolerances_and_a_unit() -> None:
    near = "<tolerance>2</tolerance>"
    units = (
        "<units><unit><multiplier>1</multiplier><unit_name>m</unit_name></unit>"
        "<unit><multiplier>100</multiplier><unit_name>cm</unit_name></unit></units>"
        "<unitgradingtype>0</unitgradingtype><showunits>0</showunits>"
    )
    found, lost = lossy(
        question(
            "numerical",
            answer("100", "2.5", more="<tolerance>0</tolerance>")
            + answer("50", "1e1", "Near.", near)
            + answer("0", "*", "No.")
            + units,
        )
    )
    assert [str(a["value"]) for a in found["answers"]] == ["5/2", "10"]
    assert found["answers"][1]["tolerance"] == "2"
    assert credits(found["answers"]) == ["None", "1/2"]
    assert found["unit"] == "m"
    assert "other units than “m”: cm" in lost
    assert "any other number: “No.”" in lost


def test_one_number_is_the_short_form() -> None:
    found = only(question("numerical", answer("100", "1822", more="<tolerance>5</tolerance>")))
    assert str(found["answer"]) == "1822"
    assert found["tolerance"] == "5"


def test_numbers_as_moodle_before_2_wrote_them() -> None:
    old = "<answer>23<tolerance>0.5</tolerance><fraction>1</fraction></answer>"
    found = only(question("numerical", old))
    assert (str(found["answer"]), found["tolerance"]) == ("23", "0.5")


def pair(left: str, right: str) -> str:
    return (
        f'<subquestion format="html"><text>{left}</text><answer><text>{right}</text></answer>'
        "</subquestion>"
    )


@pytest.mark.parametrize("kind", ["matching", "match", "ddmatch"])
def test_pairs_and_a_right_side_without_a_left(kind: str) -> None:
    found = only(question(kind, pair("one", "1") + pair("two", "*2*") + pair("", "3")))
    assert found["pairs"] == {"one": "1", "two": r"\*2\*"}
    assert found["distractors"] == ("3",)


def test_an_order_and_how_it_is_marked() -> None:
    items = "".join(answer(str(n), text) for n, text in enumerate(["first", "then", "last"], 1))
    found = only(question("ordering", f"{items}<gradingtype>ALL_OR_NOTHING</gradingtype>"))
    assert found["items"] == ("first", "then", "last")
    assert found["scoring"] == "all-or-nothing"
    found, lost = lossy(
        question("ordering", f"{items}<gradingtype>ABSOLUTE_POSITION</gradingtype>")
    )
    assert "scoring" not in found
    assert "marking an order (absolute position): here it is `kendall`" in lost


def test_essays_and_what_they_ask_for() -> None:
    found, lost = lossy(
        question(
            "essay",
            "<responseformat>editor</responseformat><attachments>2</attachments>"
            "<minwordlimit>40</minwordlimit><maxwordlimit>120</maxwordlimit>"
            "<graderinfo format='html'><text>Look for reasons.</text></graderinfo>",
        )
    )
    assert found["type"] == "open-response"
    assert found["words"] == (40, 120)
    assert "the files that may be handed in" in lost
    assert "the information for markers: “Look for reasons.”" in lost
    assert "files, not for a text" in why_left_out(
        question("essay", "<responseformat>noinline</responseformat>")
    )


def test_a_description_stands_above_the_question_after_it() -> None:
    found = brought(question("description", text="<p>Read <i>this</i>.</p>") + question("essay"))
    assert found.losses == ()
    assert found.quiz is not None
    (item,) = found.quiz.items.values()
    assert [preface.body for preface in item.prefaces] == ["Read *this*."]


def test_a_description_that_is_tagged_passage_is_one_with_its_pictures() -> None:
    picture = png()
    tags = "<tags><tag><text>passage</text></tag></tags>"
    text = "## The sea\n\nIt is *wide*.\n\n![A wave](@@PLUGINFILE@@/my%20wave.png)\n\n*— A sailor*"
    described = (
        '<question type="description"><name><text>The sea</text></name>'
        f'<questiontext format="markdown"><text>{text}</text>'
        f'<file name="my wave.png" encoding="base64">{picture}</file></questiontext>'
        f"{tags}</question>"
    )
    found = brought(described + question("essay"))
    assert found.losses == ()
    assert found.quiz is not None
    (passage,) = found.quiz.passages
    assert (passage.title, passage.source) == ("The sea", "A sailor")
    assert [paragraph.text for paragraph in passage.paragraphs] == ["It is wide."]
    assert [(image.file, image.alt) for image in passage.images] == [("my wave.png", "A wave")]
    assert found.files == {"my wave.png": base64.b64decode(picture)}


def png() -> str:
    file = io.BytesIO()
    Image.new("L", (2, 2)).save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


def test_pictures_in_questions_are_put_beside_the_quiz_and_told() -> None:
    file = f'<file name="a/b?.png" path="/" encoding="base64">{png()}</file>'
    sound = '<file name="a.mp3" encoding="base64">AAAA</file>'
    broken = '<file name="c.png" encoding="base64">%%</file>'
    found = brought(
        question(
            "essay",
            f"<generalfeedback format='html'><text/>{file}{sound}{broken}</generalfeedback>",
            '<p>Look: <img src="@@PLUGINFILE@@/a/b?.png" alt="a wave"> and '
            '<img src="https://example.org/x.png"></p>',
        )
    )
    assert fields_of(found)["prompt"] == "Look: a wave and"
    assert list(found.files) == ["b.png"]
    lost = "\n".join(loss.message for loss in found.losses)
    assert "the picture `b.png` in its text: it is put beside the quiz" in lost
    assert "the picture `https://example.org/x.png`" in lost
    assert "`a.mp3` is not taken: it is no PNG" in lost
    assert "`c.png` is not taken: its content is damaged" in lost


def category(path: str, info: str = "") -> str:
    said = f"<info format='html'><text>{info}</text></info>" if info else ""
    return f'<question type="category"><category><text>{path}</text></category>{said}</question>'


def test_categories_begin_sections_and_what_they_share_is_the_title() -> None:
    found = brought(
        category("$course$/top/The sea", "The default category for questions shared in context.")
        + question("essay")
        + category("$course$/top/The sea/tom//dick/harry", "One sentence each.")
        + question("essay")
    )
    assert found.losses == ()
    assert found.quiz is not None
    assert found.quiz.title == "The sea"
    assert [s.title for s in found.quiz.sections] == ["", "tom/dick / harry"]
    assert [s.instructions for s in found.quiz.sections] == ["", "One sentence each."]


def test_choices_in_a_fixed_order() -> None:
    fixed = "<shuffleanswers>0</shuffleanswers>"
    found = brought(question("multichoice", TWO + fixed))
    assert found.quiz is not None
    assert found.quiz.settings.shuffle == ()
    mixed = brought(question("multichoice", TWO + fixed) + question("multichoice", TWO))
    assert [loss.message for loss in mixed.losses] == [
        "there is no place for choices of one question in a fixed order"
    ]


def test_settings_without_a_place_are_told_once() -> None:
    more = "<penalty>0.1</penalty><answernumbering>ABCD</answernumbering><hidden>1</hidden>"
    found = brought(question("multichoice", TWO + more) * 3)
    assert [loss.message for loss in found.losses] == [
        "there is no place for a penalty of 0.1 for each further try (in 3 questions, here first)",
        "there is no place for that a question is hidden (in 3 questions, here first)",
        "there is no place for the choices' numbering (ABCD) (in 3 questions, here first)",
    ]


@pytest.mark.parametrize(
    ("format_", "text", "prompt"),
    [
        ("html", "<p>A <b>bold</b> word?</p>", "A **bold** word?"),
        ("markdown", "A **bold** word?", "A **bold** word?"),
        ("markdown", "A <b>bold</b> word?", "A **bold** word?"),
        ("plain_text", "A **b** word?", r"A \*\*b\*\* word?"),
        ("moodle_auto_format", "A <i>b</i>\nword?", "A *b*\\\nword?"),
        ("moodle_auto_format", "1 < 2?", r"1 < 2?"),
        ("", "A <i>b</i> word?", "A *b* word?"),
        ("1", "<p>A word?</p>", "A word?"),
    ],
)
def test_the_text_formats(format_: str, text: str, prompt: str) -> None:
    assert only(question("essay", text=text, format_=format_))["prompt"] == prompt


def test_texts_in_several_languages_are_told_once() -> None:
    both = (
        '<span lang="en" class="multilang">Why?</span><span lang="da" class="multilang">Hv?</span>'
    )
    found, lost = lossy(question("essay", text=both))
    assert found["prompt"] == "Why?Hv?"
    assert lost.count("texts in several languages") == 1


def test_html_that_stands_loose_in_an_old_file() -> None:
    old = "<question type='essay'><questiontext><text>A <b>bold</b> word?</text></questiontext>"
    assert only(f"{old}</question>")["prompt"] == "A **bold** word?"


def test_a_declaration_behind_empty_lines_and_other_encodings() -> None:
    body = f"<quiz>{question('essay', text='Hvad gør du?')}</quiz>"
    late = f'\n\n<?xml version="1.0" encoding="UTF-8"?>\n{body}'.encode()
    old = f'<?xml version="1.0" encoding="ISO-8859-1"?>{body}'.encode("latin-1")
    for data in (late, old, body.encode("utf-8-sig"), body.encode("utf-16")):
        assert sniff(Incoming("a file", data)) == (moodle(),)
        found = brought(data)
        assert found.losses == ()
        assert fields_of(found)["prompt"] == "Hvad gør du?"


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (question("kprime"), "(kprime)"),
        (question("calculated"), "computed anew"),
        (question("drawing"), "Moodle's `drawing`: there is no such kind of question"),
        (question("truefalse", answer("100", "ja")), "neither `true` nor `false`"),
        (question("truefalse", answer("100", "true") + answer("100", "false")), "exactly one"),
        (question("multichoice", answer("a lot", "x")), "`a lot` is no share"),
        (question("multichoice", answer("0", "x") + answer("0", "y")), "exactly one choice"),
        (question("multichoice", TWO, text=" "), "its text is empty"),
        (question("numerical", answer("100", "many")), "“many” is no number"),
        (question("numerical", answer("100", "1,234")), "“1,234” is no number"),
        (question("matching", pair("a", "1") + pair("a", "2")), "stands twice"),
        (question("gapselect", text="A [[2]]."), "no word for its gap `[[2]]`"),
        (question("cloze", text="No gap."), "has no gaps"),
        (question("cloze", text="A {1:SA:=x"), "no `}`"),
        (question("cloze", text="A {1:GUESS:=x}"), "no kind of gap `GUESS`"),
        (question("cloze", text="A {0:SA:=x}"), "weight"),
    ],
)
def test_what_is_broken_is_left_out_with_its_line_and_a_reason(broken: str, why: str) -> None:
    assert why in why_left_out(broken)
    below = brought(f"\n\n{broken}\n{question('essay')}")
    assert [loss.line for loss in below.losses] == [3]


def test_no_xml_and_other_xml_are_told_by_line() -> None:
    assert 3 in [loss.line for loss in brought(b"<quiz>\n<question>\n</quiz>").losses]
    assert any("begins with `<html>`" in loss.message for loss in brought(b"<html/>").losses)
    assert sniff(Incoming("a.xml", b"<html/>")) == ()


def test_what_moodle_does_otherwise_is_noted_on_the_way_out() -> None:
    quiz = loaded(
        "title: The sea\nquestions:\n"
        "  - {id: a, type: true-false, prompt: Salt?, answer: not-given, not-given: true}\n"
        "  - {id: b, type: categorize, prompt: Sort., categories: {Sea: [eel], Land: [elk]}}\n"
        "  - {id: c, type: categorize, prompt: Sort., categories: {A: [x], B: [y]}, "
        "distractors: [z]}\n"
        "  - {id: d, type: ordering, prompt: Order., items: [one, two]}\n"
        "  - {id: e, type: cloze, text: '{a} and {b}', gaps: {a: {answers: [x]}, "
        "b: {answers: [y]}}}\n"
    )
    written = taken(quiz, moodle())
    said = "\n".join(loss.message for loss in written.losses)
    for words in (
        "`a`: it is a choice of three",
        "`b`: its items are matched with their categories",
        "`c` is left out: Moodle has no categories with items that belong in none",
        "`d`: Moodle marks an order a little otherwise",
        "`e`: Moodle gives it 2 points",
    ):
        assert words in said
    back = brought(written.data)
    assert back.losses == ()
    assert back.quiz is not None
    assert back.quiz.title == "The sea"
    kinds = [q.type for q in back.quiz.questions()]
    assert kinds == ["single-choice", "matching", "ordering", "cloze"]
