"""A choice interaction: single choice, true/false or multiple response."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Final, NamedTuple

from quizapp.core.question import RIGHT
from quizapp.core.types._scoring import balanced, right_minus_wrong
from quizapp.core.writing import Fields, Tree
from quizapp.formats._qti.content import markdown_of
from quizapp.formats._qti.expressions import UnscorableError
from quizapp.formats._qti.judging import ZERO, Judge
from quizapp.formats._qti.names import text_from
from quizapp.formats._qti.numbers import write_share
from quizapp.formats._qti.words import truth_of
from quizapp.formats._xml import Element

_MOST_TRIED: Final = 10
_NAMED: Final = "id."


class Offer(NamedTuple):
    """A choice as an interaction offers it."""

    identifier: str
    text: str
    is_fixed: bool = False
    pictures: tuple[str, ...] = ()


class Asked(NamedTuple):
    """A question's own fields, its points, and what of it has no place here, in words."""

    fields: Fields
    points: Fraction
    notes: tuple[str, ...] = ()
    explanation: str = ""


def read_offers(interaction: Element, *names: str) -> list[Offer]:
    """Return the choices of an interaction."""
    offers = []
    for element in interaction.all(*names):
        converted = markdown_of(element.content, one_line=True)
        is_fixed = element.get("fixed") == "true"
        text = converted.markdown
        offers.append(Offer(element.get("identifier"), text, is_fixed, converted.pictures))
    return offers


def read_choice(judge: Judge, interaction: Element, offers: list[Offer], lang: str) -> Asked:
    """Return the fields of what an interaction with choices asks."""
    names = {offer.identifier for offer in offers}
    if unknown := next((name for name in judge.key if name not in names), None):
        raise UnscorableError(f"its key `{unknown}` is none of its choices")
    if len(names) != len(offers):
        raise UnscorableError("two of its choices have the same identifier")
    if judge.response.cardinality == "single":
        return _one(judge, interaction, offers, lang)
    if judge.response.cardinality == "multiple":
        return _many(judge, interaction, offers)
    raise UnscorableError("its choices are to be put in an order")


def _one(judge: Judge, interaction: Element, offers: list[Offer], lang: str) -> Asked:
    scores = {offer.identifier: judge.score(offer.identifier) for offer in offers}
    right = right_choice(judge, scores)
    most = scores[right]
    told, always = feedback_by_choice(judge, offers)
    shares = {name: score / most for name, score in scores.items()}
    truth = truth_of([offer.text for offer in offers], lang)
    if truth and all(share in (0, 1) for share in shares.values()):
        return Asked(_true_false(offers, truth, right, told), most, (), always)
    shuffles = interaction.get("shuffle") == "true"
    choices = [
        choice_fields(
            offer,
            is_right=offer.identifier == right,
            credit=ZERO if offer.identifier == right else shares[offer.identifier],
            feedback=told[offer.identifier],
            pins=shuffles,
        )
        for offer in offers
    ]
    notes = ["a choice's loss is limited to all points"] if min(shares.values()) < -1 else []
    return Asked({"type": "single-choice", "choices": [*choices]}, most, tuple(notes), always)


def right_choice(judge: Judge, scores: dict[str, Fraction]) -> str:
    """Return which choice earns most; refuse what has no key, or more keys than answers."""
    if len(judge.key) > 1:
        raise UnscorableError(f"its key has {len(judge.key)} values, and only one can be chosen")
    most = max(scores.values(), default=ZERO)
    if most <= 0:
        raise UnscorableError("it has no key: no choice earns anything")
    best = [name for name, score in scores.items() if score == most]
    return next((name for name in best if name in judge.key), best[0])


def choice_fields(
    offer: Offer, *, is_right: bool, credit: Fraction, feedback: str, pins: bool
) -> Tree:
    """Return a choice as a quiz file has it; a credit of 0 goes without saying."""
    fields: Fields = {"text": offer.text}
    if offer.identifier.startswith(_NAMED):
        fields["id"] = text_from(offer.identifier.removeprefix(_NAMED))
    if is_right:
        fields["correct"] = "true"
    if credit:
        fields["credit"] = write_share(min(RIGHT, max(-RIGHT, credit)))
    if feedback:
        fields["feedback"] = feedback
    if offer.is_fixed and pins:
        fields["pin"] = "last"
    return offer.text if len(fields) == 1 else fields


def feedback_by_choice(judge: Judge, offers: Sequence[Offer]) -> tuple[dict[str, str], str]:
    """Return what is said to each choice alone, and what is said to all of them."""
    if not judge.feedback:
        return dict.fromkeys((offer.identifier for offer in offers), ""), ""
    shown = {offer.identifier: judge.shown(offer.identifier) for offer in offers}
    always = [text for text in judge.shown() if all(text in texts for texts in shown.values())]
    told = {
        name: "\n\n".join(text for text in texts if text not in always)
        for name, texts in shown.items()
    }
    return told, "\n\n".join(always)


def _true_false(
    offers: list[Offer], truth: dict[int, str], right: str, told: dict[str, str]
) -> Fields:
    words = {offer.identifier: truth[place] for place, offer in enumerate(offers)}
    fields: Fields = {"type": "true-false", "answer": words[right]}
    if "not-given" in truth.values():
        fields["not-given"] = "true"
    if feedback := {words[name]: text for name, text in told.items() if text}:
        fields["feedback"] = {**feedback}
    return fields


