"""The setting `composer.strict`, from the door to the drawing process and back."""

from pathlib import Path
from typing import Any

import pytest

from tests.service import MULTIMODAL, PICTURE, in_memory, running

pytestmark = pytest.mark.anyio


async def answer_of(folder: Path, *, strict: bool) -> dict[str, Any]:
    settings = in_memory(folder, composer={"strict": strict}, engines={"processes": 1})
    models = settings.engines.models_file
    assert models is not None
    models.write_text(
        models.read_text("utf-8").replace(
            '["qwen-image-edit"]\nengine = "fake"', '["qwen-image-edit"]\nengine = "composer"'
        )
    )
    content = [{"image": PICTURE}, {"text": "make him sit down and make it brighter"}]
    body = {"model": "qwen-image-edit", "input": {"messages": [{"role": "user", "content": content}]}}
    async with running(settings) as service:
        answer = await service.http.post(MULTIMODAL, json=body)
        return {"status": answer.status_code, **answer.json()}


async def test_an_edit_is_done_as_nearly_as_can_be(tmp_path: Path) -> None:
    answer = await answer_of(tmp_path, strict=False)
    assert answer["status"] == 200
    assert answer["output"]["choices"][0]["message"]["content"][0]["image"]


async def test_where_that_is_forbidden_the_caller_is_told_what_cannot_be_done(tmp_path: Path) -> None:
    answer = await answer_of(tmp_path, strict=True)
    assert (answer["status"], answer["code"]) == (400, "InvalidParameter")
    assert "pose" in answer["message"]
