from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.brains.grammar.templates import Chain, Either, Hole, Node, Word, read_template
from bot.brains.grammar.treebank import Treebank

Damage = Callable[[bytes], bytes]
RULES: dict[str, Node] = {"please": read_template("[please|kindly]", {})}
SAID = ("<please> (close|shut) {program} [now]", "how (warm|hot) is it", "<please> look")
TREES = {sentence: read_template(sentence, RULES) for sentence in SAID}
NODES = st.recursive(
    st.builds(Word, st.text()) | st.builds(Hole, st.text()),
    lambda parts: (
        st.builds(Chain, st.lists(parts).map(tuple)) | st.builds(Either, st.lists(parts).map(tuple))
    ),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "en.yaml"


def kept_in(path: Path) -> list[Path]:
    return list((path.parent / "__pycache__").glob("*"))


def test_what_was_kept_is_found_again(path: Path) -> None:
    assert Treebank(path, "one").load() is None

    Treebank(path, "one").save(TREES)

    assert Treebank(path, "one").load() == TREES


@given(trees=st.dictionaries(st.text(), NODES, max_size=4))
def test_every_tree_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, trees: dict[str, Node]
) -> None:
    bank = Treebank(tmp_path_factory.mktemp("phrases") / "en.yaml", "one")
    bank.save(trees)

    assert bank.load() == trees


def test_other_phrases_have_other_trees_and_only_the_newest_are_kept(path: Path) -> None:
    Treebank(path, "one").save(TREES)
    Treebank(path, "two").save({})

    assert Treebank(path, "one").load() is None
    assert Treebank(path, "two").load() == {}
    assert len(kept_in(path)) == 1


def cut(content: bytes) -> bytes:
    return content[:-9]


def empty(_content: bytes) -> bytes:
    return b""


def flip(content: bytes) -> bytes:
    return content.replace(b"hot", b"cot")


@pytest.mark.parametrize("damage", [cut, empty, flip])
def test_damaged_trees_are_read_again_from_the_templates(path: Path, damage: Damage) -> None:
    bank = Treebank(path, "one")
    bank.save(TREES)
    (file,) = kept_in(path)
    file.write_bytes(damage(file.read_bytes()))

    assert bank.load() is None


def test_where_nothing_can_be_kept_nothing_is_said(tmp_path: Path) -> None:
    (tmp_path / "__pycache__").write_text("in the way")
    bank = Treebank(tmp_path / "en.yaml", "one")

    bank.save(TREES)

    assert bank.load() is None
