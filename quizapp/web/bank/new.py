"""A new file about an article, or an example of each type; only teachers see it so far."""

from __future__ import annotations

from typing import Any

from flask import g, redirect, render_template, request, url_for
from wtforms import Form, StringField, TextAreaField

from quizapp.core import limits
from quizapp.core.bank_files import NOTHING, ChangedMeanwhileError, is_good_name, write_file
from quizapp.core.new_quiz import new_draft, new_draft_about
from quizapp.storage.models import How
from quizapp.web.bank.files import blueprint, names, remember
from quizapp.web.bank.saving import write_words
from quizapp.web.services import services
from quizapp.web.translations import gettext as _


class NewForm(Form):
    """What a new quiz is called, and what it is about."""

    name = StringField(
        render_kw={"maxlength": 70, "autocomplete": "off", "spellcheck": "false", "required": True}
    )
    article = TextAreaField(render_kw={"rows": 12, "maxlength": limits.SCALAR_CHARACTERS})

    @property
    def stem(self) -> str:
        return (self.name.data or "").strip().removesuffix(".yaml")

    def complaint(self) -> str:
        """Say why there can be no such file; empty when there can."""
        if not is_good_name(f"{self.stem}.yaml"):
            return _(
                "A name has letters, digits, “-” and “_”, at most 64, and begins with a letter or "
                "digit: for example why-we-sleep."
            )
        if {f"{self.stem}.yaml", f"{self.stem}.yml"} & set(names()):
            return _("There is a quiz of this name already.")
        return ""

    def article_complaint(self) -> str:
        """Say why this can be no passage; empty when it can."""
        most = limits.SCALAR_CHARACTERS
        if len(self.article.data or "") > most:
            return _("The article has more than %(most)d characters.", most=most)
        return ""

    @property
    def text(self) -> str:
        article = self.article.data or ""
        return new_draft_about(self.stem, article) if article.strip() else new_draft(self.stem)


@blueprint.get("/new")
def show_new() -> Any:
    """Ask for the name and the article."""
    return _page(NewForm(request.form if g.is_refused else None))


def _page(form: NewForm, status: int = 200) -> Any:
    form.name.label.text = _("Name of the quiz")
    form.article.label.text = _("Your article")
    return render_template("bank/new.html", form=form), status


@blueprint.post("/new")
def make_new() -> Any:
    """Write it and open it."""
    form = NewForm(request.form)
    if complaint := form.article_complaint():
        form.article.errors = (complaint,)
    if complaint := form.complaint():
        form.name.errors = (complaint,)
    if not form.errors and (complaint := _write(f"{form.stem}.yaml", form.text)):
        form.name.errors = (complaint,)
    if form.errors:
        g.has_errors = True
        return _page(form, 422)
    return redirect(url_for(".show_file", file=f"{form.stem}.yaml"), 303)


def _write(name: str, text: str) -> str:
    content, bank = text.encode(), services().bank
    try:
        write_file(bank.folder, name, content, NOTHING)
    except ChangedMeanwhileError:
        return _("There is a quiz of this name already.")
    except OSError as error:
        return write_words(error)
    remember(name, None, content, How.SAVED)
    bank.refresh()
    return ""
