"""Tests of the diffusion engine with real PyTorch and tiny models; where there is no PyTorch they are not collected.

`make diffusion` runs them in an environment that has it, and so does CI.
"""

from importlib.util import find_spec

import pytest

THERE = find_spec("torch") is not None
collect_ignore_glob = [] if THERE else ["test_*.py"]


def pytest_configure(config: pytest.Config) -> None:
    """Let the libraries warn as they like; their warnings are not about us."""
    if THERE:
        config.addinivalue_line("filterwarnings", "default")
