"""The page of a question: shared templates, and in their holes what is this reader's own."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any
from urllib.parse import quote

from flask import current_app, request
from markupsafe import Markup

from quizapp.core.passage import Passage
from quizapp.core.question import Outcome, Question
from quizapp.core.quiz import Item
from quizapp.core.words import word
from quizapp.web import fragments, pages, words
from quizapp.web.answering import Form
from quizapp.web.attempt_page import ShownQuestion, Sitting
from quizapp.web.csrf import csrf_token
from quizapp.web.release import Turn
from quizapp.web.shared import joined, render_shared, shared
from quizapp.web.timer import draw_timer
from quizapp.web.translations import gettext as _
from quizapp.web.translations import ngettext, page_language

_PIECES = "attempts/_pieces.html"
_NOTHING = Markup()


def macros(template: str) -> Any:
    """Return the macros of a template, to be called with what they draw."""
    return current_app.jinja_env.get_template(template).module


@dataclass(frozen=True, slots=True)
class SharedQuestion:
    """A question of a version: the same for all who are asked it.

    It has no settings: those of a quiz may differ from reader to reader.
    """

    version_id: int
    question_id: str
    quiz_language: str
    correction: int
    item: Item = field(compare=False, repr=False)

    @property
    def question(self) -> Question:
        return self.item.question

    @property
    def prompt(self) -> fragments.Prompt:
        return fragments.prompt(self.item.question.prompt)

    @property
    def language(self) -> str:
        """Return the language of the question's own words."""
        return self.item.question.lang or self.quiz_language


@dataclass(frozen=True, slots=True)
class Drawn:
    """All that a type's template sees: a question, how its form stands, what came of it.

    Two readers who are shown the same choices in the same order, and chose the same, see the same.
    """

    of: SharedQuestion
    position: int
    prefix: str
    form: Form
    # Comes of the two above: to find it by them alone is faster, for fractions are slow to hash.
    outcome: Outcome | None = field(hash=False)
    is_own: bool

    @property
    def question(self) -> Question:
        return self.of.question

    @property
    def part_scores(self) -> Mapping[str, Fraction]:
        """Return how right each part of the response is."""
        return {part.part: part.score for part in self.outcome.parts} if self.outcome else {}


def shared_question(sitting: Sitting, item: Item) -> SharedQuestion:
    """Return what all readers of this version share of a question."""
    version_id = sitting.taken.version_id
    quiz = sitting.quiz
    correction = quiz.corrections.number
    return SharedQuestion(version_id, item.question.id, quiz.language, correction, item)


def draw_answer(sitting: Sitting, shown: ShownQuestion, *, reveal: bool) -> Markup:
    """Draw what was answered, and what was right where that may be known."""
    return _draw(sitting, shown, "answer", reveal)


def _draw(sitting: Sitting, shown: ShownQuestion, macro: str, *more: Hashable) -> Markup:
    of = shared_question(sitting, shown.item)
    form, outcome = shown.form, shown.outcome
    drawn = Drawn(of, shown.position, shown.prefix, form, outcome, sitting.is_own)
    return draw(drawn, macro, *more)


def draw(drawn: Drawn, macro: str, *more: Hashable) -> Markup:
    """Return what a macro of the question's type draws; kept, unless something was typed."""
    of, kept = drawn.of, shared()
    draws = kept.draw_once if drawn.form.has_typed else kept.draw
    return draws(f"questions/{of.question.type}.html", macro, drawn, of.language, *more)


def language_of(sitting: Sitting, shown: ShownQuestion) -> str:
    """Return the language of a question's own words."""
    return shown.question.lang or sitting.quiz.language


def show_prefaces(shown: ShownQuestion, language: str) -> Markup:
    """Return the texts that stand before a question."""
    if not shown.item.prefaces:
        return _NOTHING
    texts: Markup = macros(_PIECES).prefaces(shown.item.prefaces, language)
    return texts


@dataclass(frozen=True, slots=True)
class Beside:
    """Passages of a version, for all who read it: the same version, the same passages."""

    version_id: int
    places: tuple[int, ...]
    passages: Sequence[Passage] = field(compare=False, repr=False)

    def bodies(self) -> Iterator[tuple[Passage, Markup]]:
        """Yield the passages with their HTML."""
        for place in self.places:
            yield self.passages[place], fragments.passage_html(self.passages[place], place)


def show_passages(
    sitting: Sitting, places: Sequence[int], url: str, *, is_lazy: bool = True
) -> Markup:
    """Return passages as HTML, with their pictures. `url` is the attempt's."""
    beside = Beside(sitting.taken.version_id, tuple(places), sitting.quiz.passages)
    own = {"pictures": f"{url}/pictures/"}
    return render_shared("attempts/_passages.html", own, beside=beside, is_lazy=is_lazy)


def attempt_url(attempt_id: str) -> str:
    """Return the address that all pages of an attempt begin with."""
    # Put together here: every page of an attempt needs it, and `url_for` is slow at it.
    return f"{request.script_root}/attempts/{attempt_id}"


def quiz_url(name: str) -> str:
    """Return the address of the page before an attempt."""
    return f"{request.script_root}/quizzes/{quote(name)}"


