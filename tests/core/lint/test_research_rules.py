"""The rules from research: what they find and, above all, what they leave alone."""

from __future__ import annotations

import pytest

from tests.core.lint.examples import choice_question, codes, warnings


def stem(prompt: str, type: str = "true-false") -> str:
    return f'- id: q\n  type: {type}\n  prompt: "{prompt}"\n  answer: true\n'


@pytest.mark.parametrize(
    ("language", "prompt"),
    [
        ("en", "Which of these is not a reason?"),
        ("en", "All of them came except one."),
        ("en", "Which of these isn’t named?"),
        ("en-GB", "She never went back."),
        ("da", "Hvilken by er ikke nævnt?"),
        ("de", "Welche Stadt wird nicht genannt?"),
        ("de", "Was ist kein Grund?"),
        ("fr", "Laquelle de ces villes n’est pas nommée ?"),
        ("fr", "Tous viennent, sauf un."),
        ("es", "¿Qué ciudad no se menciona?"),
        ("nl", "Welke stad wordt niet genoemd?"),
        ("sv", "Vilken stad nämns inte?"),
        ("no", "Hvilken by er ikke nevnt?"),
        ("nn", "Kva by er ikkje nemnd?"),
        ("it", "Quale città non è nominata?"),
        ("pt", "Que cidade não é mencionada?"),
    ],
)
def test_an_unmarked_negative_is_found(language: str, prompt: str) -> None:
    assert codes(stem(prompt), language) == ["W217"]


@pytest.mark.parametrize(
    ("language", "prompt"),
    [
        ("en", "Which of these is **not** a reason?"),
        ("en", "Which of these is *not* a reason?"),
        ("en", "Which of these is NOT a reason?"),
        ("en", "**All came except one.**"),
        ("en", "What does “will not stand by” mean?"),
        ("en", "What does ‘don’t’ stand for?"),
        ("en", "Did she come or not?"),
        ("en", "Why was the clock not repaired?"),
        ("es", "¿Por qué no volvió el farero?"),
        ("en", "She not only read it but wrote it."),
        ("en", "Nothing notable is noted; a knot is nothing."),
        ("da", "Han var ikke kun fisker."),
        ("da", "Hvilken by er **ikke** nævnt?"),
        ("de", "Was bedeutet „nicht mehr“?"),
        ("de", "Sie war außer Atem und nicht nur müde."),
        ("fr", "Il a fait trois pas, et n’avait qu’un chien."),
        ("fr", "Laquelle de ces villes n’est PAS nommée ?"),
        ("es", "¿Es verdad o no?"),
        ("nl", "Hij was niet alleen visser."),
        ("fi", "Mikä ei ole syy? Not, ikke, nicht."),
        ("zh", "哪一个不是原因?"),
    ],
)
def test_marked_quoted_and_harmless_negatives_are_left_alone(language: str, prompt: str) -> None:
    assert codes(stem(prompt), language) == []


def test_the_language_of_the_question_wins_over_that_of_the_quiz() -> None:
    assert codes(stem("Hvilken by er ikke nævnt?") + "  lang: da\n") == ["W217"]
    assert codes(stem("Der Tag, als er die Note las, not so.") + "  lang: de\n") == []


def test_a_negative_in_an_instruction_is_left_alone() -> None:
    assert (
        codes("""
        - id: q
          type: categorize
          prompt: Sort these. Leave out what the passage does not mention.
          categories: {Birds: [gull, tern], Fish: [cod, ling]}
    """)
        == []
    )


def test_up_to_five_choices_are_not_too_many() -> None:
    assert codes(choice_question("a1", "b2", "c3", "d4", "e5")) == []
    assert codes(choice_question("a1", "b2", "c3", "d4", "e5", "f6")) == ["W218"]


def test_where_several_are_right_the_number_of_choices_does_not_matter() -> None:
    assert (
        codes("""
        - id: q
          type: multiple-response
          prompt: Which?
          choices: [{text: a1, correct: true}, {text: a2, correct: true}, a3, a4, a5, a6, a7]
    """)
        == []
    )


def test_the_menus_of_a_cloze_are_choices_too() -> None:
    found = warnings("""
        - id: q
          type: cloze
          text: "It burned {fuel}."
          gaps:
            fuel:
              choices: [{text: oil, correct: true}, coal, gas, wood, wax, peat]
    """)
    assert [(d.code, d.line) for d in found] == [("W218", 9)]


LONG = "because three ships had been lost in one hard winter"


def test_a_key_much_longer_than_all_distractors_is_found() -> None:
    assert codes(choice_question(LONG, "because it was cheap", "as a monument")) == ["W224"]


