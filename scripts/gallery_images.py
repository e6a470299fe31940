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
    **dict.fromkeys(("tea_shop", "headphones_ad", "gym_poster", "rabbit_fox", "hant_lighthouse", "ja_school"), SQUARE),
    **dict.fromkeys(("skin_care", "fruit_shop", "hant_notice", "hant_grandma", "cat_astronaut", "jazz_poster"), SQUARE),
    **dict.fromkeys(("koi_pond", "hant_taipei"), SQUARE),
    **dict.fromkeys(("moon_rider", "bakery_sign", "ja_shrine"), WIDE),
    **dict.fromkeys(("hant_wedding", "recruit", "ja_festival"), TALL),
    **dict.fromkeys(("hot_pot", "yoga_beach", "ja_onsen", "basketball", "hant_breakfast"), SQUARE),
    **dict.fromkeys(("cat_window_quote", "ja_izakaya", "don_t_panic", "ja_no_smoking", "ja_kids_sign"), SQUARE),
}
"""Name in prompts.toml, and the size it is drawn at."""
SIDE = 480
"""Pixels of the longer side as shown."""
MOST_BYTES, MOST_POSTER_BYTES = 60_000, 600_000


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
    path = IMAGES / "gallery" / f"{name}.webp"
    picture.save(path, quality=80, method=6)
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
    for old in (IMAGES / "gallery").iterdir():
        if old.stem not in SHOWN:
            old.unlink()
    for one in sys.argv[1:] or SHOWN:
        show(one, SHOWN.get(one, SQUARE))
    poster()
