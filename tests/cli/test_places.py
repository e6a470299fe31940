from pathlib import Path

import pytest

from danqing.cli.places import local_file, targets
from danqing.core.errors import InvalidParameter

ONE = "https://oss/7d/93/5795d646-1.png?Expires=1781778573&Signature=a%2Fb.png"
TWO = "https://oss/7d/93/5795d646-2.png?Expires=1"


@pytest.mark.parametrize(
    ("out", "urls", "paths"),
    [
        (".", [ONE, TWO], ["5795d646-1.png", "5795d646-2.png"]),
        ("new/folder", [ONE], ["new/folder/5795d646-1.png"]),
        ("there.d", [ONE], ["there.d/5795d646-1.png"]),  # it has a dot, but is a folder
        ("cat.png", [ONE], ["cat.png"]),
        ("cat.png", [ONE, TWO], ["cat-1.png", "cat-2.png"]),
        ("a/cat.png", [ONE, TWO], ["a/cat-1.png", "a/cat-2.png"]),
        (".", ["http://a/x.png", "http://b/x.png"], ["x-1.png", "x-2.png"]),
        (".", ["http://a/%E7%8C%AB%20x.png"], ["猫_x.png"]),
        (".", ["http://a/..%2F..%2Fetc%2Fpasswd"], ["_.._etc_passwd"]),
        (".", ["http://a/b/..", "http://a/"], ["picture-1.png", "picture-2.png"]),
        (".", [], []),
    ],
)
def test_results_are_named_as_their_urls_end_or_as_one_says(
    surroundings: Path, out: str, urls: list[str], paths: list[str]
) -> None:
    (surroundings / "there.d").mkdir()
    assert targets(Path(out), urls) == [Path(path) for path in paths]


def test_a_name_from_a_url_never_leaves_its_folder() -> None:
    for end in ("..%2Fx", "%2e%2e%2fx", "..%5Cx", "%00x", "a%2F..%2F..%2Fx", ".ssh", "%2Fetc%2Fpasswd", "猫" * 300):
        (path,) = targets(Path("folder"), [f"http://a/{end}"])
        assert path.parent == Path("folder")
        assert not path.name.startswith(".")
        assert len(path.name.encode()) < 200  # file systems take 255 bytes


@pytest.mark.parametrize(
    "sent", ["https://x/1.png", "HTTP://x/1.png", "oss://d/图 片.png", "data:image/png;base64,iVBO"]
)
def test_what_the_server_can_read_is_sent_as_it_is(sent: str) -> None:
    assert local_file(sent) is None


@pytest.mark.parametrize("named", ["图 片.png", "./图 片.png", "file://图 片.png", "{here}/图 片.png"])
def test_a_local_file_is_found_however_it_is_named(surroundings: Path, named: str) -> None:
    (surroundings / "图 片.png").write_bytes(b"x")
    file = local_file(named.format(here=surroundings))
    assert file is not None
    assert file.read_bytes() == b"x"


def test_a_file_url_may_be_percent_encoded_or_not(surroundings: Path) -> None:
    file = surroundings / "图 片%20.png"
    file.write_bytes(b"x")
    for named in (file.as_uri(), f"file://{file}"):
        found = local_file(named)
        assert found is not None
        assert found.samefile(file)


@pytest.mark.parametrize("missing", ["nope.png", "file:///nope.png", "file://nope.png", "", ".", "iVBO" * 9999, "a\0b"])
def test_a_file_that_is_not_there_is_an_error_before_anything_is_sent(missing: str) -> None:
    with pytest.raises(InvalidParameter, match="there is no file"):
        local_file(missing)
