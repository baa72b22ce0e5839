"""The committed OpenAPI document is the API, and schemathesis finds neither a crash nor an unlocked door behind it."""

import asyncio
import subprocess
import sys
from pathlib import Path

from bot.web.api import document
from tests.bot.house import Place
from tests.bot.web.callers import Served, api_at
from tools.contract import Json

DOCUMENT = Path(__file__).parents[3] / "deploy" / "openapi.json"
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "missing_required_header",
    "ignored_auth",
)
PLENTY: dict[str, Json] = {
    "requests_per_minute": 100_000,
    "messages_per_minute": 100_000,
    "failures_per_minute": 100_000,
}


def test_the_committed_document_is_the_api() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == document(), "run `make openapi` and commit what it changes"


async def test_it_is_served_to_those_who_may_come_in(api: Served) -> None:
    anna = await api.caller("anna-phone")
    assert (await anna.get("/openapi.json")).json()["info"]["title"] == "HomeOps"


async def test_schemathesis_finds_no_crash_and_no_open_door(place: Place, tmp_path: Path) -> None:
    async with api_at(place, webhooks={"github": {"secret": "x" * 24}}, **PLENTY) as api:
        anna = await api.caller("anna-phone")
        words = [
            *(sys.executable, "-m", "schemathesis.cli", "run", str(DOCUMENT)),
            *("--url", f"http://127.0.0.1:{api.port}", "--checks", ",".join(CHECKS)),
            *("--header", f"Authorization: Bearer {anna.access}"),
            *(
                "--max-examples",
                "8",
                "--max-time",
                "8",
                "--seed",
                "4711",
                "--phases",
                "examples,coverage,fuzzing",
            ),
            *("--warnings", "off", "--no-shrink", "--continue-on-failure", "--suppress-health-check", "all"),
        ]
        child = await asyncio.create_subprocess_exec(
            *words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=tmp_path
        )
        out, _ = await child.communicate()
        assert child.returncode == 0, out.decode()[-6_000:]
        assert (await anna.get("/v1/status")).status_code == 200
        assert api.house.written() == []
