"""What a setup writes down: the settings file with its comments kept, secrets in files of their own, and how far it came."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from memory.errors import Misconfigured
from tools.contract import Json

_KEPT = TypeAdapter(dict[str, str])


class SettingsFile:
    """The settings file at `path`, which may not exist yet; secrets lie in the folder `secrets` beside it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def begin(self) -> None:
        """Have a file, if an empty one.

        Raises:
            Misconfigured: The file can't be written.
        """
        if not self.path.exists():
            self._write("# Made by `homeops setup`; deploy/homeops.example.toml says what else can be set.\n")

    def set(self, section: str, values: Mapping[str, Json]) -> None:
        """Set keys of a table, such as "home" or "network.dns"; all else stays as it stands, comments included.

        Raises:
            Misconfigured: The file can't be written.
        """
        import tomlkit

        document = tomlkit.parse(self._read())
        *outer, last = section.split(".")
        around = document
        for name in outer:
            around = around.setdefault(name, tomlkit.table(is_super_table=True))
        table = around.setdefault(last, tomlkit.table())
        for key, value in values.items():
            table[key] = value
        self._write(tomlkit.dumps(document))

    def add_person(self, name: str, role: str) -> None:
        """Add somebody to the people of the house.

        Raises:
            Misconfigured: The file can't be written.
        """
        import tomlkit

        document = tomlkit.parse(self._read())
        people = document.setdefault("people", tomlkit.aot())
        person = tomlkit.table()
        person["name"], person["role"] = name, role
        people.append(person)
        self._write(tomlkit.dumps(document))

    def keep_secret(self, name: str, value: str) -> str:
        """Write a secret into a file that only its owner can read; returns the reference to it.

        Raises:
            Misconfigured: The file can't be written.
        """
        folder = self.path.parent.resolve() / "secrets"
        file = folder / name
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write_private(file, f"{value}\n")
        except OSError as error:
            raise Misconfigured(f"{file} can't be written ({error.strerror}); check its rights.") from error
        return f"file:{file}"

    def _read(self) -> str:
        try:
            return self.path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return ""

    def _write(self, text: str) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            _write_private(self.path, text)
        except OSError as error:
            raise Misconfigured(
                f"The settings file {self.path} can't be written ({error.strerror}); check its rights."
            ) from error


class Progress:
    """Which optional questions were answered or passed over, and what was found, in `file`."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def read(self) -> dict[str, str]:
        """What became of each question, by its name; nothing where that can't be read."""
        try:
            return _KEPT.validate_json(self._file.read_bytes())
        except (FileNotFoundError, ValidationError):
            return {}

    def note(self, question: str, outcome: str) -> None:
        """Write down what became of a question."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        _write_private(self._file, json.dumps({**self.read(), question: outcome}, indent=2))


def _write_private(file: Path, text: str) -> None:
    """Put `text` in the place of a file in one go, readable by its owner alone."""
    new = file.with_name(f".{file.name}.new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    new.replace(file)
