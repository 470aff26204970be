"""QTI 1.2 as Canvas exports it, and what text2qti and Common Cartridge make of it."""

from __future__ import annotations

from fractions import Fraction

import pytest

from quizapp.core.archive import write_archive
from quizapp.core.question import Question
from quizapp.core.types.cloze import Cloze
from quizapp.core.types.matching import Matching
from quizapp.core.types.multiple_response import MultipleResponse
from quizapp.core.types.numeric import Numeric
from quizapp.core.types.open_response import OpenResponse
from quizapp.core.types.short_answer import ShortAnswer
from quizapp.core.types.single_choice import SingleChoice
from quizapp.core.types.true_false import TrueFalse
from quizapp.formats import Brought, Incoming, bring_in, get_format, sniff


def label(name: str, text: str) -> str:
    return (
        f'<response_label ident="{name}"><material><mattext texttype="text/plain">{text}</mattext>'
        "</material></response_label>"
    )


def lid(labels: str, name: str = "response1", many: str = "Single", left: str = "") -> str:
    """Return a response with choices."""
    material = f"<material><mattext>{left}</mattext></material>" if left else ""
    return (
        f'<response_lid ident="{name}" rcardinality="{many}">{material}<render_choice>{labels}'
        "</render_choice></response_lid>"
    )


FIELD = (
    '<response_str ident="response1" rcardinality="Single"><render_fib><response_label '
    'ident="answer1"/></render_fib></response_str>'
)


def equal(value: str, name: str = "response1") -> str:
    return f'<varequal respident="{name}">{value}</varequal>'


def scored(test: str, score: str = "100", action: str = "Set", shows: str = "") -> str:
    """Return a condition that scores."""
    shown = f'<displayfeedback feedbacktype="Response" linkrefid="{shows}"/>' if shows else ""
    return (
        f'<respcondition continue="No"><conditionvar>{test}</conditionvar>'
        f'<setvar action="{action}" varname="SCORE">{score}</setvar>{shown}</respcondition>'
    )


def told(test: str, name: str) -> str:
    """Return a condition that only shows something."""
    return (
        f'<respcondition continue="Yes"><conditionvar>{test}</conditionvar>'
        f'<displayfeedback feedbacktype="Response" linkrefid="{name}"/></respcondition>'
    )


def said(name: str, text: str) -> str:
    return (
        f'<itemfeedback ident="{name}"><flow_mat><material><mattext texttype="text/html">'
        f"&lt;p&gt;{text}&lt;/p&gt;</mattext></material></flow_mat></itemfeedback>"
    )


def item(
    kind: str, responses: str = "", conditions: str = "", feedback: str = "", *,
    prompt: str = "Why &lt;b&gt;so&lt;/b&gt;?", points: str = "1", name: str = "q1",
) -> str:  # fmt: skip
    """Return an item; `kind` is the label and the word for its type."""
    label_, _, word = kind.rpartition(":")
    fields = {label_ or "question_type": word, "points_possible": points}
    listed = "".join(
        f"<qtimetadatafield><fieldlabel>{k}</fieldlabel><fieldentry>{v}</fieldentry>"
        "</qtimetadatafield>"
        for k, v in fields.items()
        if v
    )
    return f"""<item ident="{name}" title="Question">
<itemmetadata><qtimetadata>{listed}</qtimetadata></itemmetadata>
<presentation><material><mattext texttype="text/html">{prompt}</mattext></material>{responses}
</presentation><resprocessing><outcomes><decvar maxvalue="100" minvalue="0" varname="SCORE"
vartype="Decimal"/></outcomes>{conditions}</resprocessing>{feedback}</item>"""


def quiz(*content: str, ident: str = "g1", title: str = "A quiz") -> str:
    """Return a quiz's file."""
    return (
        '<?xml version="1.0"?><questestinterop xmlns="http://www.imsglobal.org/xsd/'
        f'ims_qtiasiv1p2"><assessment ident="{ident}" title="{title}">'
        '<section ident="root_section">'
        f"{''.join(content)}</section></assessment></questestinterop>"
    )


