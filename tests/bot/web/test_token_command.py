"""`homeops api token`: beside the HomeOps that runs, and where none does."""

import socket
from pathlib import Path

import httpx2

from tests.bot.web.program import Ran, environment, holder, run_program

TABLET = "wall-tablet"


async def token(data: Path, *words: str) -> Ran:
    return await run_program(data, "api", "token", *words)


async def test_tokens_are_made_shown_and_ended_where_nothing_runs(tmp_path: Path) -> None:
    data = tmp_path / "data"
    environment(data)

    made = await token(data, "create", TABLET, "--program", "--scope", "status")
    shown = await token(data, "list")
    wrong = await token(data, "create", "other", "--scope", "everything")
    ended = await token(data, "revoke", TABLET)

    secret = made.out.splitlines()[2]
    assert secret.startswith("homeops_")
    assert "The API is off" in made.out
    assert shown.out.startswith(f"{TABLET}: for ")
    assert "status; until" in shown.out
    assert secret not in shown.out
    assert secret.encode() not in (data / "homeops.db").read_bytes()
    assert wrong.code == 1
    assert "status, messages" in wrong.err
    assert ended.out == f"{TABLET} can't come in any more.\n"


async def test_what_runs_lets_a_new_token_in_at_once_and_a_revoked_one_out(tmp_path: Path) -> None:
    data, port = tmp_path / "data", free_port()
    environment(data)
    (tmp_path / "settings.toml").write_text(f"[pc]\n[api]\nport = {port}\n")
    async with holder(data):
        made = await token(data, "create", TABLET)
        secret = made.out.splitlines()[2]
        async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http:
            shows = {"authorization": f"Bearer {secret}"}
            assert (await http.post("/v1/token", headers=shows)).status_code == 200
            await token(data, "revoke", TABLET)
            assert (await http.post("/v1/token", headers=shows)).status_code == 401


def free_port() -> int:
    """A port that nobody uses just now."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port
