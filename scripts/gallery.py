"""Render the gallery's prompts to contact sheets, each picture with what was understood of its prompt.

Run: python scripts/gallery.py [folder] [prompt ...]
"""

import sys
import tomllib
from pathlib import Path

from PIL import Image, ImageDraw

from danqing.core.job import Size
from danqing.engines.composer.compose import compose
from danqing.engines.composer.drawn import ignored, understood
from danqing.engines.composer.parse import extend, read

GALLERY = Path(__file__).parents[1] / "tests" / "gallery" / "prompts.toml"
CELL, CAPTION, COLUMNS, ROWS = 420, 64, 4, 4
DRAWN = Size(width=768, height=768)


def cell(name: str, row: dict[str, str], seed: int) -> Image.Image:
    """Return one picture above its caption."""
    spec = extend(read(row["prompt"], row.get("negative", ""), row.get("style", "")), seed)
    made = compose(spec, DRAWN, seed)
    picture = Image.fromarray(made.pixels).resize((CELL, CELL), Image.Resampling.LANCZOS)
    framed = Image.new("RGB", (CELL, CELL + CAPTION), "white")
    framed.paste(picture, (0, 0))
    told = f"{name}\n" + ascii_only("; ".join(understood(spec, made.drawn)) or "nothing understood")
    lost = ignored(spec, made.drawn)
    if lost:
        told += "\nignored: " + ascii_only(", ".join(lost))
    lines = [line[start : start + 68] for line in told.splitlines() for start in range(0, max(1, len(line)), 68)]
    ImageDraw.Draw(framed).multiline_text((6, CELL + 4), "\n".join(lines[:4]), fill="#222222", spacing=2)
    return framed


def ascii_only(text: str) -> str:
    """Return `text` in what Pillow's built-in face can set."""
    return text.encode("ascii", "replace").decode("ascii")


def main(folder: Path, wanted: list[str], seed: int = 1) -> None:
    """Write `sheet-1.png`, `sheet-2.png` … to `folder`, and print their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = tomllib.loads(GALLERY.read_text("utf-8"))
    names = wanted or list(rows)
    per_sheet = COLUMNS * ROWS
    for number, start in enumerate(range(0, len(names), per_sheet), 1):
        part = names[start : start + per_sheet]
        high = (len(part) + COLUMNS - 1) // COLUMNS
        sheet = Image.new("RGB", (COLUMNS * CELL, high * (CELL + CAPTION)), "white")
        for place, name in enumerate(part):
            at = (place % COLUMNS * CELL, place // COLUMNS * (CELL + CAPTION))
            sheet.paste(cell(name, rows[name], seed), at)
        path = folder / f"sheet-{number}.png"
        sheet.save(path)
        print(path)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "gallery"), sys.argv[2:])
