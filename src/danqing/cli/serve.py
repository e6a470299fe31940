"""`danqing serve`: the whole service in one process."""

import signal
import socket
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from danqing.cli.options import ConfigOption
from danqing.cli.terminal import remark
from danqing.core.errors import Error

if TYPE_CHECKING:
    from danqing.app import Service
    from danqing.settings import Settings

EXAMPLES = """
curl BASE_URL/services/aigc/multimodal-generation/generation \\
  -H 'Authorization: Bearer API_KEY' -H 'Content-Type: application/json' \\
  -d '{"model": "qwen-image-plus", "input": {"messages": [{"role": "user", "content": [{"text":
       "A poster of a white cat under a tree in a meadow, with the title “Quiet Please”"}]}]}}'

import dashscope
dashscope.base_http_api_url, dashscope.api_key = "BASE_URL", "API_KEY"
print(dashscope.ImageSynthesis.call(model="qwen-image-plus", prompt="A white cat under a tree in a meadow"))
"""


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on. [default: 127.0.0.1]")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; 0 takes a free one. [default: 8000]")] = None,
    data: Annotated[Path | None, typer.Option(help="The data folder. [default: data]")] = None,
    config: ConfigOption = None,
    ephemeral: Annotated[bool, typer.Option("--ephemeral", help="Keep tasks and files in memory only.")] = False,
    examples: Annotated[bool, typer.Option("--examples", help="Show how to call it, with the key filled in.")] = False,
) -> None:
    """Run the service until SIGTERM or Ctrl-C; then let what runs end, hand back what does not, and exit with 0."""
    from danqing import telemetry
    from danqing.settings import Settings

    server, kept = {"host": host, "port": port}, {"folder": data, "ephemeral": ephemeral or None}
    settings = Settings.load(config, server=_said(server), data=_said(kept))
    telemetry.set_up(settings.log.level, settings.log.format)
    with suppress(KeyboardInterrupt):
        _run(settings, examples=examples)


def _said(options: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in options.items() if value is not None}


def _run(settings: "Settings", *, examples: bool) -> None:
    import asyncio

    import uvloop

    from danqing.app import Service

    service = Service(settings=settings)
    with (
        _listening(settings.server.host, settings.server.port) as listener,
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        runner.run(_serve(service, listener, examples=examples))


async def _serve(service: "Service", listener: socket.socket, *, examples: bool) -> None:
    import uvicorn

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            _greet(service, listener, examples=examples)

        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            # Before the connections are waited for: callers whose task has not begun would be waited for in vain.
            service.drain()
            super().handle_exit(sig, frame)

    async with service.open():
        # uvicorn raises a caught signal again once it is done; by then it has been obeyed.
        signal.signal(signal.SIGTERM, _obeyed)
        await Server(
            uvicorn.Config(
                service.app,
                http="httptools",
                lifespan="off",
                access_log=False,
                log_config=None,
                server_header=False,
                timeout_keep_alive=75,
                timeout_graceful_shutdown=int(service.settings.server.drain_seconds) + 1,
            )
        ).serve(sockets=[listener])


def _obeyed(_signal: int, _frame: FrameType | None) -> None:
    """Do nothing more."""


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise Error(f"cannot listen on {host}:{port}: {error.strerror}", code="ServeFailed") from error
    return listener


def _greet(service: "Service", listener: socket.socket, *, examples: bool) -> None:
    from danqing.app.credentials import ADMIN_FILE, KEY_FILE

    host, port = listener.getsockname()[:2]
    base_url = f"http://{f'[{host}]' if ':' in host else host}:{port}/api/v1"
    key_file = service.settings.data.folder / KEY_FILE
    remark(f"Danqing serves {base_url}")
    if service.first_key:
        remark(f"The account `default` was made; its API key is {service.first_key}")
    if not service.settings.data.ephemeral:
        remark(f"The key is kept in {key_file}, the token for administrators in {key_file.with_name(ADMIN_FILE)}")
    else:
        remark(f"The token for administrators is {service.admin_token}")
    if notice := service.health.notice:
        remark(notice)
    if examples:
        key = service.first_key or (key_file.read_text().strip() if key_file.is_file() else "sk-…")
        remark(EXAMPLES.replace("BASE_URL", base_url).replace("API_KEY", key))
