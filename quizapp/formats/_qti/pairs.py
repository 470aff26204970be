"""Pairs: matching and sorting into categories, gaps with a word bank, and orders."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import permutations
from typing import Final

from quizapp.core.question import RIGHT
from quizapp.core.types._scoring import kendall, longest_run
from quizapp.core.writing import Fields, Tree
from quizapp.formats._qti.choices import Asked, Offer, read_offers
from quizapp.formats._qti.content import markdown_of
from quizapp.formats._qti.expressions import UnscorableError
from quizapp.formats._qti.judging import ZERO, Judge
from quizapp.formats._qti.numbers import write_number, write_share
from quizapp.formats._xml import Element

_MOST_ORDERED: Final = 5


@dataclass
class Grid:
    """What belongs to each part, by identifiers, and what it earns of all points."""

    right: dict[str, list[str]] = field(default_factory=dict)
    values: dict[str, dict[str, Fraction]] = field(default_factory=dict)
    most: Fraction = ZERO
    is_whole: bool = False
    notes: list[str] = field(default_factory=list)

    @property
    def weights(self) -> dict[str, Fraction]:
        """Return what each part that belongs anywhere earns."""
        return {p: self.values[p][right[0]] for p, right in self.right.items() if right}


Pair = Callable[[str, str], str]


def read_grid(judge: Judge, parts: Sequence[str], options: Sequence[str], pair: Pair) -> Grid:
    """Return which options belong to which parts; refuse what is no sum over pairs."""
    pairs = {pair(part, option) for part in parts for option in options}
    if unknown := next((item for item in judge.key if item not in pairs), None):
        raise UnscorableError(f"its key `{unknown}` is no pair of what is offered")
    if judge.uses == {"match"}:
        return _matched(judge, parts, options, pair)
    if judge.uses == {"mapResponse"} and judge.response.mapping:
        return _summed(judge, parts, options, pair)
    raise UnscorableError("its response processing is of its own kind")


def _matched(judge: Judge, parts: Sequence[str], options: Sequence[str], pair: Pair) -> Grid:
    most, keys = judge.score(*judge.key), set(judge.key)
    if most <= 0 or not keys:
        raise UnscorableError("it has no key: no pair earns anything")
    grid = Grid(most=most, is_whole=True)
    for part in parts:
        grid.right[part] = [option for option in options if pair(part, option) in keys]
        grid.values[part] = dict.fromkeys(grid.right[part], RIGHT)
    return grid


def _summed(judge: Judge, parts: Sequence[str], options: Sequence[str], pair: Pair) -> Grid:
    mapping = judge.response.mapping
    grid = Grid()
    worst = ZERO
    for part in parts:
        values = {o: mapping.score_of(pair(part, o)) if mapping else ZERO for o in options}
        best = sorted((o for o in options if values[o] > 0), key=lambda o: -values[o])
        # Who belongs to several with the same value belongs to each of them.
        grid.right[part] = best
        grid.values[part] = values
        worst = min(worst, *values.values())
    chosen = [pair(part, best[0]) for part, best in grid.right.items() if best]
    grid.most = judge.score(*chosen)
    total = sum(grid.weights.values(), ZERO)
    if grid.most <= 0:
        raise UnscorableError("it has no key: no pair earns anything")
    if grid.most != total:
        grid.notes.append("that fewer pairs than all earn everything")
    if worst < 0:
        grid.notes.append("what wrong pairs take away")
    return grid


def read_matching(judge: Judge, interaction: Element) -> Asked:
    """Return a match interaction as pairs, or as categories."""
    sets = [
        read_offers(element, "simpleAssociableChoice")
        for element in interaction.children("simpleMatchSet")
    ]
    if len(sets) != 2 or not sets[0] or not sets[1]:
        raise UnscorableError("it has not two sets to match")
    lefts, rights = sets
    grid = read_grid(judge, _names(lefts), _names(rights), lambda p, o: f"{p} {o}")
    if any(len(right) > 1 for right in grid.right.values()):
        lefts, rights = rights, lefts
        grid = read_grid(judge, _names(lefts), _names(rights), lambda p, o: f"{o} {p}")
    return _placed(grid, lefts, rights)


def _names(offers: Sequence[Offer]) -> list[str]:
    return [offer.identifier for offer in offers]


def _placed(grid: Grid, lefts: list[Offer], rights: list[Offer]) -> Asked:
    if any(len(right) > 1 for right in grid.right.values()):
        raise UnscorableError("one thing belongs to several others, on both sides")
    if len(set(grid.weights.values())) > 1:
        grid.notes.append("that its pairs earn differently: here each earns the same")
    texts = {offer.identifier: offer.text for offer in rights}
    places = [(left, grid.right[left.identifier]) for left in lefts]
    used = {right[0] for _, right in places if right}
    if _is_sorting(places, lefts, rights, used):
        fields = _categories(places, rights)
    else:
        pairs: dict[str, Tree] = {left.text: texts[right[0]] for left, right in places if right}
        if len(pairs) != len(lefts):
            raise UnscorableError("two of its lefts have the same text")
        fields = {"type": "matching", "pairs": pairs}
        taken = set(pairs.values()) if all(isinstance(p, str) for p in pairs.values()) else set()
        if rest := [o.text for o in rights if o.identifier not in used and o.text not in taken]:
            fields["distractors"] = [*rest]
    if grid.is_whole:
        fields["scoring"] = "all-or-nothing"
    return Asked(fields, grid.most, tuple(grid.notes))


def _is_sorting(
    places: list[tuple[Offer, list[str]]], lefts: list[Offer], rights: list[Offer], used: set[str]
) -> bool:
    """Tell whether things are sorted into categories: more things than places, or some left out."""
    if any(not right for _, right in places):
        return True
    marks = {offer.identifier.partition(".")[0] for offer in lefts}
    if marks in ({"item"}, {"left"}):
        return marks == {"item"}
    return len(rights) < len(lefts) and len(used) == len(rights)


def _categories(places: list[tuple[Offer, list[str]]], rights: list[Offer]) -> Fields:
    categories: dict[str, Tree] = {}
    for right in rights:
        own: list[Tree] = [left.text for left, place in places if right.identifier in place]
        categories[right.text] = own
    if len(categories) != len(rights):
        raise UnscorableError("two of its categories have the same text")
    fields: Fields = {"type": "categorize", "categories": categories}
    if rest := [left.text for left, place in places if not place]:
        fields["distractors"] = [*rest]
    return fields


def read_word_bank(judge: Judge, interaction: Element, gaps: Sequence[str]) -> Asked:
    """Return a gap match interaction's gaps and word bank."""
    if next(interaction.children("gapImg"), None):
        raise UnscorableError("its gaps are filled with pictures")
    words = {
        element.get("identifier"): markdown_of(element.content, one_line=True).markdown
        for element in interaction.children("gapText", "gapChoice")
    }
    grid = read_grid(judge, gaps, list(words), lambda p, o: f"{o} {p}")
    if empty := next((gap for gap in gaps if not grid.right[gap]), None):
        raise UnscorableError(f"nothing belongs into its gap `{empty}`")
    if grid.is_whole and any(len(grid.right[gap]) > 1 for gap in gaps):
        raise UnscorableError("one of its gaps is filled with several words")
    least = min(grid.weights.values())
    fields: dict[str, Tree] = {}
    for gap in gaps:
        fields[gap] = _gap_fields(grid, gap, words, least)
    firsts = {words[grid.right[gap][0]] for gap in gaps}
    bank: list[Tree] = [*dict.fromkeys(w for w in words.values() if w not in firsts)]
    cloze: Fields = {"type": "cloze", "gaps": fields, "word-bank": bank}
    if grid.is_whole:
        cloze["scoring"] = "all-or-nothing"
    return Asked(cloze, grid.most, tuple(grid.notes))


