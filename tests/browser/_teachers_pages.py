"""Every page of a teacher who has no class yet, in each of its states.

Each journey yields a name and a page; whoever asks for the next state leaves the page where it is.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pyotp
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import Connection, update

from quizapp.storage import accounts
from quizapp.storage.models import Reader, Role
from quizapp.storage.start import open_database
from tests.browser._walk import (
    NUMBERS,
    PASSWORD,
    States,
    arrive,
    become_teacher,
    begin,
    choose_password,
    follow,
    press,
    teacher_link,
)
from tests.browser.conftest import Server


def first_steps(context: BrowserContext, server: Server) -> States:
    """Become the teacher, and look at pages that have little to show yet."""
    page = context.new_page()
    page.goto(teacher_link(server))
    yield "become the teacher", page
    page.get_by_label("Your name").fill("Ms Hale")
    page.get_by_label("User name").fill(f"hale-{next(NUMBERS)}")
    page.get_by_label("New password", exact=True).fill("baseball")
    page.get_by_label("New password again").fill("baseball")
    press(page, "Become the teacher")
    expect(page.get_by_role("alert")).to_be_visible()
    yield "become the teacher, a common password", page
    choose_password(page, "Become the teacher")
    page.wait_for_url("**/teach")
    yield "the teacher's desk", page
    page.goto("/teach/quizzes/arabic")
    yield "results of a quiz, none", page
    begin(page, "recall")
    page.goto("/teach/quizzes/recall")
    yield "results of a quiz", page
    for path in (
        "/teach/quizzes/one-of-each/analysis",
        "/teach/quizzes/one-of-each/map",
        "/teach/quizzes/one-of-each/regrade?q.pairs=full",
        "/teach/near-misses/one-of-each",
        "/teach/marking",
        "/teach/classes",
        "/teach/log",
        "/join",
    ):
        page.goto(path)
        yield path, page


def bank(context: BrowserContext, server: Server) -> States:
    """Make a quiz, break it, have it changed by somebody else, and look at all that was kept."""
    page = context.new_page()
    become_teacher(page, server)
    name = f"axe-{next(NUMBERS)}"
    page.goto("/teach/bank")
    yield "the bank", page
    follow(page, page.get_by_role("link", name="New quiz"))
    yield "new quiz", page
    page.get_by_label("Name of the quiz").fill("no name")
    press(page, "Make the quiz")
    expect(page.get_by_role("alert")).to_be_visible()
    yield "new quiz, refused", page
    page.get_by_label("Name of the quiz").fill(name)
    press(page, "Make the quiz")
    page.wait_for_url(f"**/{name}.yaml")
    page.get_by_text("Insert a question").click()
    yield "the editor", page
    text = page.get_by_label("Text of the quiz")
    text.fill("title: Broken\nquestions:\n  - {type: true-false, promt: P?, answer: 'true'}\n")
    expect(page.get_by_text("Error Q101").first).to_be_visible()
    yield "the editor, with errors", page
    press(page, "Save")
    expect(page.get_by_role("alert")).to_be_visible()
    yield "the editor, not saved", page
    file = server.folder / "questions" / f"{name}.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "# theirs\n", encoding="utf-8")
    text.fill("title: Mended\nquestions:\n  - {type: true-false, prompt: P?, answer: 'true'}\n")
    press(page, "Save")
    expect(page.get_by_role("heading", name="Somebody else changed this file")).to_be_visible()
    yield "the editor, a conflict", page
    press(page, "Save mine anyway")
    expect(page.get_by_text("Saved.")).to_be_visible()
    yield "the editor, saved", page
    follow(page, page.get_by_role("link", name="Versions"))
    yield "versions", page
    follow(page, page.locator(".version-list a").first)
    yield "a version", page
    yield from _bank_forms(page, name)


def _bank_forms(page: Page, name: str) -> States:
    for what in ("rename", "remove"):
        page.goto(f"/teach/bank/files/{name}.yaml/{what}")
        yield f"{what} a file", page
    press(page, "Remove the file")
    expect(page.get_by_role("heading", name="Removed files")).to_be_visible()
    yield "the bank, with a removed file", page
    page.goto("/teach/bank/import")
    yield "import", page
    page.goto("/teach/bank/files/tomahawk-request.yaml/export?to=gift")
    yield "export", page
    page.goto("/teach/bank/upload")
    yield "upload", page
    given = {"bad.yaml": b"titel: x\n", f"{name}-tower.md": b"A tower.", "a.svg": b"<svg/>"}
    files = [{"name": n, "mimeType": "text/plain", "buffer": b} for n, b in given.items()]
    page.get_by_label("Files", exact=True).set_input_files(files)
    press(page, "Upload")
    expect(page.get_by_role("alert")).to_be_visible()
    yield "uploaded, some refused", page
    page.goto(f"/teach/bank/files/{name}-tower.md")
    yield "the editor of a passage", page


def account_and_people(context: BrowserContext, server: Server) -> States:
    """Set up a second factor, sign out, sign in with it, and add a teacher."""
    page = context.new_page()
    user_name = become_teacher(page, server)
    _be_only_administrator(server, user_name)
    yield from _account(page, user_name)
    yield from _people(page)


def _account(page: Page, user_name: str) -> States:
    page.get_by_role("link", name="Ms Hale").click()
    arrive(page, "Your account")
    yield "account", page
    page.get_by_role("link", name="Change your password").click()
    arrive(page, "Change your password")
    yield "change the password", page
    page.goto("/account/devices")
    yield "devices", page
    page.goto("/account/second-factor")
    yield "second factor, off", page
    page.get_by_label("Your password now").fill(PASSWORD)
    press(page, "Set it up")
    expect(page.get_by_role("img", name=re.compile("QR code"))).to_be_visible()
    yield "second factor, being set up", page
    totp = pyotp.TOTP(page.locator(".code-large").inner_text().replace(" ", ""))
    page.get_by_label("Code").fill(totp.now())
    press(page, "Turn it on")
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    yield "recovery codes", page
    code = page.locator(".recovery-codes .code").first.inner_text()
    page.goto("/account/second-factor")
    yield "second factor, on", page
    page.goto("/account")
    press(page, "Sign out")
    page.wait_for_url("**/sign-in")
    yield "sign in", page
    page.get_by_label("User name").fill(user_name)
    page.get_by_label("Password").fill("not mine at all")
    press(page, "Sign in")
    expect(page.get_by_role("alert")).to_be_visible()
    yield "sign in, refused", page
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Sign in")
    page.wait_for_url("**/sign-in/code")
    yield "sign in, the code", page
    page.get_by_label("Code").fill(code)
    press(page, "Sign in")
    page.wait_for_url("**/account")


def _people(page: Page) -> States:
    page.goto("/teach/people")
    yield "people", page
    page.get_by_label("Name", exact=True).fill("Mr Dale")
    page.get_by_label("User name").fill(f"dale-{next(NUMBERS)}")
    press(page, "Add the teacher")
    arrive(page, "Password link")
    yield "password link", page
    link = page.locator(".link-shown").inner_text()
    page.get_by_role("link", name="I have copied it").click()
    arrive(page, "Mr Dale")
    yield "a person", page
    page.goto("/teach/people")
    follow(page, page.get_by_role("row", name="Administrator").get_by_role("link"))
    press(page, "Disable the account")
    expect(page.get_by_role("alert")).to_be_visible()
    yield "a person, the last administrator", page
    page.goto("/set-password/" + link.rpartition("/")[2])
    yield "choose a password", page
    page.goto("/set-password/none")
    yield "a password link that is over", page


def _be_only_administrator(server: Server, user_name: str) -> None:
    """Put right what earlier walks over the same server have left."""
    file = server.folder / "instance" / "quizapp.sqlite"
    database, _ = open_database(f"sqlite:///{file}", datetime.now(UTC))

    def job(connection: Connection) -> None:
        for person in accounts.people(connection):
            is_me = person.user_name == user_name
            role = Role.ADMINISTRATOR if is_me else Role.TEACHER
            connection.execute(
                update(Reader).where(Reader.id == person.reader_id).values(role=role)
            )

    database.write(job)
    database.close()
