"""HTML that all readers share, rendered once; what is one reader's own goes into its holes.

A shared template sees the values it is kept under and nothing else: no request, no session, no
token. Where something of the reader's belongs stands a hole, which can be printed and neither asked
nor compared: so nothing of one reader's can decide what another reader gets.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Hashable, Iterable, Mapping
from functools import lru_cache
from typing import Any, Final, NoReturn, cast

from flask import Flask, current_app, g
from jinja2 import Environment
from markupsafe import Markup, escape

from quizapp.web.translations import page_language

_KEPT: Final = 4_000
_NOT_SHARED: Final = ("request", "session", "g", "get_flashed_messages", "csrf_token", "own_code")
# Nobody's text can hold a mark: who wrote a quiz does not know it.
_MARK: Final = secrets.token_hex(8)
_HOLE: Final = re.compile(f"{_MARK}\\[(\\w+)\\]")
Own = Mapping[str, object]


class Hole:
    """A place for something of the reader's own."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __html__(self) -> str:
        return f"{_MARK}[{self._name}]"

    def _refuse(self, *_: object) -> NoReturn:
        raise TypeError(f"a shared page cannot depend on what stands in `{self._name}`")

    __str__ = __html__
    __bool__ = __eq__ = __lt__ = __hash__ = __len__ = __iter__ = __getitem__ = __add__ = _refuse


class Prepared:
    """A rendered template and its holes."""

    def __init__(self, text: str) -> None:
        # Text and names of holes take turns; a name's place is filled for each reader.
        self._pieces = _HOLE.split(text)
        self._names = list(enumerate(self._pieces))[1::2]
        self._whole = Markup("" if self._names else text)  # noqa: S704 - a template of ours

    def fill(self, own: Own) -> Markup:
        """Return the HTML with what is the reader's own, escaped."""
        if not self._names:
            return self._whole
        pieces = self._pieces.copy()
        for place, name in self._names:
            value = own[name]
            pieces[place] = value if type(value) is Markup else escape(value)
        return Markup("".join(pieces))  # noqa: S704 - a template of ours, and what was escaped


class Shared:
    """The shared templates of an app in one language, kept under the values they were made with."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment.overlay()
        self._environment.globals = {
            name: value for name, value in environment.globals.items() if name not in _NOT_SHARED
        } | {"in_page_language": self.in_page_language}
        self._prepared = lru_cache(maxsize=_KEPT)(self._prepare)
        self._drawn = lru_cache(maxsize=_KEPT)(self._draw)

    def in_page_language(self, template: str, **values: Hashable) -> Markup:
        """Return a template that depends on the language and a few values."""
        return self.render(template, {}, values)

    def render(self, template: str, own: Own, values: Mapping[str, Hashable]) -> Markup:
        """Return a template: what depends on `values` as it was prepared, filled with `own`."""
        return self._prepared(template, tuple(values.items()), tuple(own)).fill(own)

    def render_each(self, template: str, each: Iterable[Mapping[str, Hashable]]) -> Markup:
        """Return a template without holes, once for each of these values."""
        return joined(self._prepared(template, tuple(v.items()), ()).fill({}) for v in each)

    def render_anew(self, template: str, own: Own, values: Mapping[str, Hashable]) -> Markup:
        """Return the same without holes and without anything kept: what `render` must equal."""
        return Markup(self._text(template, own, values))  # noqa: S704 - a template of ours

    def draw(self, template: str, macro: str, *values: Hashable) -> Markup:
        """Return what a macro of a template draws; it too sees nothing but these values."""
        return self._drawn(template, macro, values)

    def draw_once(self, template: str, macro: str, *values: Hashable) -> Markup:
        """Return the same without keeping it: for what only one reader can have written."""
        return self._draw(template, macro, values)

    def _draw(self, template: str, macro: str, values: tuple[Hashable, ...]) -> Markup:
        module: Any = self._environment.get_template(template).module
        return cast(Markup, getattr(module, macro)(*values))

    def _prepare(
        self, template: str, values: tuple[tuple[str, Hashable], ...], own: tuple[str, ...]
    ) -> Prepared:
        holes = {name: Hole(name) for name in own}
        return Prepared(self._text(template, holes, dict(values)))

    def _text(self, template: str, own: Own, values: Mapping[str, object]) -> str:
        """Render a template. Holes stand under their names, and all together under `own`."""
        return self._environment.get_template(template).render({**values, **own, "own": own})


def joined(pieces: Iterable[Markup]) -> Markup:
    """Return pieces of HTML as one; Markup's own `join` would look through each once more."""
    return Markup("".join(pieces))  # noqa: S704 - all of it is HTML already


def shared() -> Shared:
    """Return the shared templates in the language of this page: looked up once a request."""
    found: Shared | None = g.get("shared")
    if found is None:
        kept, language = current_app.extensions.setdefault("quizapp.shared", {}), page_language()
        if language not in kept:
            # Not sooner: by now every part has given the templates what they may use.
            kept[language] = Shared(current_app.jinja_env)
        found = g.shared = kept[language]
    return found


def render_shared(template: str, own: Own, **values: Hashable) -> Markup:
    """Return a shared template of this app, filled with what is the reader's own."""
    return shared().render(template, own, values)


def in_page_language(template: str, **values: Hashable) -> Markup:
    """Return a template that depends on the page's language and a few values, rendered once."""
    return shared().render(template, {}, values)


def init_app(app: Flask) -> None:
    """Offer the shared templates to the others."""
    app.jinja_env.globals["in_page_language"] = in_page_language
