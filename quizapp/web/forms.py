"""The fixed forms: a name, a resume code, user names and passwords; and a field for a moment."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from wtforms import Field, Form, PasswordField, StringField
from wtforms.validators import InputRequired, ValidationError
from wtforms.widgets import DateTimeLocalInput

from quizapp.core.local_time import format_local, parse_local
from quizapp.core.names import clean_name
from quizapp.core.question import Message
from quizapp.storage.accounts import USER_NAME_LENGTH, fold_user_name, user_name_complaint
from quizapp.storage.passwords import complaint
from quizapp.storage.people import CODE_LENGTH, NAME_LENGTH, fold_code
from quizapp.web.services import services
from quizapp.web.translations import gettext
from quizapp.web.translations import lazy as _l


def _name(label: str, asks: str, autocomplete: str) -> StringField:
    return StringField(
        _l(label),
        filters=[clean_name],
        validators=[InputRequired(_l(asks))],
        render_kw={"autocomplete": autocomplete, "maxlength": NAME_LENGTH, "required": True},
    )


class NameForm(Form):
    """What a reader is asked once."""

    asks = "Type your name."
    name = _name("Your name", asks, "name")

    def validate_name(self, field: Any) -> None:
        if not field.data:
            raise ValidationError(_l(self.asks))
        if len(field.data) > NAME_LENGTH:
            raise ValidationError(_l("A name has at most 40 characters."))


class ResumeForm(Form):
    """The code to come back with."""

    code = StringField(
        _l("Resume code"),
        validators=[InputRequired(_l("Type your resume code."))],
        render_kw={
            "autocomplete": "off",
            "autocapitalize": "characters",
            "spellcheck": "false",
            "maxlength": 40,
            "required": True,
        },
    )

    def validate_code(self, field: Any) -> None:
        if len(fold_code(field.data).replace("-", "")) != CODE_LENGTH:
            raise ValidationError(
                _l("A resume code has 12 letters and digits, such as ABCD-EFGH-JKMN.")
            )


def message(found: Message) -> str:
    """Put a message of storage into the page's language."""
    return gettext(found.msgid, **found.values)


class MomentField(Field):
    """A date and time in the zone of the app; `data` is the moment. Empty is None."""

    widget = DateTimeLocalInput()

    def __init__(self, later: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self._later = later
        self._typed: str | None = None

    def process_formdata(self, valuelist: Any) -> None:
        self._typed = valuelist[0].strip() if valuelist else ""
        self.data = None
        if self._typed:
            found = parse_local(self._typed, services().config.zone, later=self._later)
            if not isinstance(found, datetime):
                raise ValueError(message(found))
            self.data = found

    def _value(self) -> str:
        """Return what stands in the field: what was typed, also when it is no time."""
        if self._typed is not None:
            return self._typed
        return format_local(self.data, services().config.zone)


_HIDDEN_KEYS = {"autocapitalize": "none", "spellcheck": "false", "required": True}


def _user_name(label: str, autocomplete: str) -> StringField:
    return StringField(
        _l(label),
        validators=[InputRequired(_l("Type a user name."))],
        render_kw={
            **_HIDDEN_KEYS,
            "autocomplete": autocomplete,
            "maxlength": USER_NAME_LENGTH,
        },
    )


def _password(label: str, asks: str, autocomplete: str) -> PasswordField:
    return PasswordField(
        _l(label),
        validators=[InputRequired(_l(asks))],
        render_kw={"autocomplete": autocomplete, "required": True},
    )


class SignInForm(Form):
    """What somebody with an account types."""

    user_name = _user_name("User name", "username")
    password = _password("Password", "Type your password.", "current-password")


class ForgotForm(Form):
    """Whose password is to be chosen anew."""

    user_name = _user_name("User name", "username")


class CodeForm(Form):
    """The second factor."""

    code = StringField(
        _l("Code"),
        validators=[InputRequired(_l("Type the code."))],
        render_kw={**_HIDDEN_KEYS, "autocomplete": "one-time-code", "maxlength": 40},
    )


class NewPasswordForm(Form):
    """A new password, twice: what is typed cannot be seen. `names` are the user's own."""

    names: tuple[str, ...] = ()
    password = _password("New password", "Type a new password.", "new-password")
    again = _password("New password again", "Type the new password once more.", "new-password")

    def validate_password(self, field: Any) -> None:
        if found := complaint(field.data or "", self.names):
            raise ValidationError(message(found))

    def validate_again(self, field: Any) -> None:
        if field.data != self.password.data:
            raise ValidationError(_l("The two passwords are not the same."))


class ConfirmForm(Form):
    """The present password, before something important changes."""

    current = _password("Your password now", "Type your password.", "current-password")


class ChangePasswordForm(ConfirmForm, NewPasswordForm):
    """The present password and a new one."""


class NewUserForm(NameForm):
    """Somebody who is to have an account."""

    asks = "Type a name."
    name = _name("Name", asks, "off")
    user_name = _user_name("User name", "off")

    def validate_user_name(self, field: Any) -> None:
        if found := user_name_complaint(fold_user_name(field.data or "")):
            raise ValidationError(message(found))


class BecomeTeacherForm(NewUserForm, NewPasswordForm):
    """Name, user name and password of a new teacher."""

    asks = NameForm.asks
    name = _name("Your name", asks, "name")
    user_name = _user_name("User name", "username")
