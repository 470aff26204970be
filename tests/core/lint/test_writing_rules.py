"""The further rules of item writing: what they find and, above all, what they leave alone."""

from __future__ import annotations

import pytest

from quizapp.core.lint import lint
from tests.core.lint.examples import choice_question, codes, read


def short(prompt: str, language: str = "en") -> list[str]:
    """Lint a short-answer question with a prompt."""
    text = f'- id: q\n  type: short-answer\n  prompt: "{prompt}"\n  answers: [Nora]\n'
    return codes(text, language)


def choices(prompt: str, *texts: str, language: str = "en") -> list[str]:
    """Lint a single-choice question; the first text is the key."""
    return codes(choice_question(*texts, prompt=prompt), language)


def told(code: str, text: str, language: str = "en") -> bool:
    """Tell whether a rule finds something when all are asked."""
    return code in [found.code for found in lint(read(text, language), frozenset())]


@pytest.mark.parametrize(
    ("language", "prompt"),
    [
        ("en", "In your opinion, was she right?"),
        ("en", "What is your favourite part?"),
        ("en", "Do you agree with the keeper?"),
        ("da", "Hvad synes du om fyret?"),
        ("de", "Deiner Meinung nach: War das klug?"),
        ("fr", "Que pensez-vous de Nora ?"),
        ("es", "¿Estás de acuerdo con Nora?"),
        ("nl", "Wat vind jij van Nora?"),
    ],
)
def test_an_opinion_has_no_key(language: str, prompt: str) -> None:
    assert short(prompt, language) == ["W206"]


@pytest.mark.parametrize(
    ("language", "prompt"),
    [
        ("en", "Why do you think she stayed?"),
        ("en", "Who said “Do you agree”?"),
        ("en", "What was her opinion of the lamp?"),
        ("de", "Was war ihrer Meinung nach klug?"),
        ("fi", "Do you agree?"),
    ],
)
def test_a_conclusion_is_no_opinion(language: str, prompt: str) -> None:
    assert short(prompt, language) == []


def test_an_opinion_may_be_written() -> None:
    assert (
        codes("""
        - id: q
          type: open-response
          prompt: What do you think of Nora?
          rubric: [{criterion: A reason, points: 1}]
        - {id: r, type: true-false, prompt: Would you like tea was what she said., answer: true}
    """)
        == []
    )


@pytest.mark.parametrize(
    ("language", "prompt"),
    [
        ("en", "Who could **not** have **never** come?"),
        ("da", "Hvem kunne **ikke** lade være med **aldrig** at komme?"),
        ("de", "Wer war **nicht** ganz und gar **nie** NICHT da?"),
    ],
)
def test_two_negatives_in_a_clause_are_found(language: str, prompt: str) -> None:
    assert short(prompt, language) == ["W207"]


@pytest.mark.parametrize(
    "prompt",
    [
        "Who did **not** come, and who was **never** asked?",
        "Who did **not** come? Who was **not** asked?",
        "Who did **not** say that she would **not** come?",
    ],
)
def test_a_negative_in_each_clause_is_left_alone(prompt: str) -> None:
    assert short(prompt) == []


def test_two_negatives_that_mean_one_are_left_alone() -> None:
    assert short("¿Quién **no** vino **nunca**?", "es") == []
    assert short("Quem **não** veio **nunca**?", "pt") == []


def test_a_negative_choice_under_a_negative_prompt_is_found() -> None:
    reasons = ("She did not sleep", "The lens stood still", "A storm came")
    assert choices("Which of these is **not** a reason?", *reasons) == ["W207"]
    assert choices("Why did she **not** go to bed?", *reasons) == []
    assert choices("Which reason did she give for **not** going?", *reasons) == []
    assert choices("Which of these is a reason?", *reasons) == []


def test_combinations_of_choices_are_found() -> None:
    what = "What has the lamp burned?"
    assert choices(what, "Both A and B", "Whale oil", "Coal") == ["W209"]
    assert choices(what, "A, B and C", "Whale oil", "Coal") == ["W209"]
    assert choices(what, "Sowohl A als auch B", "Tran", "Kohle", language="de") == ["W209"]
    listed = "What is true? I. It burned oil. II. It stood. III. It fell."
    assert choices(listed, "I and II", "II and III", "I and III") == ["W209"]
    assert choices("1. Oil 2. Coal 3. Gas", "1 and 2 only", "2 and 3 only", "3 only") == ["W209"]


