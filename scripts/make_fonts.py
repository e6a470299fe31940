# /// script
# requires-python = ">=3.11"
# dependencies = [
#     "fonttools==4.68.0",
#     "brotli==1.2.1",
#     "justmytype-intl-cjk==0.1.0",
#     "deckr-fonts==0.2.0",
#     "fontpkg-fredoka==2.1",
# ]
# ///
"""Make the composer's faces and their licence texts from published packages: `uv run scripts/make_fonts.py`.

Needs `npm` for the faces that only npm has. The same packages give the same bytes.
"""

import argparse
import importlib.util
import json
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from fontTools import merge, subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

FONTS = Path(__file__).parents[1] / "src/danqing/engines/composer/fonts"
NPM = {
    "MaShanZheng": ("@fontsource/ma-shan-zheng@5.3.0", "ma-shan-zheng-chinese-simplified-400-normal.woff2"),
    "ZCOOLKuaiLe": ("@fontsource/zcool-kuaile@5.3.0", "zcool-kuaile-chinese-simplified-400-normal.woff2"),
    "MochiyPopOne": ("@fontsource/mochiy-pop-one@5.3.0", "mochiy-pop-one-japanese-400-normal.woff2"),
    "YujiBoku": ("@fontsource/yuji-boku@5.3.0", "yuji-boku-japanese-400-normal.woff2"),
    "CaveatBrush": ("@fontsource/caveat-brush@5.3.0", "caveat-brush-latin-400-normal.woff2"),
}
"""Name of the file to the package, and what in it is the whole face."""
SLICED = "lxgw-wenkai-webfont@1.7.0"
"""A face that is published as a hundred slices."""

WESTERN = [
    (0x20, 0x7E),  # Latin
    (0xA0, 0x2FF),  # Latin-1, its extensions, the tones of pinyin
    (0x300, 0x36F),  # accents
    (0x370, 0x52F),  # Greek, Cyrillic
    (0x1E00, 0x1FFF),  # more accents: Vietnamese, old Greek
    (0x2010, 0x205E),  # punctuation
    (0x20A0, 0x20C0),  # currencies
]
EASTERN = [
    (0x20, 0x7E),
    (0xA0, 0x2FF),
    (0x370, 0x45F),
    (0x1EA0, 0x1EF9),
    (0x2010, 0x205E),
    (0x20A0, 0x20C0),
    (0x2100, 0x218F),  # letterlike signs, number forms
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # mathematics
    (0x2300, 0x23FF),  # technical signs
    (0x2460, 0x24FF),  # enclosed numbers and letters
    (0x2500, 0x27BF),  # boxes, shapes, signs, dingbats
    (0x3000, 0x312F),  # CJK punctuation, kana, bopomofo
    (0x3200, 0x33FF),  # enclosed characters, units
    (0x4E00, 0x9FFF),  # every character of the first Unicode block: names and dialects need what standards left out
    (0xF900, 0xFAFF),  # forms that Japanese names use
    (0xFE30, 0xFE6F),  # vertical and small forms
    (0xFF00, 0xFFEF),  # full-width Latin, half-width kana
]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=FONTS)
    out: Path = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    make_emoji(out)
    make_sans(out)
    make_latin(out)
    copy_fredoka(out)
    for name, (package, file) in NPM.items():
        make_from_npm(out, name, package, file)
    make_kai(out)
    for made in sorted(out.iterdir()):
        print(f"{made.stat().st_size:>9} {made.name}")


