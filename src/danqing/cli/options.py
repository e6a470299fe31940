"""Options that several commands have, so that they are spelled and explained in one way."""

from pathlib import Path
from typing import Annotated

import typer

LOCAL_URL = "http://127.0.0.1:8000/api/v1"

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
        show_envvar=True,
        help="The API key; without one, the local server's own for a server on this machine.",
    ),
]
TimeoutOption = Annotated[
    float, typer.Option("--timeout", metavar="SECONDS", min=0, help="How long to wait for the end of a task.")
]
ConfigOption = Annotated[
    Path | None, typer.Option("--config", metavar="FILE", help="Settings file; else danqing.toml, if there is one.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
