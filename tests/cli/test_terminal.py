import io
import sys

import pytest

from danqing.cli.progress import watched
from danqing.cli.terminal import say_json, say_rows
from danqing.client.api import Told


class Terminal(io.StringIO):
    """What somebody looks at."""

    def isatty(self) -> bool:
        return True


ID = "86ecf553-d340-4e21-8d7c-2f1a9a6d0b11"
ROWS = [(ID, "SUCCEEDED", "a [bold]long[/] story " * 8), ("2", "PENDING", "two\nlines\tand a tab")]


def test_a_program_that_reads_along_gets_a_line_for_each_row(capsys: pytest.CaptureFixture[str]) -> None:
    say_rows(("task", "status", "about"), ROWS)
    first, second = capsys.readouterr().out.splitlines()
    assert first.split("\t")[:2] == [ID, "SUCCEEDED"]
    assert second == "2\tPENDING\ttwo lines and a tab"


def test_somebody_at_a_terminal_gets_a_table_whose_ids_can_be_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", screen := Terminal())
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "dumb")
    say_rows(("task", "status", "about"), ROWS)
    said = screen.getvalue()
    assert "status" in said
    assert ID in said
    assert "[bold]long[/]" in said  # what is told is told, not obeyed
    assert max(map(len, said.splitlines())) <= 80


def test_json_is_in_its_own_letters(capsys: pytest.CaptureFixture[str]) -> None:
    say_json({"prompt": "一只猫"})
    assert capsys.readouterr().out == '{\n  "prompt": "一只猫"\n}\n'


def test_somebody_who_waits_at_a_terminal_sees_how_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", screen := Terminal())
    monkeypatch.setenv("COLUMNS", "100")
    with watched("qwen-image-plus") as progress:
        progress(Told(task_id="t-1", status="RUNNING"), 1.0)
        progress(Told(task_id="t-1", status="SUCCEEDED"), 2.0)
    assert "qwen-image-plus · SUCCEEDED" in screen.getvalue()
    assert "goes on" not in screen.getvalue()


def test_nobody_sees_a_bar_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    with watched("qwen-image-plus") as progress:
        progress(Told(task_id="t-1", status="SUCCEEDED"), 1.0)
    assert capsys.readouterr() == ("", "")


def test_whoever_leaves_early_is_told_how_to_come_back(capsys: pytest.CaptureFixture[str]) -> None:
    with watched("qwen-image-plus") as progress:
        progress(Told(task_id="t-1", status="RUNNING"), 1.0)
    assert capsys.readouterr().err == "task t-1 goes on; `danqing tasks wait t-1 --out .` waits for it\n"
