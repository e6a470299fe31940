"""The package's public face: three names, and nothing heavy behind its door."""

import json
import subprocess
import sys
from importlib.metadata import version

import pytest

import danqing

HEAVY = {"starlette", "uvicorn", "httpx", "pydantic", "obstore", "numpy", "skia", "cv2", "uharfbuzz", "PIL", "torch"}
"""What a command that only asks something must not wait for."""

DRAWING = {"numpy", "skia", "cv2", "uharfbuzz", "torch"}


def loaded_by(statement: str) -> set[str]:
    """Return the top-level modules that a new Python has after the statement."""
    code = (
        f"import json, sys; {statement}; print(json.dumps(sorted({{name.partition('.')[0] for name in sys.modules}})))"
    )
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    return set(json.loads(told))


def test_three_names_are_public() -> None:
    assert danqing.__all__ == ["Settings", "__version__", "create_app"]


def test_each_public_name_is_what_it_says() -> None:
    assert danqing.Settings.load.__qualname__ == "Settings.load"
    assert callable(danqing.create_app)
    assert danqing.__version__ == version("danqing")


def test_other_names_are_not_there() -> None:
    with pytest.raises(AttributeError, match="no attribute 'paint'"):
        _ = danqing.paint  # pyright: ignore[reportAttributeAccessIssue]


@pytest.mark.parametrize("module", ["danqing", "danqing.cli", "danqing.core.errors", "danqing.wire.text2image"])
def test_importing_loads_nothing_heavy(module: str) -> None:
    assert loaded_by(f"import {module}") & HEAVY == set()


def test_the_heavy_ones_are_seen_when_they_are_loaded() -> None:
    assert {"starlette", "pydantic"} <= loaded_by("from danqing import create_app")


def test_the_service_itself_loads_no_drawing_library() -> None:
    assert loaded_by("from danqing import create_app") & DRAWING == set()
