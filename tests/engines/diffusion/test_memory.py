"""Which models stay in memory, and which one goes first."""

from dataclasses import dataclass
from typing import Any, cast

import pytest

from danqing.engines.diffusion.memory import Memory


@dataclass
class Weights:
    """What a loaded model is to the memory: so many bytes."""

    size: int


@pytest.fixture
def freed() -> list[int]:
    return []


@pytest.fixture
def memory(freed: list[int]) -> Memory:
    memory = Memory(budget=100, freed=lambda: freed.append(memory.used))
    return memory


def get(memory: Memory, key: str, size: int) -> Any:
    return memory.get(key, size, lambda: cast("Any", Weights(size)))


def test_a_model_is_loaded_once(memory: Memory) -> None:
    assert get(memory, "a", 60) is get(memory, "a", 60)
    assert memory.used == 60


def test_the_one_that_was_asked_for_longest_ago_makes_room(memory: Memory, freed: list[int]) -> None:
    for key in ("a", "b", "a"):
        get(memory, key, 40)
    get(memory, "c", 40)
    assert [memory.has(key) for key in "abc"] == [True, False, True]
    assert freed == [40], "room is made before the next one is loaded"


def test_a_model_larger_than_the_budget_is_tried_all_the_same_when_it_is_alone(memory: Memory) -> None:
    get(memory, "a", 40)
    get(memory, "giant", 500)
    assert (memory.has("a"), memory.has("giant")) == (False, True)
    assert not memory.fits(1)


def test_a_model_that_could_not_be_loaded_takes_no_room(memory: Memory) -> None:
    def broken() -> Any:
        raise OSError

    with pytest.raises(OSError):  # noqa: PT011  its own
        memory.get("a", 40, broken)
    assert (memory.has("a"), memory.used) == (False, 0)


def test_all_but_one_are_let_go_of_for_a_picture_that_needs_the_room(memory: Memory, freed: list[int]) -> None:
    for key in ("a", "b", "c"):
        get(memory, key, 20)
    memory.keep_only("b")
    assert [memory.has(key) for key in "abc"] == [False, True, False]
    assert freed == [20]
