"""A pupil's row on an assignment's pages: where they stand, in words that stay true for a while."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from quizapp.core.settings import Settings
from quizapp.core.standing import Stand, Standing
from quizapp.core.terms import make_terms
from quizapp.storage.live_marks import BLANK, Sheet, Verdict
from quizapp.storage.watching import Going, Progress, Watched
from quizapp.web.services import services
from quizapp.web.translations import gettext as _
from quizapp.web.words import clock_time, out_of


@dataclass(frozen=True, slots=True)
class Row:
    """A pupil of an assignment, with the newest attempt."""

    pupil: Progress
    stand: Stand
    ended_at: datetime | None = None
    is_late: bool = False
    sheet: Sheet = BLANK

    @property
    def going(self) -> Going | None:
        return self.pupil.newest

    @property
    def standing(self) -> Standing:
        return self.stand.standing

    @property
    def state(self) -> str:
        """Return where the pupil stands, in words."""
        if self.standing is Standing.NOT_STARTED:
            return _("Not started") if self.pupil.joined_at else _("Has not joined the class")
        if self.standing is Standing.HANDED_IN:
            return _("Handed in late") if self.is_late else _("Handed in")
        if self.stand.since is None:
            return _("Working")
        since = clock_time(self.stand.since)
        if self.standing is Standing.OFFLINE:
            return _("Offline or away since %(time)s", time=since)
        return _("Nothing new since %(time)s", time=since)

    @property
    def place(self) -> str:
        """Return at which question the pupil is."""
        going = self.going
        if going is None or self.standing is Standing.HANDED_IN or going.position is None:
            return ""
        total = len(self.sheet.questions)
        if going.position > total:
            return _("Checking the answers")
        if going.position == 0:
            return _("Reading the passage")
        return _("Question %(number)d of %(total)d", number=going.position, total=total)

    @property
    def answered(self) -> str:
        """Return how many questions are answered."""
        if self.going is None:
            return ""
        count, total = len(self.sheet.verdicts), len(self.sheet.questions)
        return _("%(count)d of %(total)d", count=count, total=total)

    @property
    def right(self) -> str:
        """Return how the answers are so far."""
        counts = Counter(self.sheet.verdicts.values())
        if not counts:
            return ""
        pieces = [
            _("%(count)d right", count=counts[Verdict.RIGHT]),
            _("%(count)d wrong", count=counts[Verdict.WRONG]),
        ]
        if partly := counts[Verdict.PARTLY]:
            pieces.insert(1, _("%(count)d partly", count=partly))
        if waiting := counts[Verdict.WAITING]:
            pieces.append(_("%(count)d to mark", count=waiting))
        return ", ".join(pieces)

    @property
    def points(self) -> str:
        """Return the points of the newest attempt, once it is handed in."""
        going = self.going
        if self.ended_at is None or going is None or going.earned is None:
            return ""
        return out_of(going.earned, going.possible or Fraction(0))


def make_row(
    watched: Watched, pupil: Progress, minutes_to_read: int, now: datetime, sheet: Sheet | None
) -> Row:
    """Return a pupil's row; without an attempt there is no sheet."""
    going = pupil.newest
    if going is None or sheet is None:
        return Row(pupil, Stand(Standing.NOT_STARTED))
    ended_at = going.ended_at(now)
    settings = services().versions.get(going.version_id).settings
    late = ended_at is not None and _is_late(watched, pupil, settings, ended_at)
    return Row(pupil, going.stand(minutes_to_read, now), ended_at, late, sheet)


def _is_late(watched: Watched, pupil: Progress, settings: Settings, ended_at: datetime) -> bool:
    return make_terms(settings, watched.conditions, pupil.accommodation).is_late(ended_at)
