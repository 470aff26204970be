"""Say why a diagnostic is given, with a bad and a good example."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from textwrap import indent

import click

from quizapp.cli._faults import CannotRun
from quizapp.help.codes import Page, all_codes, get_page


@click.command()
@click.argument("code", required=False)
def command(code: str | None) -> None:
    """Say why a diagnostic is given, with a bad and a good example.

    CODE stands in the brackets of the diagnostic: Q204. Without it, all codes are listed.
    """
    if code is None:
        for known in all_codes():
            click.echo(f"{known}  {get_page(known).title}")
    elif code.upper() in all_codes():
        click.echo("\n\n".join(_parts(get_page(code.upper()))))
    else:
        near = get_close_matches(code.upper(), all_codes(), n=1, cutoff=0.5)
        advice = f"Did you mean `{near[0]}`?" if near else "`quizapp explain` lists all."
        raise CannotRun(f"there is no code `{code}`. {advice}")


def _parts(page: Page) -> Iterator[str]:
    yield click.style(f"{page.code}: {page.title}", bold=True)
    yield page.why
    if page.bad:
        yield f"{click.style('Bad:', 'red')}\n\n{indent(page.bad, '    ').rstrip()}"
        yield f"{click.style('Good:', 'green')}\n\n{indent(page.good, '    ').rstrip()}"
