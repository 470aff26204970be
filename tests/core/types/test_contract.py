"""What every question type promises."""

from __future__ import annotations

import importlib
import re
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.core.question import Message, Question, Response
from quizapp.core.types import get_type, type_words
from tests.core.types.build import passage_of

ALL = type_words()
NASTY: tuple[Response, ...] = (
    (),
    (("", ""),),
    (("", " \t\n"),),
    (("", "nan"),),
    (("", "1e999999999"),),
    (("", "-inf"),),
    (("", "1/0"),),
    (("", "\x00"),),
    (("", "\ud800"),),
    (("\udfff", "\ud800 x"),),
    (("", "x" * 1_000_000),),
    (("", "9" * 1_000_000),),
    (("x" * 1_000_000, ""),),
    (("no such part", "no such value"),),
    tuple(("", f"value {n}") for n in range(99)),
    tuple((f"part {n}", "value") for n in range(99)),
    (("", "same"),) * 99,
    (("", "{{}}%(count)d%s\\"),),
)


def example_of(word: str) -> dict[str, Any]:
    module = importlib.import_module(f"quizapp.core.types.{word.replace('-', '_')}")
    found = re.search(r"```yaml\n(.*?)```", module.__doc__ or "", re.DOTALL)
    assert found, f"the manual page of {word} has no example"
    [node] = yaml.load(found[1], yaml.BaseLoader)  # noqa: S506
    assert isinstance(node, dict)
    return node


def load(word: str) -> Question:
    model = get_type(word)
    assert model is not None
    return model.model_validate(example_of(word)).bind(passage_of())


NUMBERED = [word for word in ALL if load(word).is_numbered]


def assert_is_fair(question: Question, response: Response) -> None:
    complaint = question.complaint(response)
    assert complaint is None or complaint.msgid % complaint.values
    outcome = question.grade(response)
    assert outcome.score is None or 0 <= outcome.score <= 1
    assert all(0 <= part.score <= 1 for part in outcome.parts)


@pytest.mark.parametrize("word", ALL)
def test_the_example_of_the_manual_page_has_no_faults(word: str) -> None:
    assert not list(load(word).problems(passage_of()))


@pytest.mark.parametrize("word", [word for word in ALL if word != "single-choice"])
def test_the_example_shows_every_field_of_its_own(word: str) -> None:
    model = get_type(word)
    assert model is not None
    own = [name for name in model.model_fields if name not in Question.model_fields]
    shown = example_of(word)
    aliases = {name: model.model_fields[name].alias for name in own}
    # The long form of `numeric` stands in for the short one.
    left_out = {name for name, alias in aliases.items() if alias not in shown}
    assert left_out <= ({"answer", "tolerance"} if word == "numeric" else set())


@pytest.mark.parametrize("word", ALL)
def test_every_field_says_what_it_is_for(word: str) -> None:
    model = get_type(word)
    assert model is not None
    for name, field in model.model_fields.items():
        assert name == "type" or (field.description and field.examples), name


@pytest.mark.parametrize("word", NUMBERED)
def test_the_key_earns_everything(word: str) -> None:
    question = load(word)
    assert question.complaint(question.key) is None
    assert question.grade(question.key).score == (None if question.is_marked_by_hand else 1)


@pytest.mark.parametrize("word", NUMBERED)
def test_the_key_is_an_answer_that_the_page_offers(word: str) -> None:
    question = load(word)
    entries = {
        entry.part: {option.name for option in entry.options} for entry in question.entries()
    }
    for part, value in question.key:
        assert part in entries
        assert not entries[part] or value in entries[part]


@pytest.mark.parametrize("word", NUMBERED)
def test_a_key_with_one_wrong_value_earns_less(word: str) -> None:
    question = load(word)
    if question.is_marked_by_hand:
        return
    for index, (part, _) in enumerate(question.key):
        spoilt = list(question.key)
        spoilt[index] = (part, "certainly not this")
        score = question.grade(tuple(spoilt)).score
        assert score is not None
        assert score < 1


@pytest.mark.parametrize("word", NUMBERED)
def test_a_blank_is_complained_about_and_earns_nothing(word: str) -> None:
    question = load(word)
    assert isinstance(question.complaint(()), Message)
    assert question.grade(()).score == 0


@pytest.mark.parametrize("word", ALL)
@pytest.mark.parametrize("response", NASTY, ids=range(len(NASTY)))
def test_nasty_responses_do_no_harm(word: str, response: Response) -> None:
    assert_is_fair(load(word), response)


@pytest.mark.parametrize("word", ALL)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_no_response_does_harm(word: str, data: st.DataObject) -> None:
    question = load(word)
    parts = [entry.part for entry in question.entries()] or [""]
    names = [option.name for entry in question.entries() for option in entry.options] or ["33"]
    text = st.text(st.characters(), max_size=20)
    pair = st.tuples(st.sampled_from(parts) | text, st.sampled_from(names) | text)
    response = data.draw(st.lists(pair, max_size=12).map(tuple))
    assert_is_fair(question, response)


@pytest.mark.parametrize("word", NUMBERED)
def test_no_complaint_tells_the_key(word: str) -> None:
    question = load(word)
    secrets = [value for _, value in question.key if len(value) > 1]
    for response in NASTY:
        complaint = question.complaint(response)
        told = complaint.msgid % complaint.values if complaint else ""
        assert not any(secret in told for secret in secrets)
