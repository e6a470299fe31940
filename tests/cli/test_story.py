"""A whole story: a server of its own process, and the command line as somebody uses it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from danqing.engines.fake import plain_png
from tests.cli.conftest import Run
from tests.live import Live
from tests.service import fake_models


@pytest.fixture
def live(surroundings: Path) -> Iterator[Live]:
    with Live(surroundings / "data", engines__models_file=fake_models(surroundings)) as server:
        yield server


def test_a_picture_is_drawn_edited_and_its_task_looked_up(live: Live, run: Run, surroundings: Path) -> None:
    there = ("--base-url", live.base_url)  # the key lies in the data folder of these surroundings
    drawn = run("generate", "一只猫 under a tree", "--async", "--out", "图 片.png", *there)
    assert (drawn.stdout, drawn.stderr, drawn.exit_code) == ("图 片.png\n", "drawn by fake/1.0\n", 0)
    edited = run("edit", "图 片.png", "put a hat on", "--n", "2", "--out", "hat.png", *there)
    assert (edited.stdout, edited.exit_code) == ("hat-1.png\nhat-2.png\n", 0)
    (surroundings / "girl.png").write_bytes(plain_png(512, 512, 5))
    styled = run("generate", "a girl", "-m", "wanx-v1", "--ref-image", "girl.png", "--n", "1", "--out", "new/", *there)
    assert styled.exit_code == 0
    assert (surroundings / styled.stdout.strip()).read_bytes().startswith(b"\x89PNG")
    listed = [line.split("\t") for line in run("tasks", "list", *there).stdout.splitlines()]
    assert [(line[1], line[2]) for line in listed] == [
        ("SUCCEEDED", "wanx-v1"),
        ("SUCCEEDED", "qwen-image-edit-plus"),
        ("SUCCEEDED", "qwen-image-plus"),
    ]
    shown = run("tasks", "show", listed[0][0], *there)
    assert "engine\tfake/1.0" in shown.stdout.splitlines()
    refused = run("generate", "a cat", "-m", "wanx-v1", "--size", "5x5", *there)
    assert (refused.stdout, refused.exit_code) == ("", 1)
    assert refused.stderr.startswith("InvalidParameter: The size is not match the allowed size")
    crossed = [line for line in run("doctor").stdout.splitlines() if line.startswith("✗")]
    assert any("in use by another process" in line for line in crossed)
