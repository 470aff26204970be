"""Moodle's texts with gaps: embedded answers by every name, words to choose and words to drag."""

from __future__ import annotations

from typing import Any

import pytest

from tests.formats.test_moodle_xml import credits, lossy, only, question, texts, why_left_out


def gaps(text: str, format_: str = "html") -> dict[str, Any]:
    """Return the gaps of a cloze with this text, nothing of it lost."""
    found: dict[str, Any] = only(question("cloze", text=text, format_=format_))["gaps"]
    return found


@pytest.mark.parametrize("kind", ["SHORTANSWER", "SA", "MW"])
def test_short_answers(kind: str) -> None:
    gap = gaps(f"By {{1:{kind}:=sea#Yes.~%50%lake~=*ocean*~pond#No.}}.")["gap-1"]
    assert texts(gap["answers"]) == ["sea", "lake", "*ocean*"]
    assert credits(gap["answers"]) == ["None", "1/2", "None"]
    assert gap["answers"][0]["feedback"] == "Yes."
    assert gap["answers"][2]["match"] == "wildcard"
    assert gap["reject"] == ({"text": "pond", "feedback": "No."},)
    assert "case-sensitive" not in gap


@pytest.mark.parametrize("kind", ["SHORTANSWER_C", "SAC", "MWC"])
def test_short_answers_where_case_counts(kind: str) -> None:
    assert gaps(f"By {{1:{kind}:=Sea}}.")["gap-1"]["case-sensitive"] is True


MENUS = [f"MULTICHOICE{how}" for how in ("", "_V", "_H", "_S", "_VS", "_HS")]
MENUS += [f"MC{how}" for how in ("", "V", "H", "S", "VS", "HS")]


@pytest.mark.parametrize("kind", MENUS)
def test_menus(kind: str) -> None:
    gap = gaps(f"By {{1:{kind}:wood#No.~%33.33333%lake~=<b>sea</b>#Yes, <i>well</i>.}}.")["gap-1"]
    assert texts(gap["choices"]) == ["wood", "lake", "**sea**"]
    assert [c.get("correct", False) for c in gap["choices"]] == [False, False, True]
    assert credits(gap["choices"]) == ["None", "1/3", "None"]
    assert [c.get("feedback") for c in gap["choices"]] == ["No.", None, "Yes, *well*."]


TICKS = [f"MULTIRESPONSE{how}" for how in ("", "_V", "_H", "_S", "_HS")]
TICKS += [f"MR{how}" for how in ("", "V", "H", "S", "HS")]


@pytest.mark.parametrize("kind", TICKS)
def test_several_ticks_alone_are_a_question_of_their_own(kind: str) -> None:
    found = only(question("cloze", text=f"Which? {{1:{kind}:%50%a#Yes.~%50%b~%-100%c}}"))
    assert found["type"] == "multiple-response"
    assert found["prompt"] == "Which?"
    assert texts(found["choices"]) == ["a", "b", "c"]
    both = question("cloze", text=f"A {{1:{kind}:=a~b}} and {{1:SA:=c}}.")
    assert "several choices can be ticked in its gap 1" in why_left_out(both)


@pytest.mark.parametrize("kind", ["NUMERICAL", "NM"])
def test_a_number_alone_is_a_question_of_its_own(kind: str) -> None:
    text = f"It took {{2:{kind}:=23.8:0.1#Yes.~%50%20:5~*#No.}} days."
    found, lost = lossy(question("cloze", text=text))
    assert found["type"] == "numeric"
    assert found["prompt"] == "It took … days."
    assert [str(a["value"]) for a in found["answers"]] == ["119/5", "20"]
    assert [a["tolerance"] for a in found["answers"]] == ["0.1", "5"]
    assert str(found["points"]) == "2"
    assert "any other number: “No.”" in lost


def test_a_number_among_other_gaps_is_typed_as_it_is_written_and_told() -> None:
    found, lost = lossy(question("cloze", text="{1:NM:=23.8} {1:SA:=days}"))
    assert texts(found["gaps"]["gap-1"]["answers"]) == ["23.8"]
    assert "a number in gap 1: 23.8 must be typed" in lost
    near = question("cloze", text="{1:NM:=23.8:1} {1:SA:=days}")
    assert "its gap 1 takes all numbers within a tolerance" in why_left_out(near)


def test_every_escape_and_entity() -> None:
    gap = gaps(r"A {1:SA:=a\}b\~c\#d\"e\/f\\g &lt; &#125; &amp;#126; \*}.")["gap-1"]
    assert texts(gap["answers"]) == ['a}b~c#d"e/f\\g < } ~ *']
    found = only(question("cloze", text="Not {a gap} but {:SA:=one}.", format_="markdown"))
    assert found["text"] == "Not {{a gap}} but {gap-1}."


def test_weights_make_up_the_points_and_are_kept_in_small_numbers() -> None:
    found = only(question("cloze", text="{4:SA:=a} {2:SA:=b}"))
    assert str(found["points"]) == "6"
    assert str(found["gaps"]["gap-1"]["weight"]) == "2"
    assert "weight" not in found["gaps"]["gap-2"]
    told = only(question("cloze", "<defaultgrade>3</defaultgrade>", "{1:SA:=a} {1:SA:=b}"))
    assert str(told["points"]) == "3"


def test_gaps_stand_where_they_stood() -> None:
    text = "<p>First <b>{1:SA:=a}</b>.</p><ul><li>{1:MC:=x~y}</li></ul>"
    assert only(question("cloze", text=text))["text"] == "First **{gap-1}**.\n\n- {gap-2}"


def words(name: str, *listed: tuple[str, str]) -> str:
    return "".join(f"<{name}><text>{t}</text><group>{g}</group></{name}>" for t, g in listed)


def test_words_to_choose_are_menus_by_their_groups() -> None:
    options = words("selectoption", ("cat", "1"), ("mat", "2"), ("dog", "1"), ("hat", "2"))
    found = only(question("gapselect", options, "The [[1]] sat on the [[2]]; a [[3]] barked."))
    assert found["text"] == "The {gap-1} sat on the {gap-2}; a {gap-3} barked."
    menus = [found["gaps"][f"gap-{number}"]["choices"] for number in (1, 2, 3)]
    assert [texts(menu) for menu in menus] == [["cat", "dog"], ["mat", "hat"], ["cat", "dog"]]
    keys = [c["text"] for menu in menus for c in menu if c.get("correct")]
    assert keys == ["cat", "mat", "dog"]


def test_words_to_drag_are_a_word_bank() -> None:
    boxes = words("dragbox", ("quick", "1"), ("<i>lazy</i>", "1"), ("blue", "1"))
    boxes = boxes.replace("<i>", "&lt;i&gt;").replace("</i>", "&lt;/i&gt;")
    found = only(question("ddwtos", boxes, "The [[1]] fox, the [[2]] dog, [[1]] again."))
    answers = [texts(gap["answers"]) for gap in found["gaps"].values()]
    assert answers == [["quick"], ["*lazy*"], ["quick"]]
    assert found["word-bank"] == ("blue",)


def test_words_to_drag_in_groups_are_menus() -> None:
    boxes = words("dragbox", ("fox", "1"), ("hen", "1"), ("runs", "2"), ("flies", "2"))
    found, lost = lossy(
        question(
            "ddwtos",
            f"{boxes}<incorrectfeedback><text>Read on.</text></incorrectfeedback>",
            "The [[1]] [[3]].",
        )
    )
    assert texts(found["gaps"]["gap-2"]["choices"]) == ["runs", "flies"]
    assert "what is said to a wrong answer: “Read on.”" in lost
