"""The `homeops` command. Nothing heavy is imported here: typing must be accepted at once."""

import io
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.finish import finish
from bot.commands.wanted import Wanted

app = typer.Typer(
    help="HomeOps, a household's operator that lives in chat.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _read_time(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is no ISO time; write 2026-03-01T21:00") from error


As = Annotated[
    str | None, typer.Option("--as", metavar="NAME", help="Who is speaking; the owner by default.")
]
HouseFile = Annotated[
    Path | None,
    typer.Option("--house", metavar="FILE", help="A simulated household instead of the real one."),
]
Now = Annotated[
    datetime | None,
    typer.Option(
        "--now", metavar="ISO", parser=_read_time, help="What time it is in the simulated household."
    ),
]
Json = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]
Verbose = Annotated[bool, typer.Option("--verbose", help="Log more (to homeops.log in the data folder).")]


@app.command()
def chat(*, as_name: As = None, house: HouseFile = None, now: Now = None, verbose: Verbose = False) -> None:
    """Talk to HomeOps in this terminal."""
    from bot.commands.chat import chat as talk

    raise typer.Exit(finish(talk(Wanted(house, now, verbose), as_name)))


@app.command()
def ask(
    text: Annotated[
        str | None, typer.Argument(help="What to say; without it, one message a line of input.")
    ] = None,
    *,
    as_name: As = None,
    as_json: Json = False,
    house: HouseFile = None,
    now: Now = None,
    verbose: Verbose = False,
) -> None:
    """Say something and print the answer."""
    from bot.commands.ask import ask as ask_house

    raise typer.Exit(finish(ask_house(text, as_name, Wanted(house, now, verbose), as_json=as_json)))


@app.command()
def run(*, house: HouseFile = None, now: Now = None, verbose: Verbose = False) -> None:
    """Keep HomeOps running without a terminal."""
    from bot.commands.run import run as run_house

    raise typer.Exit(finish(run_house(Wanted(house, now, verbose))))


@app.command()
def status(*, as_json: Json = False, house: HouseFile = None, verbose: Verbose = False) -> None:
    """Show how everything does."""
    from bot.commands.standing import show_status

    raise typer.Exit(finish(show_status(Wanted(house, verbose=verbose), as_json=as_json)))


@app.command()
def doctor(*, as_json: Json = False, house: HouseFile = None, verbose: Verbose = False) -> None:
    """Show what is not well and what to do; exit code 1 if anything is not."""
    from bot.commands.standing import show_doctor

    raise typer.Exit(finish(show_doctor(Wanted(house, verbose=verbose), as_json=as_json)))


@app.command()
def version() -> None:
    """Show the version."""
    import importlib.metadata

    typer.echo(f"HomeOps {importlib.metadata.version('homeops')}")


def main() -> None:
    """Run the command that the command line names."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a mark that a terminal lacks must not end the program
    app()


if __name__ == "__main__":
    main()
