"""The garden, connected."""

from collections.abc import Callable

import pytest

from bot.brains.grammar.understanding import Understanding
from tests.bot.brains.grammar.garden import Listener, make_garden
from tools.contract import Domain


@pytest.fixture(scope="session")
def garden(tmp_path_factory: pytest.TempPathFactory) -> Domain:
    return make_garden(tmp_path_factory.mktemp("phrases"))


@pytest.fixture(scope="session")
def understanding(garden: Domain) -> Understanding:
    return Understanding([garden])


@pytest.fixture
def listener(understanding: Understanding) -> Listener:
    return Listener(understanding)


@pytest.fixture
def start_listening(understanding: Understanding) -> Callable[[], Listener]:
    return lambda: Listener(understanding)
