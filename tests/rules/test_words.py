"""The repository speaks of Danqing alone, and its pages lead where they say."""

import re
from pathlib import Path

import pytest

from tests.rules.repository import ROOT, kept, name_of, pages

FOREIGN = {
    "a path of somebody's machine": r"(?<![\w.])/(?:work|home/\w+|Users/\w+)/[a-z]",
    "a temporary path": r"/tmp/(?!danqing)[a-z]",
    "who wrote it": r"(?i)co-authored-by|generated (?:by|with) (?:an? )?(?:ai|llm)|\b(?:anthropic|chatgpt|copilot)\b",
    "how it was planned": r"(?i)style-study|sdk-contract|composer-prototype|\bDESIGN\.md|\bbrief\.md",
}
"""What does not belong here, and how it would look."""

BINARY = {".ttf", ".png", ".jpg", ".webp", ".woff2", ".ico"}
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def texts() -> list[Path]:
    return [path for path in kept() if path.suffix not in BINARY and path != Path(__file__)]


def anchors(page: Path) -> set[str]:
    """Return what a page's headings are called in URLs, as the usual renderers call them."""
    headings = HEADING.findall(FENCED.sub("", page.read_text(encoding="utf-8")))
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


def test_nothing_speaks_of_how_it_was_made() -> None:
    found = [
        f"{name_of(path)}: {what}: {hit[0]}"
        for path in texts()
        for what, pattern in FOREIGN.items()
        for hit in re.finditer(pattern, path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_what_is_looked_for_would_be_found() -> None:
    bad = ("see /work/x", "at /tmp/notes", "Co-Authored-By: somebody", "as the style-study says")
    for line, pattern in zip(bad, FOREIGN.values(), strict=True):
        assert re.search(pattern, line), line


def test_no_file_is_kept_twice_as_large_as_a_typeface() -> None:
    assert [name_of(path) for path in kept() if path.stat().st_size > 16 * 2**20] == []


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    for link in LINK.findall(FENCED.sub("", page.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = page if not path else (page.parent / path).resolve()
        assert target.exists(), f"{name_of(page)}: {link}"
        assert target.is_relative_to(ROOT), f"{name_of(page)}: {link}"
        assert not anchor or anchor in anchors(target), f"{name_of(page)}: {link}"


def test_every_page_can_be_reached_from_the_map() -> None:
    index = ROOT / "docs" / "index.md"
    named = {(index.parent / link).resolve() for link in LINK.findall(index.read_text(encoding="utf-8"))}
    assert {name_of(page) for page in (ROOT / "docs").rglob("*.md") if page not in {*named, index}} == set()


@pytest.mark.parametrize("page", sorted((ROOT / "docs" / "decisions").glob("*.md")), ids=name_of)
def test_a_decision_has_its_three_parts_and_fits_a_screen(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert re.findall(r"^#+ .*", text, re.MULTILINE)[1:] == ["## Context", "## Choice", "## What was given up"]
    assert text.startswith(f"# {int(page.name[:4])}. ")
    assert len(text.splitlines()) <= 40
