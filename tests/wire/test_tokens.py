import json

import pytest

from danqing.core.errors import InvalidParameter
from danqing.wire import tokens


@pytest.mark.parametrize(("query", "seconds"), [({}, 60), ({"expire_in_seconds": "1800"}, 1800), ({"other": "1"}, 60)])
def test_a_token_lives_for_as_long_as_was_asked_or_a_minute(query: dict[str, str], seconds: int) -> None:
    assert tokens.seconds(query) == seconds


@pytest.mark.parametrize("said", ["", "-1", "1.5", "1e3", "１", "x", "9" * 10])
def test_what_is_no_number_of_seconds_is_refused(said: str) -> None:
    with pytest.raises(InvalidParameter, match="expire_in_seconds"):
        tokens.seconds({"expire_in_seconds": said})


def test_a_token_is_told_with_its_end() -> None:
    assert json.loads(tokens.encode("st-1", 1763700060)) == {"token": "st-1", "expires_at": 1763700060}