def brought(data: str | bytes) -> Brought:
    canvas = get_format("canvas")
    assert canvas is not None
    content = data.encode() if isinstance(data, str) else data
    return bring_in([(Incoming("quiz.xml", content), canvas)], "quiz")


def question(text: str) -> Question:
    """Return the one question that an item becomes, without any loss."""
    found = brought(quiz(text))
    assert found.losses == ()
    assert found.quiz is not None
    (only,) = found.quiz.questions()
    return only


TWO = label("1", "One") + label("2", "Two") + label("3", "Three")


def test_multiple_choice_with_all_kinds_of_feedback() -> None:
    conditions = (
        told("<other/>", "general_fb") + told(equal("1"), "1_fb")
        + scored(equal("2"), shows="correct_fb") + told("<other/>", "general_incorrect_fb")
    )  # fmt: skip
    feedback = (
        said("general_fb", "All.") + said("1_fb", "Own.") + said("correct_fb", "Yes.")
        + said("general_incorrect_fb", "No.")
    )  # fmt: skip
    asked = question(item("multiple_choice_question", lid(TWO), conditions, feedback, points="2.5"))
    assert isinstance(asked, SingleChoice)
    assert asked.prompt == "Why **so**?"
    assert asked.points == Fraction(5, 2)
    assert asked.explanation == "All."
    assert [(c.text, c.correct, c.feedback) for c in asked.choices] == [
        ("One", False, "Own.\n\nNo."), ("Two", True, "Yes."), ("Three", False, "No."),
    ]  # fmt: skip


def test_choices_that_earn_a_part() -> None:
    conditions = scored(equal("1"), "50") + scored(equal("2"))
    asked = question(item("multiple_choice_question", lid(TWO), conditions))
    assert asked.grade((("", "One"),)).score == Fraction(1, 2)


def test_true_or_false() -> None:
    labels = label("1", "True") + label("2", "False")
    asked = question(item("true_false_question", lid(labels), scored(equal("2"))))
    assert isinstance(asked, TrueFalse)
    assert asked.answer == "false"


TICKS = scored(f"<and>{equal('1')}<not>{equal('2')}</not>{equal('3')}</and>")


def test_a_wrong_tick_takes_back_a_right_one_as_in_canvas() -> None:
    asked = question(item("multiple_answers_question", lid(TWO, many="Multiple"), TICKS))
    assert isinstance(asked, MultipleResponse)
    ticked = (("", "One"), ("", "Two"), ("", "Three"))
    assert asked.grade(ticked).score == Fraction(1, 2)


def test_in_common_cartridge_ticks_are_all_or_nothing() -> None:
    asked = question(
        item("cc_profile:cc.multiple_response.v0p1", lid(TWO, many="Multiple"), TICKS, points="")
    )
    assert isinstance(asked, MultipleResponse)
    assert asked.scoring == "all-or-nothing"
    assert asked.points == 1


def test_a_blank_to_fill_in() -> None:
    conditions = scored(equal("oil") + equal("whale oil")) + told(equal("coal"), "c")
    asked = question(item("short_answer_question", FIELD, conditions, said("c", "No coal.")))
    assert isinstance(asked, ShortAnswer)
    assert asked.grade((("", "Whale Oil"),)).score == 1
    assert asked.grade((("", "coal"),)).feedback == ("No coal.",)


BLANKS = "&lt;p&gt;Burned [fuel] {until} [year], [sic].&lt;/p&gt;"


def test_several_blanks_take_all_that_is_listed() -> None:
    responses = lid(label("a", "oil") + label("b", "whale oil"), "response_fuel", left="fuel")
    responses += lid(label("c", "1904"), "response_year", left="year")
    conditions = scored(equal("a", "response_fuel"), "50", "Add")
    cloze = question(item("fill_in_multiple_blanks_question", responses, conditions, prompt=BLANKS))
    assert isinstance(cloze, Cloze)
    assert cloze.text == "Burned {fuel} {{until}} {year}, [sic]."
    assert cloze.grade((("fuel", "Whale oil"), ("year", "1904"))).score == 1
    assert cloze.grade((("fuel", "coal"), ("year", "1904"))).score == Fraction(1, 2)


