import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.bot.web.program import PROGRAM, environment, run_program


def replies(out: str) -> list[str]:
    return [json.loads(line)["reply"] for line in out.splitlines()]


async def test_several_questions_are_answered_in_one_process_and_a_wrong_one_stops_nothing(
    tmp_path: Path,
) -> None:
    lines = ["how is cpu", "", '{"text": "how is cpu", "as": "nobody"}', '{"text": 5}', "x" * 1_000_000]
    lines += ["what is using my memory", "\udcff"]
    stdin = "\n".join(lines).encode("utf-8", "surrogateescape") + b"\n"
    ran = await run_program(tmp_path / "data", "ask", "--json", stdin=stdin)
    told = replies(ran.out)
    assert len(told) == len(lines), ran.err
    assert told[0].startswith("The processor is")
    assert told[1].startswith("That message was empty")
    assert told[2].startswith("Nobody here is called")
    assert told[4].startswith("That message is too long")
    assert told[5].startswith("Memory:")
    picture = json.loads(ran.out.splitlines()[5])["attachments"][0]
    assert _begins(picture["path"]) == b"\x89PNG"
    assert ran.code == 1
    assert "how is cpu" not in (ran.err + _log(tmp_path / "data"))


async def test_plain_chat_answers_every_line_before_it_leaves(tmp_path: Path) -> None:
    ran = await run_program(tmp_path / "data", "chat", stdin=b"how is cpu\n\nhow is cpu\nquit\nhow is cpu")
    assert ran.code == 0, ran.err
    assert ran.out.count("The processor is") == 2
    assert "\x1b" not in ran.out
    assert ran.err == ""


@pytest.mark.parametrize("command", ["chat", "ask", "run", "doctor"])
async def test_a_wrong_setting_is_one_plain_line(tmp_path: Path, command: str) -> None:
    (tmp_path / "settings.toml").write_text('[house]\nzoen = "UTC"\n')
    ran = await run_program(tmp_path / "data", command, stdin=b"hello\n")
    told = ran.err + ran.out
    assert ran.code == 1
    assert "line 2" in told
    assert "zone" in told
    assert len(told.splitlines()) == 1


async def test_with_json_a_house_that_does_not_open_is_told_as_json(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("house = 5\n")
    ran = await run_program(tmp_path / "data", "ask", "--json", stdin=b"one\ntwo\n")
    assert ran.code == 1
    assert len(replies(ran.out)) == 2


async def test_an_address_without_its_beginning_is_told_with_how_to_write_it(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('[home]\nurl = "homeassistant.local"\n')
    ran = await run_program(tmp_path / "data", "ask", "hello")
    assert ran.out + ran.err == (
        f"{tmp_path}/settings.toml, line 2: the setting home.url is no address; "
        "write one such as http://homeassistant.local:8123.\n"
    )


@pytest.mark.parametrize("words", [["nonsense"], ["chat", "--now", "yesterday"], ["ask", "--no-such"]])
async def test_wrong_usage_is_exit_code_2(tmp_path: Path, words: list[str]) -> None:
    assert (await run_program(tmp_path / "data", *words)).code == 2


async def test_doctor_tells_everything_as_json(tmp_path: Path) -> None:
    ran = await run_program(tmp_path / "data", "doctor", "--json")
    status = json.loads(ran.out)
    assert {"brain offline", "pc"} <= {part["name"] for part in status["parts"]}
    assert ran.code == (0 if all(part["ok"] for part in status["parts"]) else 1)


def test_a_reader_that_leaves_is_no_complaint(tmp_path: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    ran = subprocess.run(
        [*PROGRAM, "ask", "how is cpu"],
        env=environment(tmp_path / "data"),
        stdout=write,
        stderr=subprocess.PIPE,
        check=False,
        timeout=30,
    )
    os.close(write)
    assert ran.stderr == b""


def _log(data: Path) -> str:
    file = data / "homeops.log"
    return file.read_text() if file.exists() else ""


def _begins(path: str) -> bytes:
    return Path(path).read_bytes()[:4]