class Scoring(NamedTuple):
    """How ticks become points: which are right, by which rule, and with what credits."""

    right: frozenset[str]
    rule: str
    most: Fraction
    credits: dict[str, Fraction]
    notes: tuple[str, ...] = ()


def _many(judge: Judge, interaction: Element, offers: list[Offer]) -> Asked:
    scoring = find_scoring(judge, [offer.identifier for offer in offers])
    told, always = feedback_by_choice(judge, offers)
    shuffles = interaction.get("shuffle") == "true"
    choices = [
        choice_fields(
            offer,
            is_right=offer.identifier in scoring.right,
            credit=scoring.credits.get(offer.identifier, ZERO),
            feedback=told[offer.identifier],
            pins=shuffles,
        )
        for offer in offers
    ]
    fields: Fields = {"type": "multiple-response", "choices": [*choices]}
    if scoring.rule != "balanced":
        fields["scoring"] = scoring.rule
    fields |= read_counts(interaction, len(offers))
    return Asked(fields, scoring.most, scoring.notes, always)


def read_counts(interaction: Element, offered: int) -> Fields:
    """Return `min` and `max` of an interaction."""
    fields: Fields = {}
    least, most = (interaction.get(name) for name in ("minChoices", "maxChoices"))
    if least.isascii() and least.isdigit() and int(least[:6]) > 0:
        fields["min"] = str(int(least[:6]))
    # Without the attribute, one may be chosen, says QTI; no program that asks for several means it.
    if most.isascii() and most.isdigit() and 0 < int(most[:6]) < offered:
        fields["max"] = str(int(most[:6]))
    return fields


def find_scoring(judge: Judge, names: list[str]) -> Scoring:
    """Return the rule of ours that gives every response what the item gives it."""
    if judge.uses == {"match"} and judge.score(*judge.key) > 0:
        return Scoring(frozenset(judge.key), "all-or-nothing", judge.score(*judge.key), {})
    if judge.uses == {"mapResponse"} and (scoring := _mapped(judge, names)):
        return scoring
    if len(names) > _MOST_TRIED:
        raise UnscorableError("its response processing is of its own kind, with too many choices")
    return _fitted(judge, names)


def _mapped(judge: Judge, names: list[str]) -> Scoring | None:
    """Return the rule for values that are added up and held within bounds."""
    mapping = judge.response.mapping
    if mapping is None:
        return None
    values = {name: mapping.score_of(name) for name in names}
    gains = [value for value in values.values() if value > 0]
    losses = [value for value in values.values() if value < 0]
    total = sum(gains, ZERO)
    most = total if mapping.upper is None else min(mapping.upper, total)
    if most <= 0 or judge.score(*(name for name in names if values[name] > 0)) != most:
        return None
    notes = []
    if losses and (mapping.lower is None or mapping.lower < 0):
        notes.append("its score can fall below 0, and ends at 0 here")
    # Held within 0..1 choice by choice, a large gain or loss would count otherwise in a sum.
    if losses and most < total and (max(gains) > most or -min(losses) > most):
        notes.append("single choices count for more than the upper bound, and are limited to it")
    shares = {name: value / most for name, value in values.items()}
    return _named(names, shares, most, tuple(notes))


def _named(
    names: list[str], shares: dict[str, Fraction], most: Fraction, notes: tuple[str, ...]
) -> Scoring:
    """Return credits, under the name of the rule that they come from where there is one."""
    right = frozenset(name for name in names if shares[name] > 0)
    wrong = len(names) - len(right)
    even = all(shares[name] == Fraction(1, len(right)) for name in right)
    lost = {shares[name] for name in names if name not in right}
    if even and not notes and lost in ({Fraction(-1, wrong or 1)}, set()):
        return Scoring(right, "balanced", most, {})
    if even and not notes and lost == {Fraction(-1, len(right))}:
        return Scoring(right, "right-minus-wrong", most, {})
    credits = {n: share for n, share in shares.items() if n not in right or not even}
    return Scoring(right, "credits", most, credits, notes)


def _fitted(judge: Judge, names: list[str]) -> Scoring:
    """Try every set of ticks against every rule."""
    table = {
        frozenset(ticked): judge.score(*ticked)
        for count in range(len(names) + 1)
        for ticked in combinations(names, count)
    }
    most, least = max(table.values()), min(table.values())
    if most <= 0:
        raise UnscorableError("it has no key: no choice earns anything")
    shares = {ticked: max(ZERO, score / most) for ticked, score in table.items()}
    full = [ticked for ticked, share in shares.items() if share == 1]
    if len(full) == 1 and all(share in (0, 1) for share in shares.values()):
        return Scoring(full[0], "all-or-nothing", most, {})
    singles = {name: table[frozenset([name])] / most for name in names}
    positive = frozenset(name for name, share in singles.items() if share > 0)
    rules: dict[str, Callable[[frozenset[str]], Fraction]] = {
        "balanced": lambda ticked: balanced(ticked, positive, len(names)),
        "right-minus-wrong": lambda ticked: right_minus_wrong(ticked, positive),
        "credits": lambda ticked: min(RIGHT, max(ZERO, sum((singles[n] for n in ticked), ZERO))),
    }
    for rule, gives in rules.items():
        if positive and all(gives(ticked) == share for ticked, share in shares.items()):
            notes = ("its score can fall below 0, and ends at 0 here",) if least < 0 else ()
            if rule == "credits":
                return _named(names, singles, most, notes)
            return Scoring(positive, rule, most, {}, notes)
    raise UnscorableError("its score is none that ticks can give here")
