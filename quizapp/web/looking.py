"""Pages as a pupil sees them, for whoever teaches the pupil: marked as such, and only to look at.

The app is asked for the page once more, as the pupil would ask for it: so the same rules hold of
what is released. It is only ever asked for the pages of `_SHOWN` and only with GET.
"""

from __future__ import annotations

import re
from typing import Any, Final

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.wrappers import Response

from quizapp import security_log
from quizapp.storage import looking
from quizapp.storage.models import Role
from quizapp.web import cookies
from quizapp.web.cookies import Seen
from quizapp.web.csrf import csrf_token
from quizapp.web.roles import only
from quizapp.web.services import services
from quizapp.web.teach_results.sight import onlooker

blueprint = Blueprint("looking", __name__, url_prefix="/teach")
blueprint.before_request(only(Role.TEACHER))

_SHOWN: Final = frozenset(
    {
        "attempts.continue_attempt",
        "attempts.show_picture",
        "help.show_contents",
        "help.show_page",
        "history.show_history",
        "library.show_library",
        "library.show_picture",
        "library.show_quiz",
        "results.show_result",
    }
)
_PAGE: Final = "/views/<int:number>/<path:page>"
_NOT_THE_PUPIL_S: Final = ("HTTP_COOKIE", "HTTP_ACCEPT_ENCODING", "HTTP_IF_NONE_MATCH")


@blueprint.post("/pupils/<int:reader_id>/view")
def begin(reader_id: int) -> Any:
    """Begin to look, and put it into the log."""
    by, parts = onlooker(), services()
    now = parts.clock()
    with parts.database.read() as connection:
        if not looking.may_look(connection, by, reader_id):
            raise NotFound
    number = parts.database.write(
        lambda connection: looking.begin_look(connection, by, reader_id, now)
    )
    security_log.note("looked as pupil", now, by=by.reader_id, who=reader_id, look=number)
    attempt_id = request.form.get("attempt", "")
    page = f"attempts/{attempt_id}" if re.fullmatch(r"[\w-]{1,60}", attempt_id) else ""
    return redirect(url_for(".show", number=number, page=page), 303)


@blueprint.get("/views/<int:number>/", defaults={"page": ""})
@blueprint.get(_PAGE)
def show(number: int, page: str) -> Any:  # noqa: ARG001 - it is taken from the address as it came
    """Show a page as the pupil sees it."""
    return _ask_as_pupil(number, may_ask=True)


@blueprint.post(_PAGE)
def refuse(number: int, page: str) -> Any:  # noqa: ARG001 - whatever page it is
    """Change nothing."""
    return _ask_as_pupil(number, may_ask=False)


def _ask_as_pupil(number: int, *, may_ask: bool) -> Response:
    seen, home = _find(number), url_for(".show", number=number, page="")
    app, root = current_app, request.script_root
    environ = {key: request.environ[key] for key in request.environ if key not in _NOT_THE_PUPIL_S}
    path = request.environ["PATH_INFO"].removeprefix(home.removeprefix(root).rstrip("/"))
    environ |= {"PATH_INFO": path, "REQUEST_METHOD": "GET", cookies.SEEN: seen}
    # A context of the app as well: what is known of the teacher is not known there.
    with app.app_context(), app.request_context(environ):
        if may_ask and _endpoint() in _SHOWN:
            reply = app.full_dispatch_request()
        else:
            cookies.read_cookie()
            page = render_template("teach/only_looking.html", home=home)
            reply = app.make_response((page, 404 if may_ask else 403))
        reply.direct_passthrough = False
        return _led_back(reply, root, home)


def _find(number: int) -> Seen:
    by, parts = onlooker(), services()
    with parts.database.read() as connection:
        pupil = looking.pupil_of_look(connection, by, number, parts.clock())
    if pupil is None:
        raise NotFound
    way_out = url_for("teach_results.show_pupil", reader_id=pupil.reader_id)
    return Seen(pupil, csrf_token(), way_out)


def _endpoint() -> str | None:
    adapter = current_app.create_url_adapter(request)
    try:
        return adapter.match()[0] if adapter else None
    except HTTPException:
        return None


def _led_back(reply: Response, root: str, home: str) -> Response:
    """Return what was answered, its links leading to pages that are seen in the same way.

    They are changed afterwards: pages that all readers share are kept with the readers' links.
    """
    body, headers = reply.get_data(), {}
    if reply.mimetype == "text/html":
        link = re.compile(rf'( (?:href|src|action)="){re.escape(root)}/(?!/|static/|teach/)')
        body = link.sub(lambda found: found[1] + home, body.decode()).encode()
    if 300 <= reply.status_code < 400:
        headers["Location"] = home + reply.headers["Location"].removeprefix(f"{root}/")
    return Response(body, reply.status_code, headers, mimetype=reply.mimetype)
