"""`homeops voice`, against a pretend hub."""

from pathlib import Path

import pytest

from tests.bot.voice.hub import Hub
from tests.bot.web.program import run_program
from tools.farend import listen, served

FILES = {
    "model.bin": b"weights" * 1000,
    "config.json": b"{}",
    "tokenizer.json": b"{}",
    "vocabulary.txt": b"words",
    "README.md": b"what nobody needs",
}
BASE = "Systran/faster-whisper-base"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder in a home where nothing was ever fetched."""
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hub"))
    return tmp_path / "data"


async def test_a_model_is_fetched_once_and_then_there(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = await run_program(data, "voice", "status")
    assert (before.code, "not set up" in before.out) == (0, True)
    hub = Hub(BASE, FILES)
    async with served(hub.app()) as url:
        monkeypatch.setenv("HF_ENDPOINT", url)
        first = await run_program(data, "voice", "download")
    assert first.code == 0, first.err
    assert "145 MB" in first.out
    assert (data / "voice" / "base" / "model.bin").read_bytes() == FILES["model.bin"]
    assert not any("README" in each for each in hub.asked)
    again = await run_program(data, "voice", "download")  # the hub is gone
    assert (again.code, "there already" in again.out) == (0, True)
    after = await run_program(data, "voice", "status")
    assert "Voice notes are heard with the model “base”." in after.out


async def test_a_model_that_comes_in_part_is_none(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hub = Hub(BASE, {name: content for name, content in FILES.items() if name != "tokenizer.json"})
    async with served(hub.app()) as url:
        monkeypatch.setenv("HF_ENDPOINT", url)
        ran = await run_program(data, "voice", "download")
    assert (ran.code, "did not come whole" in ran.err) == (1, True)
    assert not (data / "voice" / "base").exists()


async def test_a_hub_out_of_reach_is_one_sentence(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with listen() as nobody:
        address = f"http://127.0.0.1:{nobody.getsockname()[1]}"
    monkeypatch.setenv("HF_ENDPOINT", address)
    ran = await run_program(data, "voice", "download")
    assert ran.code == 1
    assert ran.err.splitlines() == [
        "huggingface.co can't be reached, so no model was fetched; try again, or set `path` in [voice] to a model."
    ]


async def test_an_unknown_model_is_named_with_those_there_are(data: Path) -> None:
    (data.parent / "settings.toml").write_text('[pc]\n[voice]\nmodel = "enormous"\n')
    ran = await run_program(data, "voice", "download")
    assert ran.code == 1
    assert (
        "There is no Whisper model “enormous”; set `model` in [voice] to one of tiny, base, small" in ran.err
    )