def here_url(sitting: Sitting) -> str:
    """Return where a page says that its reader is there; nothing where no teacher watches."""
    taken = sitting.taken
    is_watched = taken.assignment_id is not None and not taken.is_practice and not sitting.is_over
    return f"{attempt_url(sitting.taken.id)}/here" if is_watched else ""


def _passages_beside(sitting: Sitting, questions: Sequence[ShownQuestion]) -> list[int]:
    """Return the places of the passages that belong beside these questions."""
    if sitting.quiz.settings.passage == "before":
        return []
    wanted = {id(shown.item.passage) for shown in questions}
    return [place for place, p in enumerate(sitting.quiz.passages) if id(p) in wanted]


def render_questions(
    sitting: Sitting, position: int, questions: list[ShownQuestion], status: int = 200
) -> Any:
    """Render questions with the passages beside them."""
    url = attempt_url(sitting.taken.id)
    places = _passages_beside(sitting, questions)
    own = {
        "site_header": pages.site_header(),
        "text_class": pages.text_class(),
        "csrf": csrf_token(),
        "attempt": sitting.taken.id,
        "address": f"{url}/questions/{position}",
        "quiz_title": sitting.quiz.title,
        "language": sitting.quiz.language,
        "feedback": sitting.quiz.settings.feedback,
        "here": here_url(sitting),
        "passages": show_passages(sitting, places, url) if places else _NOTHING,
        "timer": draw_timer(sitting, url),
        "complaints": _complaints(questions),
        "questions": joined(_question(sitting, shown, url) for shown in questions),
        "palette": _palette(sitting, 0 if sitting.is_one_page else position),
        "resume_hint": pages.resume_hint(),
    }
    page = render_shared(
        "attempts/question.html",
        own,
        position=position,
        total=sitting.total,
        is_one_page=sitting.is_one_page,
        is_practice=sitting.taken.is_practice,
        has_passages=bool(places),
        has_errors=pages.has_errors(),
        is_refused=pages.is_refused(),
    )
    return page, status


def _complaints(questions: Sequence[ShownQuestion]) -> Markup:
    wrong = [shown for shown in questions if shown.complaint]
    if not wrong or not pages.has_errors():
        return _NOTHING
    summary: Markup = macros(_PIECES).complaints(wrong)
    return summary


def _palette(sitting: Sitting, here: int) -> Markup:
    places = (
        {
            "place": place,
            "is_answered": sitting.is_answered(place),
            "is_flagged": sitting.is_flagged(place),
            "is_here": place == here,
        }
        for place in range(1, sitting.total + 1)
    )
    return shared().render_each("attempts/_place.html", places)


def _question(sitting: Sitting, shown: ShownQuestion, url: str) -> Markup:
    """Return one question inside the form of its page."""
    language, settings, given = language_of(sitting, shown), sitting.quiz.settings, shown.given
    own = {
        "prefix": shown.prefix,
        "address": f"{url}/questions/{shown.position}",
        "base": shown.base,
        "language": language,
        "section_head": _section_head(sitting, shown),
        "prefaces": show_prefaces(shown, language),
        "conflict": _conflict(sitting, shown, url),
        "legend": _legend(shown, language),
        "prompt_rest": shown.prompt.rest,
        "complaint": words.message(shown.complaint) if shown.complaint else "",
        "body": _body(sitting, shown),
        "feedback": _NOTHING if shown.takes_answers else macros(_PIECES).feedback(shown, sitting),
        "hints": macros(_PIECES).hints(shown.hints, language) if shown.hints else _NOTHING,
        "saved": _("Saved %(time)s", time=words.clock_time(given.saved_at)) if given else "",
        "tries_left": _tries_left(shown),
    }
    return render_shared(
        "attempts/_question.html",
        own,
        position=shown.position,
        total=sitting.total if sitting.is_one_page else 0,
        turn=shown.turn,
        has_rest=bool(shown.prompt.rest),
        has_complaint=shown.complaint is not None,
        is_flagged=given is not None and given.is_flagged,
        asks_confidence=settings.confidence == "on",
        confidence=shown.confidence,
        can_check=settings.feedback == "immediate",
    )


def _section_head(sitting: Sitting, shown: ShownQuestion) -> Markup:
    if shown.section is None or not shown.section.title:
        return _NOTHING
    head: Markup = macros(_PIECES).section_head(shown.section, sitting.quiz.language)
    return head


def _conflict(sitting: Sitting, shown: ShownQuestion, url: str) -> Markup:
    if shown.conflict is None:
        return _NOTHING
    address = f"{url}/questions/{1 if sitting.is_one_page else shown.position}"
    conflict: Markup = macros(_PIECES).conflict(shown.conflict, shown.position, address)
    return conflict


def _legend(shown: ShownQuestion, language: str) -> Markup | str:
    if shown.prompt.legend:
        return shown.prompt.legend
    if shown.prompt.rest:
        number = _("Question %(number)d", number=shown.position)
        return Markup('<span lang="{}">{}</span>').format(page_language(), number)
    return word("Fill in the gaps.", language)


def _body(sitting: Sitting, shown: ShownQuestion) -> Markup:
    if shown.takes_answers:
        return _draw(sitting, shown, "ask")
    return draw_answer(sitting, shown, reveal=shown.is_locked)


def _tries_left(shown: ShownQuestion) -> str:
    if shown.turn is not Turn.CHECKED:
        return ""
    return ngettext("%(num)d try left", "%(num)d tries left", shown.tries_left)
