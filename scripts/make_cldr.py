"""Make `composer/data/cldr.json`: the names of the drawable emoji in four languages, from Unicode's CLDR.

    npm pack emojibase-data@17 && tar xzf emojibase-data-17.0.0.tgz
    python scripts/make_cldr.py package

emojibase-data (MIT) carries the CLDR short names (Unicode licence) by emoji, with the group of each.
Every row is `[emoji, kind, height, en, zh, zh-Hant, ja, worn]`; `worn` is 1 for what a person wears.
An emoji that the shipped font draws with other than one glyph is left out.
"""

import json
import sys
from pathlib import Path
from typing import Any

import uharfbuzz

COMPOSER = Path(__file__).parent.parent / "src/danqing/engines/composer"
FONT = COMPOSER / "fonts/NotoColorEmoji-COLRv1.ttf"
OUT = COMPOSER / "data/cldr.json"

KINDS: dict[str, tuple[str, float]] = {
    "person": ("person", 0.9),
    "person-role": ("person", 0.9),
    "person-fantasy": ("person", 0.9),
    "person-activity": ("person", 0.9),
    "person-sport": ("person", 0.9),
    "animal-mammal": ("animal", 0.6),
    "animal-bird": ("animal", 0.35),
    "animal-amphibian": ("animal", 0.25),
    "animal-reptile": ("animal", 0.5),
    "animal-marine": ("animal", 0.5),
    "animal-bug": ("sky", 0.14),
    "plant-flower": ("deco", 0.25),
    "plant-other": ("plant", 0.6),
    "food-fruit": ("food", 0.22),
    "food-vegetable": ("food", 0.22),
    "food-prepared": ("food", 0.3),
    "food-asian": ("food", 0.28),
    "food-sweet": ("food", 0.26),
    "drink": ("food", 0.26),
    "dishware": ("object", 0.25),
    "place-building": ("building", 1.9),
    "place-religious": ("building", 2.0),
    "place-other": ("building", 1.8),
    "transport-ground": ("vehicle", 0.9),
    "transport-water": ("water", 0.9),
    "transport-air": ("sky", 0.7),
    "hotel": ("object", 0.4),
    "sky-weather": ("sky", 0.35),
    "event": ("object", 0.4),
    "award-medal": ("object", 0.3),
    "sport": ("object", 0.3),
    "game": ("object", 0.3),
    "arts-crafts": ("object", 0.35),
    "clothing": ("object", 0.3),
    "music": ("object", 0.35),
    "musical-instrument": ("object", 0.5),
    "phone": ("object", 0.3),
    "computer": ("object", 0.35),
    "light-video": ("object", 0.35),
    "book-paper": ("object", 0.3),
    "money": ("object", 0.25),
    "mail": ("object", 0.25),
    "writing": ("object", 0.3),
    "office": ("object", 0.25),
    "lock": ("object", 0.2),
    "tool": ("object", 0.35),
    "science": ("object", 0.4),
    "medical": ("object", 0.25),
    "household": ("object", 0.4),
    "other-object": ("object", 0.35),
}
"""Subgroup → kind and height (a grown-up is 1); gestures, faces, signs, clocks and flags name no thing to draw."""

FRAMED = frozenset("🌇🌆🌃🌅🌄🏜🏖🏞🌁🌉🎑🗾🎇🏝🌌🏕🌫🏙💈🏗")
"""Emoji that are little pictures of a scene: as things they would stand in the picture like posters."""

Names = dict[str, str]


def names(package: Path, language: str) -> Names:
    rows: list[dict[str, Any]] = json.loads((package / language / "data.json").read_text("utf-8"))
    return {row["hexcode"]: row["label"].lower() for row in rows}


def one_glyph(font: uharfbuzz.Font, emoji: str) -> bool:
    buffer = uharfbuzz.Buffer()
    buffer.add_str(emoji)
    buffer.guess_segment_properties()
    uharfbuzz.shape(font, buffer, {})
    return len(buffer.glyph_infos) == 1 and buffer.glyph_infos[0].codepoint != 0


def main(package: Path) -> None:
    font = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob(FONT.read_bytes())))
    subgroups: dict[str, str] = json.loads((package / "meta/groups.json").read_text("utf-8"))["subgroups"]
    tables = [names(package, language) for language in ("en", "zh", "zh-hant", "ja")]
    rows: list[list[Any]] = []
    for row in json.loads((package / "en/data.json").read_text("utf-8")):
        subgroup = subgroups.get(str(row.get("subgroup")), "")
        emoji = row["emoji"].replace("︎", "")
        if subgroup not in KINDS or emoji.rstrip("️") in FRAMED or not one_glyph(font, emoji):
            continue
        kind, height = KINDS[subgroup]
        rows.append([emoji, kind, height, *(t.get(row["hexcode"], "") for t in tables), int(subgroup == "clothing")])
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    OUT.write_text(f"[\n{lines}\n]\n", "utf-8")
    print(f"{len(rows)} emoji, {OUT.stat().st_size // 1024} KiB")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
