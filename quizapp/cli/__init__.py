"""The command `quizapp`: one module a command, found by its name and imported when it is called."""

from __future__ import annotations

import ast
import os
import sys
from difflib import get_close_matches
from importlib import import_module
from keyword import iskeyword
from pathlib import Path

import click

INTERRUPTED = 128 + 2
BROKEN_PIPE = 128 + 13


class Commands(click.Group):
    """The modules of this folder; `teacher_link.py` is the command `teacher-link`.

    Names that begin with `_` are no commands.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        modules = Path(__file__).parent.glob("[!_]*.py")
        # `import` is a word of Python's own: its module is `import_`.
        return sorted(module.stem.rstrip("_").replace("_", "-") for module in modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = import_module(f"{__name__}.{_module(cmd_name)}").command
        return command

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # Python writes what is left when it ends, and would complain.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(BROKEN_PIPE)
        except Exception as error:
            from quizapp.cli._faults import database_trouble

            if trouble := database_trouble(error):
                raise trouble from error
            raise

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        known = self.list_commands(ctx)
        if args[0] not in known:
            near = get_close_matches(args[0], known, n=1)
            advice = f"Did you mean `{near[0]}`?" if near else f"Known are {', '.join(known)}."
            raise click.UsageError(f"there is no command `{args[0]}`. {advice}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Take the help from the modules' docstrings: importing them all would take seconds."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, _summary(name)) for name in self.list_commands(ctx)])


def _module(command: str) -> str:
    name = command.replace("-", "_")
    return f"{name}_" if iskeyword(name) else name


def _summary(command: str) -> str:
    text = Path(__file__).with_name(f"{_module(command)}.py").read_text(encoding="utf-8")
    docstring = ast.get_docstring(ast.parse(text)) or ""
    return docstring.partition("\n")[0]


def _print_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from importlib.metadata import version

        click.echo(f"quizapp {version('quizapp-comprehension')}")
        ctx.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Print the version and leave.",
)
@click.pass_context
def commands(ctx: click.Context) -> None:
    """Reading-comprehension quizzes from plain YAML files."""
    if os.environ.get("NO_COLOR"):
        ctx.color = False


def main() -> int:
    """Run a command; return its exit code. Faults of use are one line on standard error."""
    for stream in (sys.stdout, sys.stderr):
        # A file's name may hold bytes that no encoding knows.
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # a real stream
    try:
        code = commands.main(prog_name="quizapp", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return error.exit_code
    except click.ClickException as error:
        click.echo(f"quizapp: {error.format_message()}{_where_to_look(error)}", err=True)
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    return code if isinstance(code, int) else 0


def _where_to_look(error: click.ClickException) -> str:
    if isinstance(error, click.UsageError) and error.ctx:
        return f" See `{error.ctx.command_path} --help`."
    return ""
