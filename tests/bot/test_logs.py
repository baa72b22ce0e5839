"""What the log keeps: never a token, wherever in a record it stands."""

import logging
from collections.abc import Generator
from pathlib import Path

import pytest

from bot.commands.logs import set_up_logs

TELEGRAM = "7391846205:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0"
DISCORD = "MTk4NjIyNDgzNDcxOTI1MjQ4.Gl2qXk.ZnCjm1XVW7vRze4b7Cq4se7kKWs9aXoPqRstuv"
OURS = "homeops_Zx1y2w3v4u5t6s7r8q9p0o1n2m3l4k5j6i7h8g9f0e1"
PASS = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJwaG9uZSJ9.c2lnbmF0dXJlLW9mLXRoZS1ob3VzZQ"
LONG_LIVED = "Authorization: Bearer 0123456789abcdef0123456789abcdef"


@pytest.fixture
def log(tmp_path: Path) -> Generator[logging.Logger]:
    root = logging.getLogger()
    handlers, level, raises = root.handlers[:], root.level, logging.raiseExceptions
    set_up_logs(tmp_path, is_verbose=True)
    yield logging.getLogger("bot.anything")
    for each in root.handlers:
        each.close()
    root.handlers[:], logging.raiseExceptions = handlers, raises
    root.setLevel(level)


@pytest.mark.parametrize("token", [TELEGRAM, DISCORD, OURS, PASS, LONG_LIVED])
def test_no_token_reaches_the_log_by_words_arguments_or_tracebacks(
    log: logging.Logger, tmp_path: Path, token: str
) -> None:
    log.warning("words %s" % token)  # noqa: UP031, G002 - as a library may do it
    log.warning("argument %s", f"https://api.example/bot{token}/getMe")
    log.error("a fault", exc_info=ValueError(f"no such address: https://api.example/bot{token}/getMe"))
    written = (tmp_path / "homeops.log").read_text()
    assert token.rpartition(" ")[2] not in written
    assert "ValueError: no such address: https://api.example/" in written


def test_what_is_no_token_stays(log: logging.Logger, tmp_path: Path) -> None:
    said = "message 1187:2231 of telegram:-1001234567890:77 was not handled at 12:30:05 (ref ab12)"
    log.warning("%s", said)
    assert said in (tmp_path / "homeops.log").read_text()
