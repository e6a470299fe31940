"""`danqing generate` and `danqing edit`: pictures from words, and from pictures and words."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from danqing.cli.options import (
    LOCAL_URL,
    TIMEOUT,
    ApiKeyOption,
    AsTaskOption,
    BaseUrlOption,
    ConfigOption,
    JsonOption,
    NegativeOption,
    NoExtendOption,
    NumberOption,
    OutOption,
    SeedOption,
    SizeOption,
    TimeoutOption,
    WatermarkOption,
)


def _completed(incomplete: str) -> list[str]:
    from danqing.catalog.load import load

    return [model.name for model in load().models if model.name.startswith(incomplete)]


ModelOption = Annotated[
    str, typer.Option("--model", "-m", metavar="NAME", autocompletion=_completed, help="The model to ask for.")
]


def generate(
    prompt: Annotated[str, typer.Argument(metavar="PROMPT", help="What to draw; - reads it from standard input.")],
    *,
    model: ModelOption = "qwen-image-plus",
    size: SizeOption = "",
    n: NumberOption = None,
    seed: SeedOption = None,
    negative_prompt: NegativeOption = "",
    style: Annotated[
        str, typer.Option("--style", metavar="NAME", show_default=False, help="A style of wanx-v1: watercolor, anime …")
    ] = "",
    ref_image: Annotated[
        str,
        typer.Option(
            "--ref-image", metavar="IMAGE", show_default=False, help="A reference for wanx-v1: a file or a URL."
        ),
    ] = "",
    ref_mode: Annotated[
        str,
        typer.Option(
            "--ref-mode",
            metavar="MODE",
            show_default=False,
            help="repaint keeps the reference's content, refonly its style.",
        ),
    ] = "",
    ref_strength: Annotated[
        float | None,
        typer.Option("--ref-strength", metavar="NUMBER", min=0, max=1, help="How close to stay to the reference."),
    ] = None,
    no_extend: NoExtendOption = False,
    watermark: WatermarkOption = False,
    out: OutOption = Path(),
    base_url: BaseUrlOption = LOCAL_URL,
    api_key: ApiKeyOption = "",
    as_task: AsTaskOption = False,
    timeout: TimeoutOption = TIMEOUT,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Draw pictures from words, save them at once, and print their paths."""
    from danqing.cli.asking import Wish, parameters
    from danqing.cli.drawing import Plan, draw
    from danqing.cli.target import find

    said = parameters(
        size=size,
        style=style,
        no_extend=no_extend,
        watermark=watermark,
        n=n,
        seed=seed,
        negative_prompt=negative_prompt,
        ref_mode=ref_mode,
        ref_strength=ref_strength,
    )
    images = (ref_image,) if ref_image else ()
    wish = Wish(model=model, prompt=_read(prompt), images=images, parameters=said, as_task=as_task)
    plan = Plan(out=out, timeout=timeout, as_json=as_json, config=config)
    draw(wish, find(base_url, api_key, config), plan)


def edit(
    images: Annotated[
        list[str], typer.Argument(metavar="IMAGE...", help="One to three pictures: files, URLs or data URIs.")
    ],
    instruction: Annotated[
        str, typer.Argument(metavar="INSTRUCTION", help="What to change; - reads it from standard input.")
    ],
    *,
    model: ModelOption = "qwen-image-edit-plus",
    size: SizeOption = "",
    n: NumberOption = None,
    seed: SeedOption = None,
    negative_prompt: NegativeOption = "",
    no_extend: NoExtendOption = False,
    watermark: WatermarkOption = False,
    out: OutOption = Path(),
    base_url: BaseUrlOption = LOCAL_URL,
    api_key: ApiKeyOption = "",
    as_task: AsTaskOption = False,
    timeout: TimeoutOption = TIMEOUT,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Change pictures as an instruction says, save the results at once, and print their paths."""
    from danqing.cli.asking import Wish, parameters
    from danqing.cli.drawing import Plan, draw
    from danqing.cli.target import find

    said = parameters(
        size=size, no_extend=no_extend, watermark=watermark, n=n, seed=seed, negative_prompt=negative_prompt
    )
    wish = Wish(model=model, prompt=_read(instruction), images=images, parameters=said, as_task=as_task)
    plan = Plan(out=out, timeout=timeout, as_json=as_json, config=config)
    draw(wish, find(base_url, api_key, config), plan)


def _read(words: str) -> str:
    return sys.stdin.read().strip() if words == "-" else words
