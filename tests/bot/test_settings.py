"""Settings: their places, and a clear sentence for every mistake."""

from decimal import Decimal
from pathlib import Path

import pytest

from bot.settings import load_settings, settings_path
from memory.errors import Misconfigured
from tools.pc.settings import PcSettings

TEMPLATE = Path(__file__).parents[2] / "deploy" / "homeops.example.toml"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "homeops.toml"


def complaint(file: Path, environ: dict[str, str] | None = None) -> str:
    with pytest.raises(Misconfigured) as caught:
        load_settings(file, environ or {})
    return caught.value.sentence


def test_without_anything_the_defaults_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    settings = load_settings(None, {})
    assert settings.limits.turn_seconds == 120
    assert settings.brain.chain == ()
    assert settings.people == ()


def test_a_named_file_must_exist(file: Path) -> None:
    assert "does not exist" in complaint(file)
    with pytest.raises(Misconfigured, match="does not exist"):
        load_settings(None, {"HOMEOPS_CONFIG": str(file)})
    assert settings_path({"HOMEOPS_CONFIG": str(file)}) == file


def test_what_can_not_be_read_is_told_with_its_line(file: Path) -> None:
    file.write_text('[house]\nname = "Larks"\nzone = \n')
    assert "line 3" in complaint(file)
    file.write_bytes(b"\xff\xfe[house]")
    assert "can't be read as text" in complaint(file)
    file.unlink()
    file.mkdir()
    assert "can't be read" in complaint(file)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("[limits]\n\nturn_seconds = 'soon'\n", 3, "limits.turn_seconds can't be 'soon'"),
        ("[limits]\nrequests = 0\n", 2, "limits.requests can't be 0"),
        ("[house]\nname = 'x'\nzone = 'Mars/Olympus'\n", 3, "house.zone is no time zone"),
        ("[house]\nlocale = 'en_EN'\n", 2, "house.locale is no locale; the nearest is en_"),
        ("[house]\nlocale = 'german'\n", 2, "the nearest is de"),
        ("[house]\nlocale = 'french_FRA'\n", 2, "the nearest is fr_FR"),
        ("[house]\nlocale = ''\n", 2, "house.locale is no locale"),
        ("[[people]]\nname = 'Anna'\nrole = 'queen'\n", 3, "role is no role"),
        ("[[people]]\nname = 'Anna'\n\n[[people]]\nname = 'Ben'\nrole = 'king'\n", 6, "role is no role"),
        ("[brain]\nchain = ['gpt']\n", 2, "is no model"),
        ("[pc]\ncpu_threshold = 140\n", 2, "pc.cpu_threshold can't be 140"),
        ("[limits]\nturn_second = 3\n", 2, "did you mean turn_seconds"),
        ("[hous]\nname = 'x'\n", 1, "did you mean house"),
        ("[pc]\nname = 'den'\nsampel_seconds = 3\n", 3, "did you mean sample_seconds"),
        ("limits.call = 3\n", 1, "did you mean calls"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_key(file: Path, text: str, line: int, said: str) -> None:
    file.write_text(text)
    sentence = complaint(file)
    assert sentence.startswith(f"{file}, line {line}: ")
    assert said in sentence


@pytest.mark.parametrize(
    ("said", "meant"), [("de-DE", "de_DE"), ("de_DE.UTF-8", "de_DE"), ("en_UK", "en_GB"), ("en_GB", "en_GB")]
)
def test_a_locale_may_be_written_as_systems_write_it(file: Path, said: str, meant: str) -> None:
    file.write_text(f"[house]\nlocale = '{said}'\n")
    assert load_settings(file, {}).house.locale == meant


def test_the_environment_wins_over_the_file_and_the_command_line_over_both(file: Path) -> None:
    file.write_text("[house]\nname = 'File'\nlocale = 'de_DE'\n[pc]\nname = 'den'\n")
    environ = {
        "HOMEOPS_HOUSE__NAME": "Environment",
        "HOMEOPS_PC__TRASH_DAYS": "7",
        "HOMEOPS_PC__GAMES": '["a.exe", "b.exe"]',
        "HOMEOPS_BRAIN__DAILY_CAP_USD": "1.25",
        "HOMEOPS_FAILPOINT": "nowhere",
    }
    settings = load_settings(file, environ)
    assert (settings.house.name, settings.house.locale) == ("Environment", "de_DE")
    assert settings.brain.daily_cap_usd == Decimal("1.25")
    assert settings.domain("pc") == PcSettings(name="den", trash_days=7, games=("a.exe", "b.exe"))
    assert load_settings(file, environ, {"house": {"name": "Given"}}).house.name == "Given"


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("HOMEOPS_LIMITS__CALLS", "many", "limits.calls can't be 'many'"),
        ("HOMEOPS_LIMITS__CAL", "3", "did you mean calls"),
        ("HOMEOPS_PC__GAMES", '["a.exe"', "pc.games can't be"),
    ],
)
def test_a_mistake_in_the_environment_names_the_variable(
    file: Path, variable: str, value: str, said: str
) -> None:
    file.write_text("[house]\nname = 'x'\n")
    sentence = complaint(file, {variable: value})
    assert sentence.startswith(f"{variable}: ")
    assert said in sentence


def test_the_template_states_what_holds_without_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert load_settings(TEMPLATE, {}).model_dump() == load_settings(None, {}).model_dump()


def test_what_the_template_shows_as_an_example_can_be_set(tmp_path: Path) -> None:
    """Each example of the platforms, with its comment mark taken away."""
    text = TEMPLATE.read_text()
    sections = text[text.index("[telegram]") : text.index("[brain]")]
    file = tmp_path / "homeops.toml"
    shown = [
        line.removeprefix("# ") if " = " in line or line.startswith("# [") else line
        for line in sections.splitlines()
    ]
    file.write_text("\n".join(shown))
    settings = load_settings(file, {})
    assert settings.telegram.is_used
    assert settings.discord.channels == ("homeops",)
    assert settings.api.webhooks["doorbell"].secret == "file:/run/secrets/doorbell"
