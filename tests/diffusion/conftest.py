"""Tests of the diffusion engine with real PyTorch and tiny models; where there is no PyTorch they are not collected.

`make diffusion` runs them in an environment that has it, and so does CI.
"""

import os
from collections.abc import Generator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.diffusion.studio import FAMILY, Tiny, studio
from tests.diffusion.user import User

THERE = find_spec("torch") is not None
collect_ignore_glob = [] if THERE else ["test_*.py"]

STEPS = {"one-step": 1, "qwen-image-edit": 2, "qwen-image-edit-plus": 2}
"""Of models that do not take four."""


def pytest_configure(config: pytest.Config) -> None:
    """Let the libraries warn as they like, since that is not about us, and have them compute on one core."""
    if THERE:
        config.addinivalue_line("filterwarnings", "default")
        os.environ["OMP_NUM_THREADS"] = "1"  # models as small as these are drawn slower by several threads


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Tiny:
    """Return what builds a family's tiny model, once, and returns its folder."""
    folder = tmp_path_factory.mktemp("models")

    @cache
    def built(family: str) -> Path:
        from tests.diffusion.tiny import build  # noqa: PLC0415  loads PyTorch

        return build(family, folder / family)

    return built


@pytest.fixture(scope="session")
def user(tiny: Tiny, tmp_path_factory: pytest.TempPathFactory) -> Generator[User]:
    """Somebody in front of a server that has every family loaded."""
    folders = {model: tiny(family) for model, family in FAMILY.items()}
    steps = {model: STEPS.get(model, 4) for model in FAMILY}
    with (
        studio(
            tmp_path_factory.mktemp("studio"),
            folders,
            diffusion__steps=",".join(f"{model}={count}" for model, count in steps.items()),
            diffusion__accept_licences="qwen-image-2.1",
            diffusion__reference_pixels=128 * 128,
        ) as server,
        User(server) as user,
    ):
        yield user
