"""Whether a real server is here: skipped with the reason where it is not, unless CI says that it must be."""

import os

import pytest


def need(program: str, *, found: bool) -> None:
    """Skip the test when `program` is not installed; fail when HOMEOPS_REQUIRE_REAL=1."""
    if found:
        return
    if os.environ.get("HOMEOPS_REQUIRE_REAL") == "1":
        pytest.fail(f"{program} is not installed, and HOMEOPS_REQUIRE_REAL=1 says that it must be.")
    pytest.skip(f"{program} is not installed here")
