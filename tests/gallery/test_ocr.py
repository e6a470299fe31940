"""What the pictures of the gallery say is read back by tesseract, to the letter.

A string counts as read when one of a few looks at each of its lines (other sizes, thinner strokes, another dictionary)
gives exactly its letters, digits and characters. Brush and handwriting count like print, though tesseract was made to
read that. Run `make ocr` to see the figures and what was not read.
"""

import os
import shutil
import subprocess
import sys
import tomllib
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import cv2
import pytest

from danqing.core.job import Size
from danqing.engines.composer.compose import compose
from danqing.engines.composer.parse import extend, read
from danqing.engines.composer.spec import Language
from tests.gallery.black_on_white import Page, Piece, pieces, scaled

pytestmark = [
    pytest.mark.ocr,
    pytest.mark.skipif(
        not shutil.which("tesseract"),
        reason="reading back needs tesseract: apt-get install tesseract-ocr{,-chi-sim,-chi-tra,-jpn}",
    ),
]

PROMPTS: dict[str, dict[str, str]] = tomllib.loads(Path(__file__).with_name("prompts.toml").read_text("utf-8"))
SIZE = Size(width=1328, height=1328)

WRITTEN = frozenset({"brush", "hand"})
"""The chains of faces that are handwriting."""
LEAST = 0.98
"""Of all strings together."""

DICTIONARIES: dict[Language, tuple[str, str, str]] = {
    Language.EN: ("eng", "eng", "eng"),
    Language.ZH: ("chi_sim", "chi_sim+eng", "chi_tra"),
    Language.ZH_HANT: ("chi_tra", "chi_tra+eng", "jpn"),
    Language.JA: ("jpn", "jpn+eng", "chi_tra"),
}
"""Tesseract's, for a prompt's language; text of ASCII alone is read as English first."""

TWINS = str.maketrans(
    {
        "ー": "一",  # the long-vowel mark and the character for one: one stroke, as tall as each other
        "—": "一",  # and so is the dash
        "l": "1",  # small L, one, I and a bar are one stroke in sans-serif faces
        "i": "1",  # lowered from I
        "|": "1",
        "o": "0",  # a round O is a zero
    }
)
"""Characters that look alike, to one of them."""


class Look(NamedTuple):
    """One way of holding a line before the reader."""

    em: float
    """Pixels; tesseract's networks were trained on lines of some 36 to 48 pixels."""
    dictionary: int = 0
    mode: int = 7
    """Tesseract's --psm: 7 is a line, 8 a word."""
    thinner: int = 0
    narrow: float = 1.0


LOOKS = (
    Look(48),
    Look(48, mode=8),
    Look(48, dictionary=1),
    *(Look(em, thinner=t, narrow=n) for t in (0, 2) for n in (1.0, 0.85) for em in (34, 42, 28, 48)),
    Look(64),
    Look(48, thinner=6),
    *(Look(em, dictionary=d, thinner=t) for d in (1, 2) for t in (0, 2) for em in (34, 42)),
)


class Said(NamedTuple):
    """A string of the gallery, and the lines that it was set in."""

    prompt: str
    text: str
    chain: str
    language: Language
    lines: list[Piece]


def letters(text: str) -> str:
    """Return what is compared: letters, digits and characters, in one width and one case, twins as one."""
    folded = unicodedata.normalize("NFKC", text).lower().translate(TWINS)
    return "".join(c for c in folded if c.isalnum())


def everything_said() -> list[Said]:
    said: list[Said] = []
    for name, row in PROMPTS.items():
        spec = extend(read(row["prompt"], row.get("negative", ""), row.get("style", "")), 1)
        if not spec.texts:
            continue
        composition = compose(spec, SIZE, 1)
        for node in composition.texts:
            if node.lines is not None and letters(node.lines.text):
                chain = node.lines.setting.chain
                cut = pieces(node.lines, composition.pixels)
                said.append(Said(name, node.lines.text, chain, spec.language, cut))
    return said


def read_back(pages: Sequence[Page], dictionary: str, mode: int, folder: Path) -> list[str]:
    """Return what tesseract reads on each page; one process reads them all."""
    names: list[str] = []
    for number, page in enumerate(pages):
        names.append(str(folder / f"{number}.png"))
        cv2.imwrite(names[-1], page)
    listed = folder / "pages.txt"
    listed.write_text("\n".join(names) + "\n")
    done = subprocess.run(
        ["tesseract", str(listed), "-", "-l", dictionary, "--psm", str(mode)],
        capture_output=True,
        check=True,
        text=True,
        env=os.environ | {"OMP_THREAD_LIMIT": "1"},
    )
    read_pages = done.stdout.split("\f")[: len(pages)]
    assert len(read_pages) == len(pages)
    return read_pages


def unread(said: Sequence[Said], folder: Path) -> list[Said]:
    """Return the strings of which a line was not read, however it was looked at."""
    open_lines = [(index, piece) for index, one in enumerate(said) for piece in one.lines if letters(piece.text)]
    for look in LOOKS:
        by_dictionary: dict[str, list[tuple[int, Piece]]] = {}
        for index, piece in open_lines:
            names = DICTIONARIES[said[index].language]
            name = "eng" if piece.text.isascii() and look.dictionary == 0 else names[look.dictionary]
            by_dictionary.setdefault(name, []).append((index, piece))
        open_lines = []
        for name, lines in by_dictionary.items():
            pages = [scaled(piece, look.em, thinner=look.thinner, narrow=look.narrow) for _, piece in lines]
            got = read_back(pages, name, look.mode, folder)
            open_lines += [
                line for line, text in zip(lines, got, strict=True) if letters(text) != letters(line[1].text)
            ]
    return [said[index] for index in sorted({index for index, _ in open_lines})]


def share(of: Sequence[Said], missed: Sequence[Said], what: str) -> None:
    """Print how many strings were read, and which were not."""
    kept = sum(one not in missed for one in of)
    lines = [f"{what}: {kept} of {len(of)} strings read back, {100 * kept / len(of):.1f} %"]
    lines += [f"  not read: {one.text[:40]!r} ({one.prompt}, {one.chain})" for one in of if one in missed]
    sys.stdout.write("\n".join(lines) + "\n")


@pytest.mark.timeout(300)
def test_what_the_pictures_say_is_read_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = everything_said()
    missed = unread(said, tmp_path)
    printed, written = ([s for s in said if (s.chain in WRITTEN) is script] for script in (False, True))
    with capsys.disabled():
        sys.stdout.write("\n")
        share(printed, missed, "in print")
        share(written, missed, "in brush and handwriting")
        together = 1 - len(missed) / len(said)
        sys.stdout.write(f"together: {len(said) - len(missed)} of {len(said)}, {100 * together:.1f} %\n")
    assert together >= LEAST


def test_a_wrong_letter_is_seen(tmp_path: Path) -> None:
    """The check can fail: what is set is not what is looked for."""
    spec = read("poster, title “Come Play Ball!”")
    composition = compose(spec, SIZE, 1)
    (node,) = composition.texts
    assert node.lines is not None
    cut = pieces(node.lines, composition.pixels)
    right = Said("x", "Come Play Ball!", "cartoon", Language.EN, cut)
    wrong = right._replace(lines=[piece._replace(text=piece.text.replace("Ball", "Bell")) for piece in cut])
    assert unread([right], tmp_path) == []
    assert unread([wrong], tmp_path) == [wrong]
