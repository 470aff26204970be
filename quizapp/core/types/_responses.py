"""Reading a response: what was typed, ticked or filled in, and what to say when it does not fit."""

from __future__ import annotations

from collections.abc import Sequence

from quizapp.core.question import Entry, Message, Response

NOT_OFFERED = Message("Choose from the answers shown.")


def typed_text(response: Response) -> str:
    """Return the one text that was typed; empty when the response is none."""
    if len(response) != 1 or response[0][0]:
        return ""
    return response[0][1].strip()


def filled_parts(response: Response) -> dict[str, str]:
    """Return the value of each part that was filled in; of a part given twice, the first."""
    filled: dict[str, str] = {}
    for part, value in response:
        if value.strip():
            filled.setdefault(part, value)
    return filled


def chosen_names(response: Response, offered: Sequence[str]) -> list[str]:
    """Return which of the names were chosen, in their own order; others are passed over."""
    values = {value for part, value in response if not part}
    return [name for name in offered if name in values]


def marks_wanted(least: int | None, most: int | None) -> Message | None:
    """Say how many are to be chosen, as the author sets it: the key has no say in it."""
    if least is not None and least == most:
        return Message("Choose %(count)d.", {"count": least})
    if least is not None and least > 1:
        if most is not None:
            return Message("Choose %(least)d to %(most)d.", {"least": least, "most": most})
        return Message("Choose at least %(count)d.", {"count": least})
    return None if most is None else Message("Choose at most %(count)d.", {"count": most})


def marks_complaint(
    response: Response, offered: Sequence[str], least: int | None, most: int | None
) -> Message | None:
    """Complain about names that are not offered, and about too few or too many."""
    names = set(offered)
    if any(part or value not in names for part, value in response):
        return NOT_OFFERED
    count = len(set(response))
    if most is not None and count > most:
        return Message("Choose at most %(count)d.", {"count": most})
    if least is not None and count < least:
        return Message("Choose at least %(count)d.", {"count": least})
    return None


def parts_complaint(response: Response, entries: Sequence[Entry]) -> Message | None:
    """Complain about parts that are unknown or given twice, and about values not offered."""
    offered = {entry.part: {option.name for option in entry.options} for entry in entries}
    seen: set[str] = set()
    for part, value in response:
        if part not in offered or part in seen:
            return NOT_OFFERED
        if value.strip() and offered[part] and value not in offered[part]:
            return NOT_OFFERED
        seen.add(part)
    return None
