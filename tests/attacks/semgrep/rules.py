"""Lines that break the rules beside them; `ruleid` names the one, `ok` says that none is broken."""

import os
import pickle
import random
import re
import subprocess
from pathlib import Path

import flask
import yaml
from flask import redirect, request, url_for
from markupsafe import Markup
from sqlalchemy import text


def statements(connection, name):
    # ruleid: statement-put-together
    connection.execute(text(f"SELECT * FROM readers WHERE name = '{name}'"))
    # ruleid: statement-put-together
    connection.exec_driver_sql("SELECT * FROM readers WHERE name = '%s'" % name)
    # ok: statement-put-together
    connection.execute(text("SELECT * FROM readers WHERE name = :name"), {"name": name})


def follows():
    there = request.args.get("next", "/")
    # ruleid: request-reaches-what-it-must-not
    return redirect(there)


def trusts():
    said = f"<b>{request.form['name']}</b>"
    # ruleid: request-reaches-what-it-must-not
    return Markup(said)


def opens():
    # ruleid: request-reaches-what-it-must-not
    return flask.send_file(Path("pictures", request.values["file"]))


def starts():
    # ruleid: request-reaches-what-it-must-not
    os.execv("/bin/sh", [request.headers["X-Command"]])


def slow():
    # ruleid: request-reaches-what-it-must-not
    return re.compile(request.form["pattern"])


def fine():
    # ok: request-reaches-what-it-must-not
    return redirect(url_for(".show_quiz", name=request.form["name"]))


def runs(data):
    # ruleid: objects-unpacked-or-code-run
    eval(data)
    # ruleid: objects-unpacked-or-code-run
    pickle.loads(data)
    # ruleid: objects-unpacked-or-code-run
    yaml.load(data, yaml.Loader)
    # ruleid: objects-unpacked-or-code-run
    subprocess.run(data, shell=True)


def formats(question, reader):
    # ruleid: format-of-what-was-sent
    question.prompt.format(reader)
    # ok: format-of-what-was-sent
    "Hello {}".format(reader)


def compares(csrf_token, sent):
    # ruleid: secret-compared-in-time-that-tells
    return csrf_token == sent


def guesses():
    # ruleid: chance-that-can-be-guessed
    return random.randint(0, 999_999)
