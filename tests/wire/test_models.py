import json
from collections.abc import Callable
from typing import Any

import pytest

from danqing.core.errors import Error, InvalidParameter
from danqing.wire import models
from danqing.wire.models import Entry, Wanted

KNOWN = tuple(Entry(model=f"m-{number}") for number in range(5))


def listed(asked: Wanted) -> Any:
    return json.loads(models.encode(KNOWN, asked, "r-1"))["output"]


def named(asked: Wanted) -> list[str]:
    output = listed(asked)
    return [item["model"] for item in output["models"]]


def test_models_are_listed_as_the_client_reads_them(said: Callable[[str], Any]) -> None:
    body = said("models/page.response")
    entries = [Entry(**item) for item in body["output"]["models"]]
    assert json.loads(models.encode(entries, Wanted(), body["request_id"])) == body


def test_models_are_listed_by_the_page() -> None:
    assert named(Wanted(page=1, page_size=2)) == ["m-0", "m-1"]
    assert named(Wanted(page=3, page_size=2)) == ["m-4"]
    assert named(Wanted(page=4, page_size=2)) == []


def test_one_model_can_be_asked_for() -> None:
    assert named(Wanted(model="m-3")) == ["m-3"]
    assert named(Wanted(model="m-9")) == []
    assert listed(Wanted(model="m-3"))["total"] == 1


def test_the_query_is_understood() -> None:
    assert models.wanted({}) == Wanted()
    query = {"page_no": "2", "page_size": "50", "model": "m", "x": "1"}
    assert models.wanted(query) == Wanted(model="m", page=2, page_size=50)


def test_a_bad_page_is_refused() -> None:
    with pytest.raises(InvalidParameter, match="page_no must be a whole number"):
        models.wanted({"page_no": "first"})


def test_models_are_read_as_they_were_listed() -> None:
    entries = (Entry(model="a", provider="qwen", source="danqing", opensource=True), Entry(model="b"))
    assert models.decode(models.encode(entries, Wanted(), "r-1")) == entries


@pytest.mark.parametrize("body", [b"", b"{}", b'{"output":[]}'])
def test_what_is_no_list_of_models_is_an_error(body: bytes) -> None:
    with pytest.raises(Error, match="no output"):
        models.decode(body)
