"""Pages that follow from the code are what the code says today; `uv run python scripts/docs.py` makes them so."""

import re
from pathlib import Path

import pytest
from scripts.docs import DOCS, MARK, PAGES, renewed

from danqing.settings import every_setting
from danqing.telemetry import Metrics
from tests.rules.repository import name_of, pages


@pytest.mark.parametrize("page", PAGES)
def test_a_rendered_page_is_up_to_date(page: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    assert text.count(MARK) == 1
    assert text == renewed(page), "run: uv run python scripts/docs.py"


def test_every_setting_has_a_line_with_its_sentence() -> None:
    lines = (DOCS / "settings.md").read_text(encoding="utf-8").splitlines()
    for name, _, _, sentence in every_setting():
        environment = f"`DANQING_{name.upper().replace('.', '__')}`"
        assert sentence.endswith("."), name
        assert any(f"`{name}`" in line and environment in line and sentence in line for line in lines), name


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_a_page_names_no_setting_that_is_not_there(page: Path) -> None:
    known = {f"DANQING_{name.upper().replace('.', '__')}" for name, *_ in every_setting()}
    named = re.findall(r"\bDANQING_[A-Z_]*__[A-Z_]+\b", page.read_text(encoding="utf-8"))
    assert set(named) - known == set()


def test_every_metric_is_explained() -> None:
    text = (DOCS / "performance.md").read_text(encoding="utf-8")
    told = {
        f"{family.name}_total" if family.type == "counter" else family.name for family in Metrics().registry.collect()
    }
    assert len(told) == 8
    assert {name for name in told if f"`{name}`" not in text} == set()
