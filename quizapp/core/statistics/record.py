"""An analysis as plain values, for JSON and for tables; what has no meaning is None."""

from __future__ import annotations

from typing import Any

from quizapp.core.question import Message
from quizapp.core.statistics.analysis import Analysis
from quizapp.core.statistics.choices import ChoiceStatistics, MenuStatistics
from quizapp.core.statistics.flags import Flag
from quizapp.core.statistics.items import ItemStatistics
from quizapp.core.statistics.totals import TestStatistics


def analysis_record(analysis: Analysis) -> dict[str, Any]:
    """Return all numbers of an analysis; shares are 0..1."""
    return {
        "items": [item_record(item) for item in analysis.items],
        "test": _test(analysis.test),
        "waiting": list(analysis.waiting),
    }


def item_record(item: ItemStatistics) -> dict[str, Any]:
    """Return the numbers of an item, its flags and its choices."""
    return {
        "name": item.name,
        "questions": list(item.parts),
        "maximum": item.maximum,
        "count": item.count,
        "right": item.right,
        "blanks": item.blanks,
        "facility": item.facility,
        "interval": item.interval,
        "sd": item.sd,
        "discrimination": item.discrimination,
        "discriminative_efficiency": item.discriminative_efficiency,
        "intended_weight": item.intended_weight,
        "effective_weight": item.effective_weight,
        "guess": item.guess,
        "group_size": item.group_size,
        "upper_right": item.upper_right,
        "lower_right": item.lower_right,
        "flags": [_flag(flag) for flag in item.flags],
        "choices": [_choice(menu, c) for menu in item.menus for c in menu.choices],
    }


def _flag(flag: Flag) -> dict[str, Any]:
    return {
        "flag": flag.name,
        "words": said(flag.words),
        "fault": flag.is_fault,
        "choice": flag.choice or None,
        "place": flag.place,
    }


def _choice(menu: MenuStatistics, choice: ChoiceStatistics) -> dict[str, Any]:
    return {
        "place": menu.place,
        "name": choice.name,
        "text": choice.text,
        "key": choice.is_key,
        "count": choice.count,
        "share": choice.share,
        "upper": choice.upper,
        "lower": choice.lower,
        "discrimination": choice.discrimination,
    }


def _test(test: TestStatistics) -> dict[str, Any]:
    return {
        "count": test.count,
        "items": test.items,
        "maximum": test.maximum,
        "mean": test.mean,
        "median": test.median,
        "sd": test.sd,
        "skewness": test.skewness,
        "kurtosis": test.kurtosis,
        "alpha": test.alpha,
        "alpha_interval": test.alpha_interval,
        "error_ratio": test.error_ratio,
        "standard_error": test.standard_error,
        "reason": said(test.reason) if test.reason else None,
    }


def said(message: Message) -> str:
    """Return a message in English."""
    return message.msgid % message.values


_NESTED = ("questions", "interval", "flags", "choices")


def item_rows(analysis: Analysis) -> list[dict[str, Any]]:
    """Return a flat row an item: the interval in two columns, flags as words, choices left out."""
    rows = []
    for item in analysis.items:
        record = item_record(item)
        low, high = item.interval or (None, None)
        flat = {name: value for name, value in record.items() if name not in _NESTED}
        flags = "; ".join(f"{flag.name}: {said(flag.words)}" for flag in item.flags)
        rows.append({**flat, "interval_low": low, "interval_high": high, "flags": flags})
    return rows
