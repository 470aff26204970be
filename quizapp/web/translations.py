"""Sentences in the reader's language. Every word on a page passes here, so it is kept short:

Flask-Babel finds the catalogue anew for each of a page's hundred sentences; here once a request.
"""

from __future__ import annotations

from functools import lru_cache
from gettext import NullTranslations
from typing import Any

from babel import Locale
from flask import Flask, current_app, g
from flask_babel import get_babel, get_domain, lazy_gettext
from markupsafe import Markup


def init_app(app: Flask) -> None:
    """Offer the functions to the templates, which escape what is put into a sentence."""
    app.extensions["quizapp.catalogues"] = {}
    app.jinja_env.globals.update(
        _=_marked, gettext=_marked, ngettext=_marked_plural, page_language=_PageLanguage()
    )


def _catalogue() -> NullTranslations:
    catalogue: NullTranslations | None = g.get("catalogue")
    if catalogue is None:
        kept = current_app.extensions["quizapp.catalogues"]
        language = page_language()
        if language not in kept:
            kept[language] = get_domain().get_translations()
        catalogue = g.catalogue = kept[language]
    return catalogue


def gettext(msgid: str, **values: object) -> str:
    """Translate a sentence and put the values in."""
    text = _catalogue().gettext(msgid)
    return text % values if values else text


def ngettext(singular: str, plural: str, num: int, **values: object) -> str:
    """Translate a sentence with a number in it."""
    return _catalogue().ngettext(singular, plural, num) % {"num": num, **values}


def lazy(sentence: str) -> Any:
    """Translate when shown; WTForms' types ask for `str`, and take anything that becomes one."""
    return lazy_gettext(sentence)


def _marked(msgid: str, **values: object) -> Markup:
    text = Markup(_catalogue().gettext(msgid))  # noqa: S704 - our own sentence
    return text % values if values else text


def _marked_plural(singular: str, plural: str, num: int, **values: object) -> Markup:
    text = Markup(_catalogue().ngettext(singular, plural, num))  # noqa: S704 - our own sentence
    return text % {"num": num, **values}


def page_language() -> str:
    """Return the language of this page's own words."""
    language: str | None = g.get("page_language")
    if language is None:
        babel = get_babel()
        chosen = babel.locale_selector() if babel.locale_selector else None
        language = g.page_language = _tag(chosen or babel.default_locale)
    return language


@lru_cache(maxsize=500)
def _tag(chosen: str) -> str:
    return str(Locale.parse(chosen))


class _PageLanguage:
    """The language of the page's own words, for `lang` attributes in macros."""

    def __html__(self) -> str:
        return page_language()

    __str__ = __html__