def test_letters_and_numbers_that_are_answers_are_left_alone() -> None:
    assert choices("Which vitamins does it have?", "A and C", "B and D", "D and E") == []
    assert choices("Which numbers came up?", "1 and 2", "3 and 4", "None") == []
    assert choices("Which of them came?", "Ann and Bo", "Bo and Cy", "Cy") == []
    assert choices("Which letter is it?", "A", "B", "C") == []


def test_choices_in_a_line_of_the_prompt_are_found() -> None:
    texts = ("oil", "coal", "gas")
    assert choices("What burned: a) oil, b) coal, c) gas?", *texts) == ["W210"]
    assert choices("What burned, (A) oil (B) coal (C) gas?", *texts) == ["W210"]
    assert choices("What burned in paragraph a), and why?", *texts) == []
    assert short("What burned: a) oil, b) coal, c) gas?") == []


@pytest.mark.parametrize(
    ("language", "prompt"),
    [
        ("en", "Who lit the the lamp?"),
        ("en", "Who went to to the rock?"),
        ("da", "Hvem tændte lampen og og gik?"),
        ("de", "Wer kam von von der Insel?"),
        ("fr", "Qui a allumé la lampe de de Nora ?".replace("de de", "du du")),
    ],
)
def test_a_word_twice_is_found(language: str, prompt: str) -> None:
    assert short(prompt, language) == ["W211"]


@pytest.mark.parametrize(
    ("language", "prompt"),
    [
        ("en", "She said that that lamp had had its day. Who?"),
        ("en", "Who said “the the”?"),
        ("en", "Who ate the the-best pie?"),
        ("en", "Who knew what she stood for for years?"),
        ("da", "Hvem var manden, hun talte med med et smil?"),
        ("de", "Wer war die, die die Lampe hielt?"),
        ("fr", "Que faisons-nous nous tous ?"),
        ("fi", "Who lit the the lamp?"),
    ],
)
def test_words_that_may_stand_twice_are_left_alone(language: str, prompt: str) -> None:
    assert short(prompt, language) == []


@pytest.mark.parametrize(
    ("language", "prompt"),
    [
        ("en", "Why did Nora stay up."),
        ("en", "Which boat was lost."),
        ("da", "Hvorfor blev Nora oppe."),
        ("de", "Warum blieb Nora wach."),
        ("es", "Por qué se quedó Nora."),
    ],
)
def test_a_question_with_a_full_stop_is_found(language: str, prompt: str) -> None:
    assert short(prompt, language) == ["W212"]


@pytest.mark.parametrize(
    ("language", "prompt"),
    [
        ("en", "Why did Nora stay up? Write one word."),
        ("en", "When you have read it, write the name."),
        ("en", "What Nora lost was her"),
        ("en", "Why: write one word."),
        ("en", "Why did Nora stay up"),
        ("da", "Hvis lampe var det? Skriv et navn."),
        ("de", "Wer sie war, steht im Text."),
        ("fi", "Why did Nora stay up."),
    ],
)
def test_a_request_may_end_with_a_full_stop(language: str, prompt: str) -> None:
    assert short(prompt, language) == []


def test_the_same_beginning_is_found() -> None:
    alike = [f"She went to the {place}" for place in ("rock", "village", "harbour")]
    assert choices("What did she do?", *alike) == ["W213"]
    assert choices("What did she do?", *alike[:2]) == []
    assert choices("What did she do?", *alike[:2], "He went to the harbour") == []
    assert choices("What did she do?", "So that no", "So that all", "So that some") == []


def ticks(prompt: str, right: int, language: str = "en") -> list[str]:
    """Lint a multiple-response question of five choices."""
    given = [f"{{text: c{n}, correct: true}}" if n < right else f"c{n}" for n in range(5)]
    text = f"- id: q\n  type: multiple-response\n  prompt: {prompt}\n"
    return codes(f"{text}  choices: [{', '.join(given)}]", language)


def test_another_number_than_the_key_has_is_found() -> None:
    assert ticks("Who came? Choose two.", 3) == ["W214"]
    assert ticks("Who came? Tick the 3 right answers.", 2) == ["W214"]
    assert ticks("Hvem kom? Vælg to svar.", 3, "da") == ["W214"]
    assert ticks("Wer kam? Wähle drei Antworten.", 2, "de") == ["W214"]
    assert choices("Who came? Choose all that apply.", "Ann", "Bo") == ["W214"]
    assert choices("Who came? Choose two answers.", "Ann", "Bo") == ["W214"]


