"""Options that several commands have, so that they are spelled and explained in one way."""

from pathlib import Path
from typing import Annotated

import typer

LOCAL_URL = "http://127.0.0.1:8000/api/v1"
TIMEOUT = 120.0
"""Seconds; the production advice of the API's documentation."""

BaseUrlOption = Annotated[
    str,
    typer.Option(
        "--base-url",
        metavar="URL",
        envvar="DASHSCOPE_HTTP_BASE_URL",
        help="The server's API, up to and with /api/v1.",
    ),
]
ApiKeyOption = Annotated[
    str,
    typer.Option(
        "--api-key",
        metavar="KEY",
        envvar="DASHSCOPE_API_KEY",
        show_default=False,
        help="The API key; without one, that of the data folder for a server on this machine.",
    ),
]
TimeoutOption = Annotated[
    float, typer.Option("--timeout", metavar="SECONDS", min=0, help="How long to wait for the pictures.")
]
ConfigOption = Annotated[
    Path | None, typer.Option("--config", metavar="FILE", help="Settings file; else danqing.toml, if there is one.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]

SizeOption = Annotated[
    str,
    typer.Option("--size", "-s", metavar="W*H", show_default=False, help="Width and height; 1328x1328 will do."),
]
NumberOption = Annotated[
    int | None,
    typer.Option("--n", "-n", metavar="COUNT", min=1, help="How many pictures; else as the model has it."),
]
SeedOption = Annotated[
    int | None, typer.Option("--seed", metavar="NUMBER", help="Draw with this seed; else with a random one.")
]
NegativeOption = Annotated[
    str, typer.Option("--negative-prompt", metavar="TEXT", show_default=False, help="What must not be in the picture.")
]
NoExtendOption = Annotated[bool, typer.Option("--no-extend", help="Draw the prompt as it is, not extended.")]
WatermarkOption = Annotated[bool, typer.Option("--watermark", help="Put the model's mark into the lower right corner.")]
OutOption = Annotated[
    Path, typer.Option("--out", "-o", metavar="PATH", help="Folder, or file if it has a suffix, to save to.")
]
AsTaskOption = Annotated[
    bool, typer.Option("--async", help="Ask for a task and poll it, where the model has both ways.")
]