def test_one_long_distractor_is_enough() -> None:
    assert codes(choice_question(LONG, "it was so", "because the town was rich, they say")) == []


def test_among_short_choices_a_longer_key_does_not_stand_out() -> None:
    assert codes(choice_question("in the harbour", "at sea", "on a rock")) == []


def test_among_long_choices_a_few_characters_do_not_stand_out() -> None:
    assert codes(choice_question(LONG + " of 1871, they say", LONG.replace("lost", "seen"))) == []


def test_a_long_distractor_gives_nothing_away() -> None:
    assert codes(choice_question("it was cheap", LONG, "as a monument")) == []


def test_markup_does_not_count_as_length() -> None:
    assert "W224" not in codes(choice_question("**`a` `b` `c` `d` `e`**", "a b c d f", "g h i"))


NONE = {
    "en": [
        "None of the above",
        "none of these.",
        "None of the other answers",
        "Neither of these",
        "None of the above is correct",
    ],
    "da": ["Ingen af ovenstående", "Ingen af delene", "Ingen af de nævnte svar er rigtige"],
    "de": [
        "Keine davon",
        "Nichts davon",
        "Keine der genannten Antworten ist richtig",
        "Keine der oben genannten",
        "Keine dieser Antworten",
    ],
    "fr": ["Aucune de ces réponses", "Aucune des réponses ci-dessus", "Aucun d’entre eux"],
    "es": ["Ninguna de las anteriores", "Ninguna de estas respuestas", "Nada de lo anterior"],
    "sv": ["Inget av ovanstående", "Inget av alternativen", "Inget av dessa alternativ"],
    "nb": ["Ingen av de ovennevnte", "Ingen av delene", "Ingen av alternativene"],
    "nn": ["Ingen av desse"],
    "nl": ["Geen van bovenstaande antwoorden", "Geen van deze", "Geen enkel antwoord is juist"],
    "it": ["Nessuna delle precedenti", "Nessuna di queste risposte"],
    "pt": ["Nenhuma das anteriores", "Nenhuma das alternativas anteriores", "Nenhum destes"],
}
ALL = {
    "en": ["All of the above", "All of these.", "All the above", "All answers are correct"],
    "da": ["Alle ovenstående", "Alle de nævnte svar", "Alt det ovenstående", "Begge dele"],
    "de": [
        "Alle genannten Antworten",
        "Alles davon",
        "Alle Antworten sind richtig",
        "Alle der oben genannten",
    ],
    "fr": ["Toutes ces réponses", "Toutes les réponses ci-dessus", "Tout ce qui précède"],
    "es": ["Todas las anteriores", "Todo lo anterior", "Todas estas respuestas"],
    "sv": ["Alla ovanstående", "Alla dessa alternativ", "Alla svaren är rätt"],
    "nb": ["Alle de ovennevnte", "Alle alternativene er riktige"],
    "nn": ["Alle desse"],
    "nl": ["Alle bovenstaande antwoorden", "Al het bovenstaande", "Alle antwoorden zijn juist"],
    "it": ["Tutte le precedenti", "Tutte le risposte sono corrette"],
    "pt": [
        "Todas as anteriores",
        "Todas as alternativas acima",
        "Todas as respostas estão corretas",
    ],
}


@pytest.mark.parametrize(("code", "table"), [("W225", NONE), ("W226", ALL)])
def test_none_and_all_of_the_above_are_known_in_every_language(
    code: str, table: dict[str, list[str]]
) -> None:
    for language, phrases in table.items():
        for text in phrases:
            question = choice_question("keys", "locks", text.replace("'", "’"))
            found = [c for c in codes(question, language) if c != "W223"]  # one has a full stop
            assert (text, found) == (text, [code])


@pytest.mark.parametrize(
    "text",
    [
        "None",
        "All",
        "None of the ships above the reef",
        "None of them came home",
        "All of Denmark",
        "Nobody knows",
        "All of these ships were lost",
        "None of the reasons is given",
    ],
)
def test_choices_with_words_of_their_own_are_left_alone(text: str) -> None:
    assert codes(choice_question("It was lost at sea", "It was sold abroad", text)) == []


def test_in_a_language_without_phrases_the_rules_are_silent() -> None:
    assert codes(choice_question("keys", "locks", "None of the above"), "fi") == []


def test_a_pinned_none_of_these_counts_too() -> None:
    text = choice_question("keys", "locks") + "    - {text: None of these, pin: last}\n"
    assert codes(text) == ["W225"]
