"""QTI 2 and 3: what an item gives for an answer, it gives here; what nobody can score is said."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import combinations

import pytest

from quizapp.core.archive import write_archive
from quizapp.core.question import Question
from quizapp.core.types.categorize import Categorize
from quizapp.core.types.cloze import Cloze
from quizapp.core.types.hot_text import HotText
from quizapp.core.types.matching import Matching
from quizapp.core.types.multiple_response import MultipleResponse
from quizapp.core.types.numeric import Numeric
from quizapp.core.types.open_response import OpenResponse
from quizapp.core.types.ordering import Ordering
from quizapp.core.types.short_answer import ShortAnswer
from quizapp.core.types.single_choice import SingleChoice
from quizapp.core.types.true_false import TrueFalse
from quizapp.formats import Incoming, sniff
from quizapp.formats._qti.names import identifier_from, text_from
from tests.formats._items import (
    MAP,
    MATCH,
    brought,
    choices,
    item,
    mapping,
    package,
    question,
    refusal,
    response,
)

FIELD = '<textEntryInteraction responseIdentifier="{}" expectedLength="5"/>'
ASK = f"<p>When?</p><p>{FIELD.format('RESPONSE')}</p>"


def points(asked: Question, *chosen: str) -> Fraction:
    """Return what ticking choices earns."""
    score = asked.grade(tuple(("", f"Choice {name}") for name in chosen)).score
    assert score is not None
    return score * asked.points


def test_one_right_choice() -> None:
    asked = question(item(choices(given='maxChoices="1"'), response("single", "identifier", "B")))
    assert isinstance(asked, SingleChoice)
    assert asked.id == "q1"
    assert asked.prompt == "Which?"
    assert asked.key == (("", "Choice B"),)


def test_near_right_choices_earn_what_the_mapping_says() -> None:
    values = mapping('defaultValue="-0.5"', A="2", B="1", C="0")
    asked = question(item(choices(), response("single", "identifier", "A", mapping=values), MAP))
    assert asked.points == 2
    assert [points(asked, name) for name in "ABCDE"] == [2, 1, 0, 0, 0]


def test_a_choice_that_earns_as_much_as_the_key_does_so_here() -> None:
    values = mapping(A="1", B="1")
    asked = question(item(choices(), response("single", "identifier", "B", mapping=values), MAP))
    assert asked.key == (("", "Choice B"),)
    assert points(asked, "A") == 1


MAPPINGS = [
    mapping('lowerBound="0" upperBound="2" defaultValue="-0.5"', A="1", B="1", C="-1"),
    mapping('lowerBound="0" defaultValue="0"', A="0.5", B="0.25", C="0.25"),
    mapping('lowerBound="0" upperBound="1" defaultValue="0"', A="1", B="1"),
    mapping('lowerBound="0" defaultValue="-1"', A="1", B="1"),
    mapping('lowerBound="0" defaultValue="-0.666666667"', A="1", B="1"),
    mapping('lowerBound="0" defaultValue="-1"', A="0.3333333", B="0.3333333", C="0.3333333"),
]


@pytest.mark.parametrize("values", MAPPINGS)
def test_every_set_of_ticks_earns_exactly_what_its_mapping_gives(values: str) -> None:
    asked = question(item(choices(), response("multiple", "identifier", mapping=values), MAP))
    assert isinstance(asked, MultipleResponse)
    for count in range(6):
        for ticked in combinations("ABCDE", count):
            assert points(asked, *ticked) == mapped(values, ticked), ticked


def mapped(values: str, ticked: tuple[str, ...]) -> Fraction:
    """Work out `mapResponse` as the specification says, thirds taken for thirds."""
    given = {
        k: exact(v) for k, v in re.findall(r'(lowerBound|upperBound|defaultValue)="(.*?)"', values)
    }
    own = {k: exact(v) for k, v in re.findall(r'mapKey="(.*?)" mappedValue="(.*?)"', values)}
    total = sum(
        (own.get(name, given.get("defaultValue", Fraction(0))) for name in ticked), Fraction(0)
    )
    total = max(total, given.get("lowerBound", total))
    return min(total, given.get("upperBound", total))


def exact(text: str) -> Fraction:
    number = Fraction(text)
    return number.limit_denominator(10) if len(text) > 6 else number


def test_a_score_below_nothing_ends_at_nothing_and_is_told() -> None:
    values = mapping('defaultValue="-1"', A="1", B="1")
    found = brought(item(choices(), response("multiple", "identifier", mapping=values), MAP))
    assert found.quiz is not None
    assert "fall below 0" in found.losses[0].message


def test_one_right_choice_of_five_to_tick_is_all_or_nothing() -> None:
    asked = question(item(choices(), response("multiple", "identifier", "C")))
    assert [points(asked, *ticked) for ticked in ("C", "CA", "A", "ABCDE")] == [1, 0, 0, 0]


BY_HAND = """<responseProcessing><responseCondition>
<responseIf><match><variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></match>
<setOutcomeValue identifier="SCORE"><baseValue baseType="float">3</baseValue></setOutcomeValue>
</responseIf><responseElseIf><member><baseValue baseType="identifier">E</baseValue>
<variable identifier="RESPONSE"/></member><setOutcomeValue identifier="SCORE">
<baseValue baseType="float">1</baseValue></setOutcomeValue></responseElseIf>
<responseElse><setOutcomeValue identifier="SCORE"><baseValue baseType="float">0</baseValue>
</setOutcomeValue></responseElse></responseCondition></responseProcessing>"""


def test_processing_written_by_hand_is_followed() -> None:
    asked = question(item(choices(), response("single", "identifier", "A"), BY_HAND))
    assert [points(asked, name) for name in "ABE"] == [3, 0, 1]


def test_processing_that_ticks_cannot_earn_here_is_refused() -> None:
    said = refusal(item(choices(), response("multiple", "identifier", "A", "B"), BY_HAND))
    assert "none that ticks can give" in said


KEY = response("single", "identifier", "A")
ORDER = choices(kind="order", given="")
POINT = MATCH.replace("match_correct", "map_response_point")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (item(choices(), response("single", "identifier")), "no key"),
        (item(choices(), response("multiple", "identifier")), "no key"),
        (item(choices(), response("single", "identifier", "Z")), "`Z` is none of its choices"),
        (item(choices(), response("multiple", "identifier", "A", "Z")), "`Z` is none"),
        (item(choices(), response("single", "identifier", "A", "B")), "has 2 values"),
        (item(choices("AA"), response("single", "identifier", "A")), "same identifier"),
        (item(choices(), response("single", "identifier"), ""), "no key"),
        (item(choices(), "", MATCH), "not declared"),
        (item(choices().replace("responseIdentifier", "x"), KEY), "`` is not declared"),
        (item("<hottextInteraction responseIdentifier='RESPONSE'/>", KEY), "none of its pieces"),
        (item(choices(), response("single", "point", "1 1"), POINT), "points on a picture"),
        (item(choices(), response("single", "identifier", "A"), MAP), "there is no mapping"),
        (item(ORDER, response("ordered", "identifier", "A")), "1 of 5 choices"),
        (item(ORDER, response("ordered", "identifier")), "no order"),
        (item(ORDER, response("ordered", "identifier", *"ABCDD")), "an order holds each once"),
        (item(ASK, response("single", "string")), "no key"),
        (item(ASK, response("single", "float")), "no key"),
        (item("<p>Draw.</p><drawingInteraction responseIdentifier='RESPONSE'/>",
              response("single", "file")), "`drawingInteraction`"),
        (item(choices(), response("single", "identifier", "A"),
              "<responseProcessing><lookupOutcomeValue identifier='SCORE'/></responseProcessing>"),
         "no key"),
        (item(choices(), KEY, BY_HAND.replace("member", "random")), "`random`"),
    ],
)  # fmt: skip
def test_what_nobody_can_score_is_reported(text: str, why: str) -> None:
    assert why in refusal(text)


def test_a_key_without_processing_is_taken_and_told() -> None:
    found = brought(item(choices(), response("single", "identifier", "B"), ""))
    assert found.quiz is not None
    assert found.quiz.items["q1"].question.key == (("", "Choice B"),)
    assert "no response processing" in found.losses[0].message


def test_true_and_false_are_a_question_of_their_own() -> None:
    body = choices("TF").replace("Choice T", "True").replace("Choice F", "<b>False</b>")
    asked = question(item(body, response("single", "identifier", "F")))
    assert isinstance(asked, TrueFalse)
    assert asked.answer == "false"


def test_feedback_goes_to_the_answer_it_is_shown_to() -> None:
    told = "".join(
        f'<modalFeedback outcomeIdentifier="FEEDBACK" identifier="{name}" showHide="{way}">'
        f"<p>{text}</p></modalFeedback>"
        for name, way, text in (("A", "show", "Yes!"), ("B", "show", "No."), ("X", "hide", "Why."))
    )
    rules = BY_HAND.replace(
        "</responseProcessing>",
        '<setOutcomeValue identifier="FEEDBACK"><variable identifier="RESPONSE"/>'
        f"</setOutcomeValue></responseProcessing>{told}",
    )
    body = choices().replace(
        "Choice C", 'Choice C<feedbackInline outcomeIdentifier="FEEDBACK" identifier="C"'
        ' showHide="show">Inside.</feedbackInline>'
    )  # fmt: skip
    asked = question(item(body, response("single", "identifier", "A"), rules))
    assert isinstance(asked, SingleChoice)
    assert [choice.feedback for choice in asked.choices] == ["Yes!", "No.", "Inside.", "", ""]
    assert [choice.text for choice in asked.choices][2] == "Choice C"
    assert asked.explanation == "Why."


def test_feedback_that_has_no_place_is_reported() -> None:
    told = '<modalFeedback outcomeIdentifier="NONE" identifier="A" showHide="show">Never'
    text = item(choices(), response("single", "identifier", "A"), f"{MATCH}{told}</modalFeedback>")
    assert "feedback “Never”" in brought(text).losses[0].message


def test_typed_texts() -> None:
    values = mapping(**{"whale oil": "2", "oil": "1", "coal": "0"})
    asked = question(item(ASK, response("single", "string", "whale oil", mapping=values), MAP))
    assert isinstance(asked, ShortAnswer)
    assert asked.case_sensitive
    earned = [asked.grade((("", text),)).score for text in ("whale oil", "oil", "Oil", "coal", "x")]
    assert earned == [1, Fraction(1, 2), 0, 0, 0]
    loose = values.replace("/>", ' caseSensitive="false"/>')
    asked = question(item(ASK, response("single", "string", "whale oil", mapping=loose), MAP))
    assert asked.grade((("", "WHALE OIL"),)).score == 1


NUMBERS = """<responseProcessing><responseCondition>
<responseIf><equal toleranceMode="absolute" tolerance="0.5 0.5"><variable identifier="RESPONSE"/>
<correct identifier="RESPONSE"/></equal><setOutcomeValue identifier="SCORE">
<baseValue baseType="float">3</baseValue></setOutcomeValue></responseIf>
<responseElseIf><and><gte><variable identifier="RESPONSE"/>
<baseValue baseType="float">20</baseValue></gte><lte><variable identifier="RESPONSE"/>
<baseValue baseType="float">36</baseValue></lte></and>
<setOutcomeValue identifier="SCORE"><baseValue baseType="float">1</baseValue></setOutcomeValue>
</responseElseIf></responseCondition></responseProcessing>"""


def test_numbers_with_tolerance_range_and_unit() -> None:
    body = ASK.replace("</p></p>", "</p>").replace('"5"/></p>', '"5"/> years</p>')
    asked = question(item(body, response("single", "float", "33"), NUMBERS))
    assert isinstance(asked, Numeric)
    assert asked.unit == "years"
    assert asked.points == 3
    answers = [(a.value, a.tolerance, a.from_, a.to, a.credit) for a in asked.answers]
    assert answers == [(33, "0.5", None, None, 1), (None, "0", 20, 36, Fraction(1, 3))]


def test_a_tolerance_in_percent() -> None:
    rules = NUMBERS.replace("absolute", "relative").replace("0.5 0.5", "10 10")
    asked = question(item(ASK, response("single", "float", "33"), rules))
    assert asked.grade((("", "36.3"),)).score == 1
    assert asked.grade((("", "36.31"),)).score == 0


def test_a_border_that_does_not_count_is_told() -> None:
    found = brought(item(ASK, response("single", "float", "33"), NUMBERS.replace("lte>", "lt>")))
    assert "border" in found.losses[0].message


def test_numbers_without_an_end_are_refused() -> None:
    text = item(ASK, response("single", "float", "33"), NUMBERS.replace("lte>", "gte>"))
    assert "without an end" in refusal(text)


MENU = (
    '<inlineChoiceInteraction responseIdentifier="R1" shuffle="false">'
    '<inlineChoice identifier="a">1871</inlineChoice><inlineChoice identifier="b">1904'
    "</inlineChoice></inlineChoiceInteraction>"
)
GAPS = f"<p>Fill in.</p><p>Built in {MENU}, it {{burned}} {FIELD.format('R2')}.</p>"
BOTH = (
    response("single", "identifier", "a", mapping=mapping(a="2"), name="R1")
    + response("single", "string", "oil", mapping=mapping(oil="1", fat="0.5"), name="R2")
)  # fmt: skip
SUM = """<responseProcessing><setOutcomeValue identifier="SCORE"><sum><mapResponse identifier="R1"/>
<mapResponse identifier="R2"/></sum></setOutcomeValue></responseProcessing>"""
AND = """<responseProcessing><responseCondition><responseIf><and>
<match><variable identifier="R1"/><correct identifier="R1"/></match>
<match><variable identifier="R2"/><correct identifier="R2"/></match></and>
<setOutcomeValue identifier="SCORE"><baseValue baseType="float">2</baseValue></setOutcomeValue>
</responseIf></responseCondition></responseProcessing>"""


def test_menus_and_fields_in_a_text() -> None:
    asked = brought(item(GAPS, BOTH, SUM)).quiz
    assert asked is not None
    cloze = asked.items["q1"].question
    assert isinstance(cloze, Cloze)
    assert cloze.prompt == "Fill in."
    assert cloze.text == "Built in {R1}, it {{burned}} {R2}."
    assert cloze.points == 3
    assert cloze.gaps["R1"].weight == 2
    assert cloze.grade((("R1", "1904"), ("R2", "fat"))).score == Fraction(1, 6)


def test_gaps_that_count_only_together() -> None:
    cloze = question(item(GAPS, BOTH, AND))
    assert isinstance(cloze, Cloze)
    assert (cloze.scoring, cloze.points) == ("all-or-nothing", 2)
    assert cloze.grade((("R1", "1871"), ("R2", "fat"))).score == 0
    assert cloze.grade((("R1", "1871"), ("R2", "oil"))).score == 1


def test_parts_that_depend_on_each_other_are_refused() -> None:
    rules = AND.replace("</responseProcessing>", "") + SUM.replace("<responseProcessing>", "")
    assert "depend on each other" in refusal(item(GAPS, BOTH, rules))


BANK = """<gapMatchInteraction responseIdentifier="RESPONSE" shuffle="false"><prompt>Drag.</prompt>
<gapText identifier="W1" matchMax="1">oil</gapText>
<gapText identifier="W2" matchMax="1">gas</gapText>
<gapText identifier="W3" matchMax="1">coal</gapText>
<p>First <gap identifier="G1"/>, then <gap identifier="G2"/>.</p></gapMatchInteraction>"""


def test_words_to_drag_are_a_word_bank() -> None:
    values = mapping(**{"W1 G1": "2", "W2 G2": "1", "W3 G2": "0.5"})
    declared = response("multiple", "directedPair", "W1 G1", "W2 G2", mapping=values)
    cloze = question(item(BANK, declared, MAP))
    assert isinstance(cloze, Cloze)
    assert cloze.text == "First {G1}, then {G2}."
    assert cloze.word_bank == ("coal",)
    assert cloze.points == 3
    assert cloze.grade((("G1", "oil"), ("G2", "coal"))).score == Fraction(5, 6)


def sets(lefts: str, rights: str, most: str = "1") -> str:
    """Return a match interaction."""
    listed = [
        "".join(
            f'<simpleAssociableChoice identifier="{n}" matchMax="{most}">Thing {n}'
            "</simpleAssociableChoice>"
            for n in names
        )
        for names in (lefts, rights)
    ]
    inner = "".join(f"<simpleMatchSet>{one}</simpleMatchSet>" for one in listed)
    return (
        '<matchInteraction responseIdentifier="RESPONSE" shuffle="true" maxAssociations="0">'
        f"<prompt>Match.</prompt>{inner}</matchInteraction>"
    )


def test_pairs_to_match() -> None:
    declared = response("multiple", "directedPair", "A Y", "B X")
    asked = question(item(sets("AB", "XYZ"), declared))
    assert isinstance(asked, Matching)
    assert asked.pairs == {"Thing A": "Thing Y", "Thing B": "Thing X"}
    assert asked.distractors == ("Thing Z",)
    assert asked.scoring == "all-or-nothing"
    values = mapping(**{"A Y": "1", "B X": "1"})
    asked = question(item(sets("AB", "XYZ"), declared.replace("</resp", f"{values}</resp"), MAP))
    assert isinstance(asked, Matching)
    assert (asked.scoring, asked.points) == ("per-part", 2)


def test_things_to_sort_are_categories_on_whichever_side_they_stand() -> None:
    for lefts, rights, key in (
        ("ABCD", "XY", ("A X", "B Y", "C X")),
        ("XY", "ABCD", ("X A", "Y B", "X C")),
    ):
        declared = response("multiple", "directedPair", *key)
        asked = question(item(sets(lefts, rights, "0"), declared))
        assert isinstance(asked, Categorize)
        assert asked.categories == {"Thing X": ("Thing A", "Thing C"), "Thing Y": ("Thing B",)}
        assert asked.distractors == ("Thing D",)


def test_an_order() -> None:
    asked = question(item(ORDER, response("ordered", "identifier", *"BADCE")))
    assert isinstance(asked, Ordering)
    assert asked.items == tuple(f"Choice {name}" for name in "BADCE")
    assert asked.scoring == "all-or-nothing"


HOT = (
    '<hottextInteraction responseIdentifier="RESPONSE" maxChoices="1"><prompt>Mark it.</prompt>'
    '<p><hottext identifier="A">The lamp burned oil.</hottext> <hottext identifier="B">Nobody '
    "lives there.</hottext></p></hottextInteraction>"
)


def test_all_sentences_of_a_text_are_marked_in_the_passage() -> None:
    found = brought(item(HOT, response("single", "identifier", "A")))
    assert found.quiz is not None
    asked = found.quiz.items["q1"].question
    assert isinstance(asked, HotText)
    assert asked.select == "sentences"
    assert asked.key == (("", "The lamp burned oil."),)
    assert len(found.quiz.passages) == 1


def test_single_words_to_mark_are_choices() -> None:
    body = HOT.replace(">The lamp burned oil.</hottext>", ">lamp</hottext> burned oil.")
    asked = question(item(body, response("single", "identifier", "A")))
    assert isinstance(asked, SingleChoice)
    assert asked.prompt == "Mark it.\n\nlamp burned oil. Nobody lives there."
    assert asked.key == (("", "lamp"),)


def test_a_text_to_write() -> None:
    body = '<p>Why?</p><extendedTextInteraction responseIdentifier="RESPONSE"/>'
    points_ = '<outcomeDeclaration identifier="MAXSCORE" cardinality="single" baseType="float">'
    points_ += "<defaultValue><value>4</value></defaultValue></outcomeDeclaration>"
    asked = question(item(body, response("single", "string", "Because.") + points_, ""))
    assert isinstance(asked, OpenResponse)
    assert (asked.prompt, asked.points, asked.sample_answer) == ("Why?", 4, "Because.")


def test_two_interactions_are_two_questions() -> None:
    body = choices("AB") + choices("XY").replace("RESPONSE", "R2")
    declared = response("single", "identifier", "A")
    declared += response("single", "identifier", "Y", name="R2")
    rules = "".join(
        f'<responseCondition><responseIf><match><variable identifier="{name}"/>'
        f'<correct identifier="{name}"/></match><setOutcomeValue identifier="SCORE"><sum>'
        '<variable identifier="SCORE"/><baseValue baseType="float">1</baseValue></sum>'
        "</setOutcomeValue></responseIf></responseCondition>"
        for name in ("RESPONSE", "R2")
    )
    found = brought(item(body, declared, f"<responseProcessing>{rules}</responseProcessing>"))
    assert found.quiz is not None
    assert [(q.id, q.key) for q in found.quiz.questions()] == [
        ("q1", (("", "Choice A"),)),
        ("q1-2", (("", "Choice Y"),)),
    ]


TEST = """<assessmentTest xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="t"
title="A test">
<timeLimits maxTime="1200"/><testPart identifier="p" navigationMode="linear"
submissionMode="individual">
<assessmentSection identifier="s1" title="First" visible="true"><selection select="1"/>
<ordering shuffle="true"/><rubricBlock view="candidate"><p>Read <b>well</b>.</p></rubricBlock>
<assessmentItemRef identifier="i1" href="items/one.xml"><weight identifier="w" value="2"/>
</assessmentItemRef><assessmentItemRef identifier="i2" href="items/two.xml"/></assessmentSection>
<assessmentSection identifier="s2" title="Second" visible="true">
<assessmentItemRef identifier="i3" href="items/three.xml"/>
<assessmentItemRef identifier="i4" href="items/lost.xml"/></assessmentSection>
</testPart></assessmentTest>"""


def test_a_package_with_its_test() -> None:
    object_ = '<object data="../text.html" type="text/html"/>'
    data = package(
        imsmanifest_xml="<manifest><resources/></manifest>",
        test_xml=TEST,
        text_html="<!DOCTYPE html><html><head><title>No</title></head><body><p>The lamp.</html>",
        items__one_xml=item(object_ + choices(), KEY, name="one"),
        items__two_xml=item(object_ + choices("AB"), KEY, name="two"),
        items__three_xml=item(choices("AC"), KEY, name="three"),
        items__four_xml=item(choices("AD"), KEY, name="four"),
        broken_xml="<assessmentItem>",
    )
    found = brought(data)
    quiz = found.quiz
    assert quiz is not None
    assert quiz.title == "A test"
    assert quiz.settings.time_limit == 20
    assert [(s.title, s.draw, s.instructions, s.count) for s in quiz.sections] == [
        ("First", 1, "Read **well**.", 1), ("Second", None, "", 1), ("", None, "", 1),
    ]  # fmt: skip
    assert quiz.items["one"].question.points == 2
    assert [p.text for p in quiz.passages[0].paragraphs] == ["The lamp."]
    assert {(loss.path, loss.message[:30]) for loss in found.losses} == {
        ("broken.xml", "cannot be read: this is no wel"),
        ("", "the item `items/lost.xml` is m"),
    }
    assert [f.name for f in sniff(Incoming("x", data))] == ["qti-2.1"]


PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


def test_a_shared_stimulus_of_qti_3_with_its_picture() -> None:
    one = """<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
    identifier="one" title="x" adaptive="false" time-dependent="false" xml:lang="da">
    <qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="identifier">
    <qti-correct-response><qti-value>A</qti-value></qti-correct-response></qti-response-declaration>
    <qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float"/>
    <qti-assessment-stimulus-ref identifier="s" href="../stimuli/s.xml"/><qti-item-body>
    <qti-choice-interaction response-identifier="RESPONSE" max-choices="1" shuffle="true">
    <qti-prompt>Which?</qti-prompt><qti-simple-choice identifier="A">One</qti-simple-choice>
    <qti-simple-choice identifier="B" fixed="true">Two</qti-simple-choice></qti-choice-interaction>
    </qti-item-body><qti-response-processing
    template="https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml"/>
    </qti-assessment-item>"""
    stimulus = """<qti-assessment-stimulus xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
    identifier="lamp" title="The lamp"><qti-stimulus-body><h2>Part</h2><p>It <em>burned</em>.</p>
    <figure><img src="../i/l.png" alt="A lamp"/><figcaption>In 1904</figcaption></figure>
    <img src="../i/no.png" alt="x"/><img src="../i/l.png"/>
    </qti-stimulus-body></qti-assessment-stimulus>"""
    files = {"a/one.xml": one.encode(), "stimuli/s.xml": stimulus.encode(), "i/l.png": PNG}
    found = brought(write_archive(files), "3.0")
    assert found.quiz is not None
    (passage,) = found.quiz.passages
    assert (found.quiz.language, passage.title, passage.id) == ("da", "The lamp", "lamp")
    assert [(i.file, i.alt, i.caption) for i in passage.images] == [("l.png", "A lamp", "In 1904")]
    assert "## Part" in found.text
    assert found.files == {"l.png": PNG}
    assert {loss.message.split(":")[1] for loss in found.losses} == {
        " it is not in the package",
        " it has no description (`alt`), which whoever cannot see it needs",
    }
    asked = found.quiz.items["one"].question
    assert isinstance(asked, SingleChoice)
    assert asked.choices[1].pin == "last"


def test_a_text_in_the_item_that_says_it_is_the_stimulus_is_a_passage() -> None:
    body = '<div class="reading-stimulus"><p>The lamp.</p></div>' + choices()
    found = brought(item(body, KEY))
    assert found.quiz is not None
    assert found.quiz.items["q1"].passage is not None
    assert found.quiz.items["q1"].question.prompt == "Which?"


def test_versions_are_told_apart() -> None:
    two = item(choices(), KEY)
    for text, name in ((two, "qti-2.1"), (two.replace("v2p1", "v2p2"), "qti-2.2"),
                       (two.replace("v2p1", "v2p0"), "qti-2.1"),
                       ("<!-- x --><qti-assessment-item/>", "qti-3.0")):  # fmt: skip
        assert [f.name for f in sniff(Incoming("x.xml", text.encode()))] == [name]
    for text in ("<quiz/>", "<html/>", "assessmentItem", ""):
        assert not [f for f in sniff(Incoming("x.xml", text.encode())) if "qti" in f.name]


@pytest.mark.parametrize("text", ["why-built", "2nd", "grün", "a b", "_x0041_", "", "日本", "x:y"])
def test_names_become_identifiers_and_names_again(text: str) -> None:
    identifier = identifier_from(text)
    assert text_from(identifier) == text
    assert re.fullmatch(r"(?:[A-Za-z_][A-Za-z0-9._-]*)?", identifier)
