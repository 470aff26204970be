"""The page before handing in: shared templates, and in their holes what is this reader's own."""

from __future__ import annotations

from typing import Final

from markupsafe import Markup

from quizapp.web import pages, words
from quizapp.web.attempt_page import ShownQuestion, Sitting
from quizapp.web.csrf import csrf_token
from quizapp.web.question_page import attempt_url, draw_answer, here_url, shared_question
from quizapp.web.shared import joined, render_shared

_NOTHING: Final = Markup()


def render_check(sitting: Sitting, questions: list[ShownQuestion]) -> Markup:
    """Render every answer, the unanswered first."""
    questions.sort(key=lambda shown: sitting.is_answered(shown.position))
    url = attempt_url(sitting.taken.id)
    own = {
        "site_header": pages.site_header(),
        "text_class": pages.text_class(),
        "csrf": csrf_token(),
        "attempt": sitting.taken.id,
        "quiz_title": sitting.quiz.title,
        "language": sitting.quiz.language,
        "here": here_url(sitting),
        "rows": joined(_row(sitting, shown, url) for shown in questions),
        "resume_hint": pages.resume_hint(),
    }
    return render_shared(
        "attempts/check.html",
        own,
        total=sitting.total,
        open_count=sum(not sitting.is_answered(shown.position) for shown in questions),
        has_account=pages.has_account(),
        has_errors=pages.has_errors(),
        is_refused=pages.is_refused(),
    )


def _row(sitting: Sitting, shown: ShownQuestion, url: str) -> Markup:
    """Return an answer as it is shown before handing in. `url` is the attempt's."""
    is_answered = sitting.is_answered(shown.position)
    page = 1 if sitting.is_one_page else shown.position
    complaint = shown.complaint if shown.takes_answers else None
    own = {
        "given": draw_answer(sitting, shown, reveal=False) if is_answered else _NOTHING,
        "complaint": words.message(complaint) if complaint else "",
        "address": f"{url}/questions/{page}#question-{shown.position}",
    }
    return render_shared(
        "attempts/_check_row.html",
        own,
        of=shared_question(sitting, shown.item),
        position=shown.position,
        is_answered=is_answered,
        is_flagged=sitting.is_flagged(shown.position),
        has_complaint=complaint is not None,
    )
