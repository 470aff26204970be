"""Look after people: add, list, passwd, disable, enable, export, erase."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from quizapp.cli._faults import CannotRun
from quizapp.cli._person import House, instance_option, open_house

if TYPE_CHECKING:
    from quizapp.core.question import Message
    from quizapp.storage.models import Role


@click.group(short_help="Look after people.")
def command() -> None:
    """Look after people: those who sign in, and readers.

    WHO is a user name, a resume code, or a number as `quizapp user list` shows it (#12).
    """


def _words(found: Message) -> str:
    return found.msgid % found.values if found.values else found.msgid


def _ask_password(*names: str) -> str:
    """Ask for a password without showing it; it never stands on the command line."""
    from quizapp.storage.passwords import complaint

    typed: str = click.prompt("Password", hide_input=True, confirmation_prompt="The same again")
    if found := complaint(typed, names):
        raise CannotRun(_words(found))
    return typed


def _print_link(house: House, reader_id: int) -> None:
    from quizapp.address import public_url
    from quizapp.storage.links import PASSWORD_LINK_MINUTES, new_password_link

    token = house.database.write(lambda c: new_password_link(c, reader_id, house.now))
    click.echo(f"Works once, within {PASSWORD_LINK_MINUTES} minutes:", err=True)
    click.echo(f"{public_url(house.config)}/set-password/{token}")


def _set_password(house: House, reader_id: int, typed: str) -> None:
    from quizapp.storage import accounts, passwords

    hashed = passwords.hash_password(typed)
    house.database.write(lambda c: accounts.set_password(c, reader_id, hashed, house.now))


@command.command()
@click.argument("user_name")
@click.option("--name", required=True, help="The name that others see.")
@click.option("--administrator", is_flag=True, help="May add people and shut them out.")
@click.option("--link", is_flag=True, help="Print a link to choose a password; ask for none.")
@instance_option
def add(user_name: str, name: str, administrator: bool, link: bool, instance: Path | None) -> None:
    """Add a teacher, or an administrator."""
    from quizapp.storage import accounts
    from quizapp.storage.models import Role

    if found := accounts.user_name_complaint(accounts.fold_user_name(user_name)):
        raise CannotRun(_words(found))
    role = Role.ADMINISTRATOR if administrator else Role.TEACHER
    with open_house(instance) as house:
        _refuse_if_taken(house, user_name)
        typed = "" if link else _ask_password(name, user_name)
        added = _add(house, name, user_name, role)
        if link:
            _print_link(house, added)
        else:
            _set_password(house, added, typed)
            click.echo(f"Added {user_name}, #{added}.")


def _refuse_if_taken(house: House, user_name: str) -> None:
    from quizapp.storage.accounts import person_called

    with house.database.read() as connection:
        if person_called(connection, user_name):
            raise CannotRun(f"Somebody has the user name {user_name} already.")


def _add(house: House, name: str, user_name: str, role: Role) -> int:
    from quizapp import security_log
    from quizapp.storage.accounts import Refusal, add_account
    from quizapp.storage.people import NAME_LENGTH

    if not name.strip() or len(name) > NAME_LENGTH:
        raise CannotRun(f"A name has 1 to {NAME_LENGTH} characters.")
    added = house.database.write(
        lambda c: add_account(c, None, name.strip(), user_name, role, house.now)
    )
    if isinstance(added, Refusal):
        raise CannotRun(f"Somebody has the user name {user_name} already.")
    security_log.note("account added", house.now, who=added, role=role)
    return added


@command.command("list")
@click.option("--readers", is_flag=True, help="Also those without an account.")
@instance_option
def list_(readers: bool, instance: Path | None) -> None:
    """List those who sign in, with their numbers."""
    from quizapp.cli._person import everybody, print_people

    with open_house(instance) as house:
        print_people(everybody(house, readers))


@command.command()
@click.argument("who")
@click.option("--link", is_flag=True, help="Print a link to choose a password; ask for none.")
@instance_option
def passwd(who: str, link: bool, instance: Path | None) -> None:
    """Give WHO a new password; they are signed out everywhere."""
    from quizapp import security_log

    with open_house(instance) as house:
        person = house.account(who)
        if person.disabled_at:
            raise CannotRun(f"The account {who} is disabled: `quizapp user enable {who}` first.")
        if link:
            _print_link(house, person.reader_id)
        else:
            typed = _ask_password(person.name, person.user_name)
            _set_password(house, person.reader_id, typed)
            click.echo(f"{person.user_name} has a new password and is signed out everywhere.")
        security_log.note("password set by command", house.now, who=person.reader_id)


@command.command()
@click.argument("who")
@instance_option
def disable(who: str, instance: Path | None) -> None:
    """Sign WHO out and let them in no more; what they made stays."""
    from quizapp import security_log
    from quizapp.storage import accounts

    with open_house(instance) as house:
        person = house.account(who)
        if house.database.write(lambda c: accounts.disable(c, person.reader_id, house.now)):
            raise CannotRun(f"{who} is the only administrator: make another one first.")
        security_log.note("account disabled", house.now, who=person.reader_id)
        click.echo(f"{person.user_name} is signed out and cannot sign in.")


@command.command()
@click.argument("who")
@click.option("--without-second-factor", is_flag=True, help="When telephone and codes are lost.")
@instance_option
def enable(who: str, without_second_factor: bool, instance: Path | None) -> None:
    """Let WHO sign in (again)."""
    from quizapp import security_log
    from quizapp.storage import accounts

    with open_house(instance) as house:
        person = house.account(who)
        house.database.write(lambda c: accounts.enable(c, person.reader_id))
        if without_second_factor:
            house.database.write(lambda c: accounts.end_second_factor(c, person.reader_id))
        security_log.note("account enabled", house.now, who=person.reader_id)
        click.echo(f"{person.user_name} can sign in.")


@command.command()
@click.argument("who")
@click.option(
    "--to", "folder", required=True, type=click.Path(path_type=Path), help="A folder to make."
)
@instance_option
def export(who: str, folder: Path, instance: Path | None) -> None:
    """Write all that is stored about WHO to a folder: JSON, CSV, and a page to read."""
    from quizapp.cli._export import write_export

    with open_house(instance) as house:
        files = write_export(house, house.reader(who), folder)
    click.echo(f"Wrote {', '.join(files)} to {folder}.")


@command.command()
@click.argument("who")
@click.option("--yes", is_flag=True, help="Do not ask.")
@instance_option
def erase(who: str, yes: bool, instance: Path | None) -> None:
    """Erase all that leads to WHO. Nobody can bring it back."""
    from quizapp import security_log
    from quizapp.storage.erase import erase_person

    with open_house(instance) as house:
        reader_id = house.reader(who)
        if not yes:
            click.confirm(f"Erase {house.describe(reader_id)} for good?", abort=True)
        erase_person(house.database, house.versions, house.config.instance, reader_id, house.now)
        security_log.note("erased", house.now, who=reader_id)
        click.echo(f"Erased #{reader_id}.")
        _tell_of_copies(house)


def _tell_of_copies(house: House) -> None:
    """Name the files that still hold whoever was erased."""
    from quizapp.storage.backup_folder import backups_in, copies_beside
    from quizapp.storage.database_file import path_of

    config = house.config
    database = path_of(config.url)
    copies = [path for _, path in copies_beside(database)] if database else []
    for path in [*copies, *(backup.path for backup in backups_in(config.backup_folder))]:
        click.echo(f"Still there until it is {config.keep_backup_days} days old: {path}", err=True)
