"""Numbers, times and messages as words on a page."""

from __future__ import annotations

from datetime import date as Day  # noqa: N812 - `date` is a filter here
from datetime import datetime, tzinfo
from fractions import Fraction
from functools import lru_cache

from babel import Locale
from babel.dates import format_date
from flask import Flask
from markupsafe import Markup

from quizapp.core import scoring
from quizapp.core.question import Message
from quizapp.core.settings import Settings
from quizapp.core.terms import Accommodation, Terms
from quizapp.core.words import word
from quizapp.web import fragments
from quizapp.web.services import services
from quizapp.web.translations import gettext as _
from quizapp.web.translations import ngettext, page_language


def init_app(app: Flask) -> None:
    """Offer the filters to the templates."""
    app.jinja_env.filters.update(
        points=scoring.format_points,
        percent=percent,
        clock=clock_time,
        clock_seconds=clock_seconds,
        date=date,
        message=message,
        block=fragments.block,
        inline=fragments.inline,
        plain=fragments.plain,
        minutes=minutes,
        when=when,
        out_of=out_of,
        of_question=of_question,
        around_gaps=fragments.around_gaps,
    )
    app.jinja_env.globals.update(
        feedback_when=feedback_when,
        time_words=time_words,
        grade_words=grade_words,
        attempts_words=attempts_words,
        word=word,
        process_words=process_words,
        duration=duration,
        accommodation_words=accommodation_words,
    )


def message(value: Message) -> str:
    """Translate a message of the domain."""
    return _(value.msgid, **value.values)


def percent(share: Fraction, pass_mark: Fraction | None = None) -> str:
    """Show a share: 70%."""
    return f"{scoring.format_percent(share, pass_mark)}%"


def out_of(earned: Fraction, possible: Fraction) -> str:
    """Show points: 7 of 10 points."""
    return _(
        "%(earned)s of %(possible)s points",
        earned=scoring.format_points(earned),
        possible=scoring.format_points(possible),
    )


def of_question(earned: Fraction, possible: Fraction) -> str:
    """Show one question's points, mostly of one: 0.33 of 1 point."""
    return ngettext(
        "%(earned)s of %(possible)s point",
        "%(earned)s of %(possible)s points",
        1 if possible == 1 else 2,
        earned=scoring.format_points(earned),
        possible=scoring.format_points(possible),
    )


def clock_time(moment: datetime) -> str:
    """Show a time of day: 10:42."""
    return clock_time_in(services().config.zone, moment)


def clock_time_in(zone: tzinfo, moment: datetime) -> str:
    """Show a time of day somewhere."""
    there = moment.astimezone(zone)
    # Not by `strftime`, which looks for the system's own zone each time.
    return f"{there.hour:02}:{there.minute:02}"


def clock_seconds(moment: datetime) -> str:
    """Show a time of day to the second: 10:42:07."""
    return f"{moment.astimezone(services().config.zone):%H:%M:%S}"


def date(moment: datetime) -> str:
    """Show a day: 23 November 2026."""
    return _date(moment.astimezone(services().config.zone).date(), page_language())


@lru_cache(maxsize=1_000)
def _date(day: Day, language: str) -> str:
    return str(format_date(day, "d MMMM yyyy", locale=Locale.parse(language)))


def when(moment: datetime) -> Markup:
    """Show a day and a time, with the exact moment for machines."""
    text = f"{date(moment)}, {clock_time(moment)}"
    return Markup('<time datetime="{}">{}</time>').format(
        moment.isoformat(timespec="seconds"), text
    )


def minutes(count: int) -> str:
    """Show a length of time: 1 h 30 min."""
    hours, rest = divmod(count, 60)
    pieces = [_("%(count)d h", count=hours)] if hours else []
    if rest or not hours:
        pieces.append(_("%(count)d min", count=rest))
    return " ".join(pieces)


def duration(seconds: int) -> str:
    """Show how long something took: 40 s, 12 min 5 s, 1 h 30 min."""
    if seconds < 3600:
        whole, rest = divmod(max(0, seconds), 60)
        pieces = [_("%(count)d min", count=whole)] if whole else []
        return " ".join([*pieces, _("%(count)d s", count=rest)] if rest or not whole else pieces)
    return minutes(seconds // 60)


def accommodation_words(given: Accommodation) -> str:
    """Say what a pupil gets in every quiz."""
    pieces = []
    if given.has_no_limit:
        pieces.append(_("no time limit"))
    elif given.time_factor != 1:
        pieces.append(
            _("%(factor)s times the time", factor=scoring.format_points(given.time_factor))
        )
    if given.extra_attempts:
        pieces.append(
            ngettext("%(num)d extra attempt", "%(num)d extra attempts", given.extra_attempts)
        )
    if given.has_large_text:
        pieces.append(_("larger text"))
    return ", ".join(pieces) or _("none")


def time_words(terms: Terms) -> str:
    """Say how much time an attempt has, and that it is more than others have."""
    if not terms.is_extended:
        return minutes(terms.minutes or 0)
    usual = terms.usual_minutes
    if terms.minutes is None:
        return _("no limit, extended from %(usual)d minutes", usual=usual)
    return _("%(minutes)d minutes, extended from %(usual)d", minutes=terms.minutes, usual=usual)


def feedback_when(settings: Settings) -> str:
    """Say when a reader learns what was right."""
    return {
        "after-submit": _("You see what was right when you have handed in."),
        "immediate": _("You can check each question as you answer it."),
        "after-close": _(
            "You see your points when you have handed in, and what was right after the"
            " closing date."
        ),
        "score-only": _("You see your points when you have handed in."),
        "none": _("Your teacher gets your answers; no points are shown here."),
    }[settings.feedback]


def grade_words(settings: Settings) -> str:
    """Say which attempt the grade is."""
    return {
        "best": _("your best attempt counts"),
        "last": _("your last attempt counts"),
        "first": _("your first attempt counts"),
        "average": _("the average of your attempts counts"),
    }[settings.grade]


def attempts_words(limit: int | None) -> str:
    """Say how many attempts there are."""
    if limit is None:
        return _("As many attempts as you like")
    return ngettext("%(num)d attempt", "%(num)d attempts", limit)


def process_words() -> dict[str, tuple[str, str]]:
    """Name PIRLS's comprehension processes, and say what each is."""
    return {
        "find": (_("Find"), _("Find what the text says in so many words")),
        "infer": (_("Infer"), _("Work out what the text leaves unsaid")),
        "interpret": (_("Interpret"), _("Connect ideas across the text")),
        "evaluate": (_("Evaluate"), _("Judge content, language and structure")),
    }
