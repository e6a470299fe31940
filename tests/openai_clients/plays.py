"""A driver, played in its own environment against a live server."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from danqing.engines.fake import plain_png
from tests.live import Live
from tests.service import fake_models

ENVIRONMENTS = Path(__file__).parents[2] / ".cache" / "tools"
PICTURES = {"girl.png": (640, 480), "cat.png": (480, 640), "mask.png": (640, 480)}
NOWHERE = "http://127.0.0.1:9"
OFFLINE = {
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",
    **dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), NOWHERE),
    **dict.fromkeys(("no_proxy", "NO_PROXY"), "127.0.0.1"),
}
"""Nobody is reached but the server."""


def play(environment: str, driver: str, folder: Path, *scenes: str, **settings: object) -> dict[str, Any]:
    """Play all scenes, or those that are named, and return what was seen."""
    python = ENVIRONMENTS / environment / "bin" / "python"
    assert python.exists(), "the environments are made by `make setup`"
    (folder / "work").mkdir()
    for name, (width, height) in PICTURES.items():
        (folder / "work" / name).write_bytes(plain_png(width, height, 2))
    said = {"engines__models_file": fake_models(folder), "inputs__allow_private_networks": True, **settings}
    with Live(folder / "data", **said) as server:
        known = {"OPENAI_BASE_URL": f"{server.origin}/v1", "OPENAI_API_KEY": server.key, "DANQING": server.origin}
        command = [python, Path(__file__).with_name(driver), folder / "seen.json", *scenes]
        played = subprocess.run(
            command,
            cwd=folder / "work",
            env=os.environ | OFFLINE | known,
            check=False,
            timeout=300,
            capture_output=True,
            text=True,
        )
    assert played.returncode == 0, played.stderr
    return json.loads((folder / "seen.json").read_text())