def test_the_right_number_and_other_numbers_are_left_alone() -> None:
    assert ticks("Who came? Choose two.", 2) == []
    assert ticks("Who came? Choose all that apply.", 3) == []
    assert ticks("Which two came? Choose at least two.", 3) == []
    assert ticks("Choose two people to save. Whom did she choose?", 3) == []
    assert choices("Choose two words to describe her.", "brave and kind", "old and ill") == []
    assert ticks("Hvem kom? Vælg to svar.", 2, "da") == []


@pytest.mark.parametrize(
    ("language", "prompt"),
    [
        ("en", "Which is true?"),
        ("en", "Which of the following statements is correct?"),
        ("en", "According to the passage, which statement is false?"),
        ("en", "Choose the right answer."),
        ("da", "Hvilket udsagn er rigtigt?"),
        ("de", "Welche Aussage ist richtig?"),
        ("fr", "Laquelle de ces affirmations est vraie ?"),
        ("es", "¿Cuál de las siguientes afirmaciones es verdadera?"),
        ("sv", "Vilket påstående är sant?"),
        ("nb", "Hvilken påstand er sann?"),
        ("nl", "Welke bewering is juist?"),
        ("it", "Quale affermazione è vera?"),
        ("pt", "Qual afirmação é verdadeira?"),
    ],
)
def test_a_prompt_that_asks_nothing_is_found(language: str, prompt: str) -> None:
    assert choices(prompt, "a lamp", "a boat", "a storm", language=language) == ["W215"]


@pytest.mark.parametrize(
    "prompt",
    [
        "Which statement about the lamp is true?",
        "Which sentence sums up the passage?",
        "Which is right, by what Nora says?",
        "What is the right answer to her question?",
    ],
)
def test_a_prompt_with_a_subject_is_left_alone(prompt: str) -> None:
    assert choices(prompt, "a lamp", "a boat", "a storm") == []


def test_choices_that_say_the_same_are_found() -> None:
    assert choices("How many?", "three", "four", "3") == ["W219"]
    assert choices("How many?", "two ships", "2 ships", "four", "five") == ["W219"]
    assert choices("Wie viele?", "1 000", "1000", "zwei", language="de") == ["W219"]


def test_choices_that_may_be_the_point_are_left_alone() -> None:
    """Commas, articles and apostrophes are what other questions ask about."""
    assert choices("What do we write?", "Eat, Nora", "Eat Nora") == []
    assert choices("What do we write?", "its", "it’s", "his") == []
    assert choices("What do we write?", "a lamp", "the lamp", "an lamp") == []
    assert choices("How many?", "three", "3", "four", language="fi") == []


def numbers(*texts: str, shuffle: str = "[]") -> list[str]:
    listed = "".join(f"      - '{text}'\n" for text in texts[1:])
    return codes(
        f"settings: {{shuffle: {shuffle}}}\nquestions:\n  - id: q\n    type: single-choice\n"
        f"    prompt: How many?\n    choices:\n      - text: '{texts[0]}'\n"
        f"        correct: true\n{listed}"
    )


def test_numbers_without_an_order_are_found_where_they_keep_their_places() -> None:
    assert numbers("30", "10", "20") == ["W221"]
    assert numbers("5 km", "1.5 km", "3 km") == ["W221"]
    assert numbers("30", "10", "20", shuffle="[choices]") == []
    assert numbers("10", "20", "30") == numbers("30", "20", "10") == []
    assert numbers("30", "1,234", "20") == []
    assert numbers("3 km", "1 m", "2 mm") == []
    assert numbers("30", "ten", "20") == []
    assert numbers("30", "10") == []


def test_ranges_that_share_a_number_are_found() -> None:
    assert choices("How many came?", "5–10", "0–5", "11–20") == ["W222"]
    assert choices("How many came?", "10 to 20", "15 to 30", "31 to 40") == ["W222"]
    assert choices("Hvor mange kom?", "5-10", "0-5", "11-20", language="da") == ["W222"]
    assert choices("How many came?", "5–9", "0–4", "10–20") == []
    assert choices("When was the war?", "1914–1918", "1912–1916", "1939–1945") == []


