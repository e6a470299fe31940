"""The pages about the wire name every key of every body that is kept, and every codec has a page."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from danqing.wire import headers, uploads
from danqing.wire.headers import Headers

PAGES = Path(__file__).parents[2] / "docs" / "wire"
FAMILIES = sorted(folder for folder in (Path(__file__).parent / "recorded").iterdir() if folder.is_dir())


def keys(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys(inner)


def words(page: str) -> set[str]:
    """Return every word inside backticks."""
    return set(re.findall(r"[\w-]+", " ".join(re.findall(r"`([^`]+)`", (PAGES / f"{page}.md").read_text()))))


@pytest.mark.parametrize("family", FAMILIES, ids=lambda folder: folder.name)
def test_a_page_names_every_key_of_its_bodies(family: Path) -> None:
    bodies = [json.loads(path.read_text()) for path in family.glob("*.json")]
    assert bodies
    assert {key for body in bodies for key in keys(body)} - words(family.name) == set()


def test_a_page_names_every_header() -> None:
    everything = Headers(
        api_key="k", wants_async=True, workspace="w", wants_events=True, idempotency_key="i", encrypted=True
    )
    sent = set(headers.write(everything, resolve_oss=True)) - {"Accept", "Content-Type"}
    answered = {headers.REQUEST_ID, headers.RETRY_AFTER, headers.SHOULD_RETRY, headers.ENGINE}
    assert (sent | answered) - words("headers") == set()


def test_a_page_names_every_field_of_the_form() -> None:
    assert {*uploads.FIELDS.values(), uploads.FILE} - words("uploads") == set()