def test_menus_in_a_text() -> None:
    responses = lid(label("a", "oil") + label("b", "coal"), "response_fuel", left="fuel")
    responses += lid(label("c", "1904") + label("d", "1987"), "response_year", left="year")
    conditions = scored(equal("b", "response_fuel"), "50", "Add")
    conditions += scored(equal("c", "response_year"), "50", "Add")
    cloze = question(item("multiple_dropdowns_question", responses, conditions, prompt=BLANKS))
    assert isinstance(cloze, Cloze)
    assert cloze.key == (("fuel", "coal"), ("year", "1904"))


def test_pairs_to_match() -> None:
    rights = label("r1", "One") + label("r2", "Two") + label("r3", "Nobody")
    responses = lid(rights, "response_1", left="Left") + lid(rights, "response_2", left="Right")
    conditions = scored(equal("r2", "response_1"), "50", "Add")
    conditions += scored(equal("r1", "response_2"), "50", "Add")
    asked = question(item("matching_question", responses, conditions))
    assert isinstance(asked, Matching)
    assert asked.pairs == {"Left": "Two", "Right": "One"}
    assert asked.distractors == ("Nobody",)


def between(low: str, high: str, kind: str = "vargte") -> str:
    return (
        f'<{kind} respident="response1">{low}</{kind}><varlte respident="response1">{high}</varlte>'
    )


@pytest.mark.parametrize(
    ("test", "right", "wrong"),
    [
        (f"<or>{equal('5')}<and>{between('4.9', '5.1')}</and></or>", ["5", "4.9", "5.1"], ["5.11"]),
        (between("1", "5"), ["1", "5", "3"], ["0.9", "5.1"]),
        (equal("7"), ["7", "7.0"], ["7.1"]),
    ],
)
def test_numbers(test: str, right: list[str], wrong: list[str]) -> None:
    asked = question(item("numerical_question", FIELD, scored(test)))
    assert isinstance(asked, Numeric)
    assert all(asked.grade((("", text),)).score == 1 for text in right)
    assert not any(asked.grade((("", text),)).score for text in wrong)


def test_a_precision_has_a_border_that_is_told() -> None:
    test = f"<or>{equal('12.3')}<and>{between('12.25', '12.35', 'vargt')}</and></or>"
    found = brought(quiz(item("numerical_question", FIELD, scored(test))))
    assert "tolerance: 0.05" in found.text
    assert "border" in found.losses[0].message


def test_an_essay_and_a_text_above_it() -> None:
    found = brought(quiz(item("text_only_question", name="t"), item("essay_question", FIELD)))
    assert found.losses == ()
    assert found.quiz is not None
    asked = found.quiz.items["q1"]
    assert isinstance(asked.question, OpenResponse)
    assert len(asked.prefaces) == 1


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (item("calculated_question", FIELD), "`calculated_question`"),
        (item("file_upload_question"), "`file_upload_question`"),
        (item("multiple_choice_question", lid(TWO)), "no key"),
        (item("multiple_choice_question", lid(TWO), scored(equal("9"))), "`9` is none"),
        (item("multiple_choice_question", lid(TWO) + lid(TWO, "r2")), "2 responses"),
        (item("multiple_answers_question", lid(TWO, many="Multiple")), "no key"),
        (item("short_answer_question", FIELD), "no key"),
        (item("numerical_question", FIELD), "no key"),
        (item("numerical_question", FIELD, scored(equal("x"))), "`x` is no number"),
        (item("matching_question", lid(TWO, left="Left")), "matched with 0 others"),
        (item("multiple_dropdowns_question", lid(TWO, left="year"), prompt="[year]"), "0 right"),
    ],
)
def test_what_nobody_can_score_is_reported(text: str, why: str) -> None:
    found = brought(quiz(text))
    assert found.quiz is None or not found.quiz.items
    assert why in " ".join(loss.message for loss in found.losses)