def test_the_one_full_stop_is_found() -> None:
    assert choices("Why?", "Ships were lost.", "A keeper asked", "Oil was cheap") == ["W223"]
    assert choices("Why?", "Ships were lost", "A keeper asked.", "Oil was cheap.") == ["W223"]
    assert choices("Why?", "Ships were lost.", "A keeper asked.", "Oil was cheap.") == []
    assert choices("When?", "At 5 p.m.", "At noon", "At dusk") == []
    assert choices("Who?", "Lamps etc.", "The boats", "The ships") == []
    assert choices("What?", "Ships were lost.", "A keeper asked") == []
    assert choices("What?", "Was it lost?", "It was lost.", "It is here.") == []


def test_sweeping_distractors_are_found() -> None:
    sweeping = ("She always slept", "She never came")
    assert choices("What did she do?", "She lit it", *sweeping) == ["W228"]
    assert choices("Hvad?", "Hun tændte", "Altid", "Aldrig i livet", language="da") == ["W228"]
    assert choices("What did she do?", "She never slept", "She always came", "She sang") == []
    assert choices("What did she never do?".replace("never", "NEVER"), "Sing", *sweeping) == []
    assert choices("What did she do?", "She lit it", sweeping[0], "She came", "She sang") == []
    assert choices("What did she do?", "She lit it", *sweeping, language="fi") == []


def test_grammar_that_strikes_out_choices_is_found() -> None:
    assert choices("She was an", "engineer", "sailor", "actor") == ["W238"]
    assert choices("She was a ____.", "sailor", "engineer", "teacher") == ["W238"]
    assert choices("She was a(n)", "engineer", "sailor", "teacher") == []
    assert choices("She was an", "engineer", "actor", "honest woman") == []
    assert choices("It was a", "university", "European ship", "MP", "house") == []
    assert choices("She lived on deck A", "engineer", "sailor", "actor", language="fi") == []


def test_the_key_in_bold_is_found() -> None:
    assert choices("What?", "**Oil**", "Coal", "Gas") == ["W239"]
    assert choices("What?", "**Oil**", "**Coal**", "Gas") == []
    assert choices("What?", "Oil", "**Coal**", "Gas") == []
    assert choices("What?", "*The Times*", "a letter", "a book") == []


def test_a_pair_of_opposites_is_found() -> None:
    assert choices("What?", "She did sleep", "She did not sleep", "She sang") == ["W240"]
    assert choices("Hvad?", "Hun sov ikke", "Hun sov", "Hun sang", language="da") == ["W240"]
    assert choices("What?", "She sang", "She did sleep", "She did not sleep") == []
    assert choices("What?", "She did sleep", "She did not sleep") == []
    two = ("It did rain", "It did not rain", "It did snow", "It did not snow")
    assert choices("What?", *two) == []


def statements(*answers: str) -> list[str]:
    lines = [
        f"- {{id: q{n}, type: true-false, prompt: Ship {n} came., not-given: true, "
        f"answer: {answer}}}\n"
        for n, answer in enumerate(answers)
    ]
    return codes("".join(lines))


def test_always_the_same_answer_is_found() -> None:
    assert statements("true", "true", "true", "true") == ["W241"]
    assert statements("false", "false", "false", "false", "false") == ["W241"]
    assert statements("true", "true", "true") == []
    assert statements("true", "true", "true", "not-given") == []


def test_the_optional_rules_find_what_they_say() -> None:
    key = choice_question(
        "The snowstorm broke it", "A boat came", prompt="What did the snowstorm do?"
    )
    assert told("W237", key)
    assert not told("W237", key.replace("A boat", "The snowstorm"))
    assert not told("W237", key, "fi")
    assert told("W227", choice_question("She did not come", "She came"))
    assert not told("W227", choice_question("She did **not** come", "She came"))
    long = "word " * 61
    assert told("W216", f"- {{id: q, type: short-answer, prompt: {long}, answers: [a]}}")
    assert not told("W216", f"- {{id: q, type: short-answer, prompt: {long[:-5]}, answers: [a]}}")
    two = "- {id: q, type: true-false, prompt: 'A ship came. It left.', answer: true}"
    assert told("W242", two)
    assert not told(
        "W242", two.replace("ship came", "Mr. Flint came to the rock").replace(" It left.", "")
    )


# What the others look at is the same in every language.
ON_WORDS = "W206 W207 W211 W212 W214 W215 W217 W219 W222 W225 W226 W227 W228 W237 W238 W240".split()


@pytest.mark.parametrize("code", ON_WORDS)
def test_rules_on_words_are_silent_in_languages_they_do_not_know(code: str) -> None:
    """The bad examples of English, said to be Finnish."""
    from tests.core.lint.test_rules import example

    assert not told(code, example(code, "Bad"), "fi")
