"""Secret references: a setting says where a secret lies, and it is looked up when it is used (DESIGN §10)."""

import os
from collections.abc import Mapping
from pathlib import Path

from memory.errors import Misconfigured


class Secrets:
    """Looks up `env:NAME` and `file:PATH`; anything else is the secret itself."""

    def __init__(self, environ: Mapping[str, str] | None = None) -> None:
        self._environ = os.environ if environ is None else environ

    async def __call__(self, reference: str) -> str:
        """The secret behind `reference`.

        Raises:
            Misconfigured: Nothing is there.
        """
        scheme, _, rest = reference.partition(":")
        if scheme == "env":
            value = self._environ.get(rest, "")
            if not value:
                raise Misconfigured(f"The environment variable {rest} is not set; a setting refers to it.")
            return value
        if scheme == "file":
            return _read_secret(rest)
        if scheme in {"vault", "keyring"}:
            raise Misconfigured(f"References of the kind {scheme}: are not supported yet; use env: or file:.")
        return reference


def _read_secret(name: str) -> str:
    path = Path(name).expanduser()
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(f"The secret file {path} can't be read; check its name and rights.") from error
