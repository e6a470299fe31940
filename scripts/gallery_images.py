"""Draw the pictures of docs/gallery.md and of the README anew: `uv run python scripts/gallery_images.py [name ...]`.

Every picture is what the composer makes of that prompt of tests/gallery/prompts.toml with seed 1, made smaller.
"""

import io
import sys
import tomllib
from pathlib import Path

from PIL import Image

from danqing.core.image import Image as Drawn
from danqing.core.job import Door, Job, Kind, Size
from danqing.engines.composer.composer import Composer

ROOT = Path(__file__).parents[1]
PROMPTS = tomllib.loads((ROOT / "tests" / "gallery" / "prompts.toml").read_text("utf-8"))
IMAGES = ROOT / "docs" / "images"

SQUARE, WIDE, TALL = "1328*1328", "1664*928", "928*1664"
SHOWN = {
    **dict.fromkeys(("couplet", "ecommerce", "slide", "street", "santa", "girl18", "panda_bamboo"), SQUARE),
    **dict.fromkeys(("tea_shop", "headphones_ad", "jazz_poster", "rabbit_fox", "hant_lighthouse", "ja_school"), SQUARE),
    **dict.fromkeys(("moon_rider", "bakery_sign", "ja_shrine"), WIDE),
    **dict.fromkeys(("hant_wedding", "recruit", "ja_festival"), TALL),
    **dict.fromkeys(("skin_care", "gym_poster", "hot_pot", "koi_pond", "great_wall"), SQUARE),
    **dict.fromkeys(("ja_rabbit_moon", "cat_astronaut", "hant_notice", "fruit_shop", "hant_taipei"), SQUARE),
}
"""Name in prompts.toml, and the size it is drawn at."""
SIDE = 480
"""Pixels of the longer side as shown."""
MOST_BYTES, MOST_POSTER_BYTES = 150_000, 600_000


def drawn(name: str, size: str) -> Image.Image:
    """Return what the engine draws of a prompt of the gallery, as a caller gets it."""
    width, height = map(int, size.split("*"))
    row = PROMPTS[name]
    job = Job(
        door=Door.MULTIMODAL,
        model="qwen-image",
        kind=Kind.DRAW,
        prompt=row["prompt"],
        negative_prompt=row.get("negative", ""),
        size=Size(width=width, height=height),
        seed=1,
    )
    (image,) = Composer().draw(job, []).images
    assert isinstance(image, Drawn)
    return Image.open(io.BytesIO(image.png)).convert("RGB")


def show(name: str, size: str) -> None:
    """Write a picture of the page."""
    picture = drawn(name, size)
    picture.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    path = IMAGES / "gallery" / f"{name}.jpg"
    picture.save(path, quality=84, optimize=True, progressive=True)
    assert path.stat().st_size < MOST_BYTES, path
    print(path, path.stat().st_size)


def poster() -> None:
    """Write the README's poster at its full size, in as many colours as fit."""
    picture = drawn("puppies_en", SQUARE)
    for colors in (256, 192, 128, 96, 64):
        file = io.BytesIO()
        picture.quantize(colors, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
        if file.tell() < MOST_POSTER_BYTES:
            (IMAGES / "poster.png").write_bytes(file.getvalue())
            print(IMAGES / "poster.png", file.tell(), f"{colors} colours")
            return
    raise SystemExit("the poster does not fit")


if __name__ == "__main__":
    (IMAGES / "gallery").mkdir(exist_ok=True)
    for one in sys.argv[1:] or SHOWN:
        show(one, SHOWN.get(one, SQUARE))
    poster()