def _gap_fields(grid: Grid, gap: str, words: dict[str, str], least: Fraction) -> Fields:
    best = grid.values[gap][grid.right[gap][0]]
    answers: list[Tree] = []
    for option in grid.right[gap]:
        share = grid.values[gap][option] / best
        text = words[option]
        answers.append(text if share == 1 else {"text": text, "credit": write_share(share)})
    weight = best / least
    return {"answers": answers, **({"weight": write_number(weight)} if weight != 1 else {})}


def read_order(judge: Judge, interaction: Element) -> Asked:
    """Return an order interaction's items in the right order."""
    offers = {offer.identifier: offer for offer in read_offers(interaction, "simpleChoice")}
    key = judge.key
    if not key:
        raise UnscorableError("it has no key: no order is said to be right")
    if sorted(key) != sorted(offers):
        raise UnscorableError(
            f"its key has {len(key)} of {len(offers)} choices, and an order holds each once"
        )
    most = judge.score(*key)
    if judge.response.cardinality != "ordered" or most <= 0:
        raise UnscorableError("its order earns nothing")
    fields: Fields = {"type": "ordering", "items": [offers[name].text for name in key]}
    rule = "all-or-nothing" if judge.uses == {"match"} else _order_rule(judge, key, most)
    if rule != "kendall":
        fields["scoring"] = rule
    return Asked(fields, most)


def _order_rule(judge: Judge, key: Sequence[str], most: Fraction) -> str:
    """Try every order against every rule of ours."""
    if len(key) > _MOST_ORDERED:
        raise UnscorableError("its order is scored in a way of its own")
    places = list(permutations(range(len(key))))
    shares = [judge.score(*(key[i] for i in order)) / most for order in places]
    for rule, gives in (
        ("all-or-nothing", lambda order: Fraction(list(order) == sorted(order))),
        ("kendall", kendall),
        ("longest-run", longest_run),
    ):
        if all(gives(order) == share for order, share in zip(places, shares, strict=True)):
            return rule
    raise UnscorableError("its order is scored in a way that there is none of here")