def group(*items: str, pick: str = "1", title: str = "Group", bank: str = "") -> str:
    source = f"<sourcebank_ref>{bank}</sourcebank_ref>" if bank else ""
    return (
        f'<section ident="s" title="{title}"><selection_ordering><selection>{source}'
        f"<selection_number>{pick}</selection_number><selection_extension><points_per_item>3"
        "</points_per_item></selection_extension></selection></selection_ordering>"
        f"{''.join(items)}</section>"
    )


def essay(name: str) -> str:
    return item("essay_question", FIELD, name=name)


META = """<quiz identifier="g1" xmlns="http://canvas.instructure.com/xsd/cccv1p0">
<title>A quiz</title><description>&lt;p&gt;Short.&lt;/p&gt;</description>
<shuffle_answers>false</shuffle_answers><scoring_policy>keep_latest</scoring_policy>
<allowed_attempts>2</allowed_attempts><time_limit>30</time_limit>
<one_question_at_a_time>false</one_question_at_a_time><hide_results/></quiz>"""
BANK = f"""<questestinterop><objectbank ident="b1"><qtimetadata><qtimetadatafield>
<fieldlabel>bank_title</fieldlabel><fieldentry>My bank</fieldentry></qtimetadatafield></qtimetadata>
{essay("b-1")}{essay("b-2")}</objectbank></questestinterop>"""


def test_a_package_with_settings_groups_and_a_bank_to_draw_from() -> None:
    text = item("text_only_question", name="t", prompt="Read.")
    files = {
        "imsmanifest.xml": "<manifest><resources/></manifest>",
        "g1/assessment_meta.xml": META,
        "g1/g1.xml": quiz(
            essay("a"), text, group(essay("g-1"), essay("g-2")), essay("z"), group(bank="b1"),
            group(bank="elsewhere"),
        ),
        "b1/b1.xml.qti": BANK,
    }  # fmt: skip
    data = write_archive({name: content.encode() for name, content in files.items()})
    found = brought(data)
    assert found.quiz is not None
    made = found.quiz
    assert (made.title, made.summary) == ("A quiz", "Short.")
    given = made.settings
    assert (given.attempts, given.grade, given.time_limit) == (2, "last", 30)
    assert (given.shuffle, given.layout) == ((), "all")
    assert [(s.title, s.draw, s.instructions, s.units) for s in made.sections] == [
        ("", None, "", (("a",),)),
        ("Group", 1, "Read.", (("g-1",), ("g-2",))),
        ("", None, "", (("z",),)),
        ("Group", 1, "", (("b-1",), ("b-2",))),
    ]
    assert made.items["g-1"].question.points == 3
    assert [loss.message for loss in found.losses] == [
        "the question bank `elsewhere` is not in what came in"
    ]
    file = Incoming("x", data)
    assert [f.name for f in sniff(file)] == ["qti-1.2"]
    assert not file.was_guessed


def test_a_question_bank_by_itself_is_a_section() -> None:
    found = brought(BANK)
    assert found.quiz is not None
    assert [section.title for section in found.quiz.sections] == ["My bank"]


def test_a_passage_with_its_picture_goes_to_canvas_and_back() -> None:
    from tests.formats._quizzes import content, loaded, taken

    canvas = get_format("canvas")
    assert canvas is not None
    made = loaded(
        "title: t\n"
        "passage: {id: letter, title: A letter, source: A book, text: '# One\n\n\n  Two.'}\n"
        "questions: [{id: a, type: open-response, prompt: Why?}]\n"
    )
    back = brought(taken(made, canvas).data)
    assert back.losses == ()
    assert content(back.quiz) == content(made.reading.quiz)