def package_folder(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(f"{name} is not installed; run this with `uv run`")
    return Path(next(iter(spec.submodule_search_locations)))


def make_emoji(out: Path) -> None:
    """Noto Color Emoji as COLRv1 vectors; its SVG table says the same again in 19 MB."""
    source = package_folder("deckr_fonts")
    face = TTFont(source / "fonts/NotoColorEmoji-Regular.ttf", recalcTimestamp=False)
    if "SVG " in face:
        del face["SVG "]
    face.save(out / "NotoColorEmoji-COLRv1.ttf")
    shutil.copyfile(source / "licenses/notocoloremoji/OFL.txt", out / "NotoColorEmoji-OFL.txt")


def make_sans(out: Path) -> None:
    """Noto Sans SC with all its weights, without Hangul and the rarest characters."""
    source = package_folder("justmytype_intl_cjk") / "fonts/ofl/notosanssc"
    features = ["vert", "vrt2", "kern", "locl", "ccmp", "palt"]
    face = subset.load_font(str(source / "NotoSansSC[wght].ttf"), subset_options(features))
    reduce(face, EASTERN, features)
    face.save(out / "NotoSansSC-sub.ttf")
    shutil.copyfile(source / "OFL.txt", out / "NotoSansSC-OFL.txt")


def make_latin(out: Path) -> None:
    """Inter with all its weights, at the size it is drawn for titles: for the letters that Noto Sans SC lacks."""
    source = package_folder("deckr_fonts")
    features = ["kern", "mark", "mkmk", "locl", "ccmp"]
    face = subset.load_font(str(source / "fonts/Inter[opsz,wght].ttf"), subset_options(features))
    reduce(face, WESTERN, features)
    instancer.instantiateVariableFont(face, {"opsz": 28}, inplace=True)
    face.save(out / "Inter-sub.ttf")
    shutil.copyfile(source / "licenses/inter/OFL.txt", out / "Inter-OFL.txt")


def reduce(face: TTFont, blocks: list[tuple[int, int]], features: list[str]) -> None:
    reduced = subset.Subsetter(subset_options(features))
    reduced.populate(unicodes={code for first, last in blocks for code in range(first, last + 1)})
    reduced.subset(face)


def subset_options(features: list[str]) -> subset.Options:
    options = subset.Options()
    options.layout_features = features
    options.hinting = False
    options.glyph_names = False
    options.notdef_outline = True
    options.recalc_timestamp = False
    return options


def copy_fredoka(out: Path) -> None:
    source = package_folder("fontpkg_fredoka")
    shutil.copyfile(source / "files/Fredoka[wdth,wght].ttf", out / "Fredoka.ttf")
    shutil.copyfile(source / "LICENSE", out / "Fredoka-OFL.txt")


def make_from_npm(out: Path, name: str, package: str, file: str) -> None:
    """Unpack a face that is published as WOFF2 only, which Skia does not read."""
    with tempfile.TemporaryDirectory() as folder:
        unpacked = unpack(package, Path(folder))
        face = TTFont(unpacked / "files" / file, recalcTimestamp=False)
        face.flavor = None
        face.save(out / f"{name}.ttf")
        shutil.copyfile(unpacked / "LICENSE", out / f"{name}-OFL.txt")


def make_kai(out: Path) -> None:
    """LXGW WenKai, put together from its slices; its licence text is published without the names of its makers."""
    with tempfile.TemporaryDirectory() as folder:
        unpacked = unpack(SLICED, Path(folder))
        slices: list[str] = []
        for file in sorted((unpacked / "files").glob("lxgwwenkai-bold-subset-*.woff2")):
            face = TTFont(file, recalcTimestamp=False)
            face.flavor = None
            for table in {"GSUB", "GPOS", "GDEF", "BASE", "gasp", "prep", "vhea", "vmtx"} & set(face.keys()):
                del face[table]
            slices.append(str(file.with_suffix(".ttf")))
            face.save(slices[-1])
        whole = merge.Merger().merge(slices)
        whole["head"].modified = whole["head"].created
        whole.recalcTimestamp = False
        whole.save(out / "WenKai.ttf")
        makers = next(str(name) for name in whole["name"].names if name.nameID == 0)
        (out / "WenKai-OFL.txt").write_text(f"{makers}\n\n{(unpacked / 'OFL.txt').read_text('utf-8')}", "utf-8")


def unpack(package: str, folder: Path) -> Path:
    told = subprocess.run(
        ["npm", "pack", "--json", "--pack-destination", str(folder), package],
        check=True,
        capture_output=True,
        text=True,
    )
    with tarfile.open(folder / json.loads(told.stdout)[0]["filename"]) as archive:
        archive.extractall(folder, filter="data")
    return folder / "package"


if __name__ == "__main__":
    main()
