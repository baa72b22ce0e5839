"""The `homeops` command. Nothing heavy is imported here: typing must be accepted at once."""

import io
import os
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
    state: Annotated[
        bool, typer.Option("--state", help="Tell the simulated world after each answer too.")
    ] = False,
    verbose: Verbose = False,
) -> None:
    """Say something and print the answer."""
    from bot.commands.ask import ask as ask_house

    wanted = Wanted(house, now, verbose)
    raise typer.Exit(finish(ask_house(text, as_name, wanted, as_json=as_json, with_state=state)))


@app.command()
def run(*, house: HouseFile = None, now: Now = None, verbose: Verbose = False) -> None:
    """Keep HomeOps running without a terminal."""
    from bot.commands.run import run as run_house

    raise typer.Exit(finish(run_house(Wanted(house, now, verbose))))


@app.command()
def setup(*, verbose: Verbose = False) -> None:
    """Set HomeOps up, from the bot's token to the first message; can be left and gone on with."""
    from bot.commands.setup import set_up

    raise typer.Exit(finish(set_up(Wanted(verbose=verbose))))


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


memory_commands = typer.Typer(help="Show what is remembered, or make its index again.", no_args_is_help=True)
app.add_typer(memory_commands, name="memory")


@memory_commands.command("list")
def memory_list(*, as_name: As = None, house: HouseFile = None, verbose: Verbose = False) -> None:
    """Show what is remembered for someone and the household, newest first."""
    from bot.commands.memory import list_memories

    raise typer.Exit(finish(list_memories(Wanted(house, verbose=verbose), as_name)))


@memory_commands.command("rebuild")
def memory_rebuild(*, house: HouseFile = None, verbose: Verbose = False) -> None:
    """Make the index of memories again from the table; HomeOps must not be running."""
    from bot.commands.memory import rebuild_memory

    raise typer.Exit(finish(rebuild_memory(Wanted(house, verbose=verbose))))


audits = typer.Typer(help="What was asked, decided and done, and whether that account is whole.")
app.add_typer(audits, name="audit", no_args_is_help=True)


@audits.command("list")
def audit_list(
    *,
    limit: Annotated[int, typer.Option("--limit", min=1, help="At most so many entries.")] = 50,
    person: Annotated[str | None, typer.Option("--person", metavar="ID", help="Only of this person.")] = None,
    as_json: Json = False,
    house: HouseFile = None,
) -> None:
    """Show the newest entries, newest first."""
    from bot.commands.audit import list_links

    raise typer.Exit(finish(list_links(Wanted(house), limit=limit, person=person, as_json=as_json)))


@audits.command("verify")
def audit_verify(*, house: HouseFile = None) -> None:
    """Check that no entry was changed or removed; exit code 1 if one was."""
    from bot.commands.audit import verify_chain

    raise typer.Exit(finish(verify_chain(Wanted(house))))


privacy = typer.Typer(help="What is kept of one person.")
app.add_typer(privacy, name="privacy", no_args_is_help=True)
Name = Annotated[str, typer.Argument(metavar="PERSON", help="Their name.")]


@privacy.command("export")
def privacy_export(name: Name, *, house: HouseFile = None) -> None:
    """Print everything that is kept of a person, as JSON."""
    from bot.commands.privacy import export_person

    raise typer.Exit(finish(export_person(Wanted(house), name)))


@privacy.command("delete")
def privacy_delete(
    name: Name,
    *,
    house: HouseFile = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether you are sure.")] = False,
) -> None:
    """Erase what is kept of a person and remove them from the household."""
    from bot.commands.privacy import delete_person

    if not yes:
        typer.confirm(
            f"Erase everything that {name} said, was told and did? It can't be had back", abort=True
        )
    raise typer.Exit(finish(delete_person(Wanted(house), name)))


api = typer.Typer(help="The HTTP API for other programs.", no_args_is_help=True)
tokens = typer.Typer(help="Who may use it.", no_args_is_help=True)
api.add_typer(tokens, name="token")
app.add_typer(api, name="api")
TokenName = Annotated[str, typer.Argument(metavar="NAME", help="What it is called, such as wall-tablet.")]


@tokens.command("create")
def token_create(
    name: TokenName,
    *,
    as_name: Annotated[
        str | None,
        typer.Option("--as", metavar="PERSON", help="In whose name it acts; the owner by default."),
    ] = None,
    program: Annotated[
        bool, typer.Option("--program", help="It is a program: it never decides in that person's name.")
    ] = False,
    scope: Annotated[
        list[str] | None,
        typer.Option(
            "--scope", help="Any of status, messages, danger, approve, metrics; can be given again."
        ),
    ] = None,
    days: Annotated[int, typer.Option("--days", min=1, max=3650, help="How long it is good.")] = 365,
    house: HouseFile = None,
) -> None:
    """Let a person's device or a program in, and print its refresh token once."""
    from bot.commands.api import create_token

    made = create_token(Wanted(house), name, as_name, program=program, scopes=scope or (), days=days)
    raise typer.Exit(finish(made))


@tokens.command("revoke")
def token_revoke(name: TokenName, *, house: HouseFile = None) -> None:
    """Let it in no more, from this moment on."""
    from bot.commands.api import revoke_token

    raise typer.Exit(finish(revoke_token(Wanted(house), name)))


@tokens.command("list")
def token_list(*, house: HouseFile = None) -> None:
    """Show who may use the API."""
    from bot.commands.api import list_tokens

    raise typer.Exit(finish(list_tokens(Wanted(house))))


voices = typer.Typer(
    help="Voice notes: whether they are heard, and the model that hears them.", no_args_is_help=True
)
app.add_typer(voices, name="voice")


@voices.command("status")
def voice_status() -> None:
    """Say whether voice notes are heard; exit code 1 if they should be and are not."""
    from bot.commands.voice import show_voice

    raise typer.Exit(finish(show_voice()))


@voices.command("download")
def voice_download() -> None:
    """Fetch the model that hears voice notes, once; it then works without the network."""
    from bot.commands.voice import download_voice

    raise typer.Exit(finish(download_voice()))


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
    os.environ["PYDANTIC_AI_NO_BANNER"] = "1"  # a library's advertisement is no part of a conversation
    app()


if __name__ == "__main__":
    main()
