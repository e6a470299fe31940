import json
from pathlib import Path

from tests.cli.conftest import Run
from tests.client.recorded import Server, say


def test_the_models_of_the_settings_are_listed_with_what_draws_them(run: Run, surroundings: Path) -> None:
    (surroundings / "models.toml").write_text('[mine]\nlike = "qwen-image"\nabout = "My own."\n')
    (surroundings / "danqing.toml").write_text('[engines]\nmodels_file = "models.toml"\n')
    lines = run("models").stdout.splitlines()
    assert any(line.startswith("mine\tcomposer\tMy own.\t1\t1664*928, ") for line in lines)
    assert any(line.startswith("qwen-image-plus\tcomposer\t") for line in lines)


def test_a_model_is_told_with_all_that_it_accepts(run: Run) -> None:
    facts = dict(line.split("\t", 1) for line in run("models", "qwen-image-plus").stdout.splitlines())
    assert facts["n"] == "1"
    assert "1328*1328 (default)" in facts["size"]
    (told,) = json.loads(run("models", "qwen-image-plus", "--json").stdout)
    assert told == facts


def test_a_model_that_is_not_there_is_a_failure(run: Run) -> None:
    result = run("models", "nope")
    assert (result.stdout, result.exit_code) == ("", 1)
    assert "Model not exist." in result.stderr


def test_a_server_can_be_asked(server: Server, run: Run, there: tuple[str, ...]) -> None:
    entry = {"model": "qwen-image", "provider": "composer", "source": "danqing", "opensource": False}
    server.on("GET /api/v1/models", say({"output": {"models": [entry]}, "request_id": "r"}))
    assert run("models", *there).stdout == "qwen-image\tcomposer\tdanqing\n"
    assert server.seen[0].headers["authorization"] == "Bearer sk-test"
