"""What a teacher should look at: a flag, and the words that say why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from quizapp.core.question import Message
from quizapp.core.statistics import thresholds as limits
from quizapp.core.statistics.choices import ChoiceStatistics, MenuStatistics
from quizapp.core.statistics.moments import NOTHING

if TYPE_CHECKING:
    from quizapp.core.statistics.items import ItemStatistics


class Flag(NamedTuple):
    """Something to look at. `choice` names the option it is about; "easy" is no fault."""

    name: str
    words: Message
    choice: str = ""
    place: str = ""
    is_fault: bool = True


def find_flags(item: ItemStatistics) -> tuple[Flag, ...]:
    """Return an item's flags, in the order of the manual."""
    if item.facility is None:
        return ()
    return (
        *_facility_flags(item, item.facility),
        *_check_the_key(item),
        *_discrimination_flags(item, item.facility),
        *_distractor_flags(item, item.facility),
    )


def _facility_flags(item: ItemStatistics, facility: float) -> Iterator[Flag]:
    if item.count < limits.FEW:
        return
    if facility < limits.HARD - NOTHING:
        values = {"right": item.right, "count": item.count}
        yield Flag(
            "hard",
            Message("%(right)d of %(count)d got it. Teach it again, or is it unclear?", values)
            if item.is_right_or_wrong
            else Message(
                "%(right)d of %(count)d got all of it. Teach it again, or is it unclear?", values
            ),
        )
    # Nobody guesses a text: with a chance of 0 there is nothing to be no better than.
    if item.guess and facility <= item.guess + NOTHING:
        yield Flag("guessing", Message("no better than guessing"))
    if facility > limits.EASY + NOTHING:
        yield Flag("easy", Message("everyone has this"), is_fault=False)


def _check_the_key(item: ItemStatistics) -> Iterator[Flag]:
    if item.count < limits.SOME:
        return
    for menu in item.menus:
        keys = [choice for choice in menu.choices if choice.is_key]
        if menu.takes_one and menu.is_judged and len(keys) == 1:
            for choice in menu.choices:
                if not choice.is_key and _beats(choice, keys[0]):
                    yield _key_flag(menu, choice)


def _beats(choice: ChoiceStatistics, key: ChoiceStatistics) -> bool:
    if choice.discrimination is None or choice.upper is None or key.upper is None:
        return False
    return (
        choice.count > key.count
        and choice.upper > key.upper + 1e-9
        and choice.discrimination > max(0.0, key.discrimination or 0.0) + NOTHING
    )


def _key_flag(menu: MenuStatistics, choice: ChoiceStatistics) -> Flag:
    strong = max(1, int((choice.upper or 0) + 0.5))
    values: dict[str, str | int] = {"count": strong, "choice": _shown(choice)}
    words = (
        Message("1 strong reader chose %(choice)s. Is the key right?", values)
        if strong == 1
        else Message("%(count)d strong readers chose %(choice)s. Is the key right?", values)
    )
    return Flag("check the key", words, choice.name, menu.place)


def _discrimination_flags(item: ItemStatistics, facility: float) -> Iterator[Flag]:
    r = item.discrimination
    if r is None:
        return
    is_large = item.count >= limits.LARGE
    more = (item.lower_right or 0) - (item.upper_right or 0)
    is_plain = is_large or more >= limits.MORE_IN_THE_LOWER_HALF - 1e-9
    if item.count >= limits.SOME and r < -NOTHING and is_plain:
        yield Flag("negative", Message("weaker readers did better here"))
    low, high = limits.SEPARABLE
    is_between = low - NOTHING <= facility <= high + NOTHING
    if is_large and is_between and -NOTHING <= r < limits.LOW_DISCRIMINATION - NOTHING:
        yield Flag("low discrimination", Message("does not separate"))


def _distractor_flags(item: ItemStatistics, facility: float) -> Iterator[Flag]:
    if item.count < limits.LARGE:
        return
    for menu in item.menus:
        for choice in menu.choices if menu.is_judged else ():
            if choice.is_key or choice.share is None:
                continue
            values, r = {"choice": _shown(choice)}, choice.discrimination
            if choice.share < limits.UNUSED - NOTHING:
                if facility <= limits.STILL_MISSED + NOTHING:
                    words = Message("nobody falls for %(choice)s", values)
                    yield Flag("unused distractor", words, choice.name, menu.place)
            elif r is not None and r > limits.ATTRACTIVE + NOTHING:
                words = Message("strong readers like %(choice)s", values)
                yield Flag("attractive distractor", words, choice.name, menu.place)


def _shown(choice: ChoiceStatistics) -> str:
    """Put a choice in quotes, but not a letter."""
    return choice.text if len(choice.text) < 2 else f'"{choice.text}"'
