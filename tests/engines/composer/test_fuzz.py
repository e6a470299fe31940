"""Whatever is said and whatever is sent: a picture or a refusal, in seconds, in bounded memory."""

import contextlib
import io
import json
import subprocess
import sys
import time
import zlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from danqing.core.errors import EngineRejected
from danqing.core.image import Image as Drawn
from danqing.core.job import Door, Job, Kind, Size
from danqing.engines.composer.composer import Composer

SECONDS = 5.0
MEGABYTES = 600
STATUS = Path("/proc/self/status")
LONGEST = 800
"""Characters of a prompt that the longest-reading models take."""

SIZES = ["512*512", "2048*2048", "512*1440", "2048*872"]

HORRORS: dict[str, str] = {
    "nothing": "",
    "only space": " \t\n\u3000 ",
    "one letter eight hundred times": "a" * LONGEST,
    "one word that never ends": "“" + "x" * (LONGEST - 2) + "”",
    "two hundred dogs": "dog " * 200,
    "a crowd of crowds": "一百万只猫和一亿个人在一张桌子上," * 40,
    "numbers beyond all counting": "9999999999999999 dogs, -3 cats, 0 birds, 1e308 horses, ½ a cake, 三千万億匹の犬",
    "a tower": "a cat on " * 90 + "a table",
    "a chain of hands": "a man holding a woman holding " * 26 + "a cat",
    "a circle": "a dog under a cat, the cat under a horse, the horse under the dog",
    "a hundred strings": "".join(f"“{i}”" for i in range(200)),
    "one string of eight hundred": "写着“" + "龍" * (LONGEST - 4) + "”",
    "quotes that open only": "“" * 400 + "「" * 400,
    "quotes that close only": "”" * 400 + "」" * 400,
    "quotes in quotes": "「『“‘" * 100 + "猫" + "’”』」" * 100,
    "brackets": "((((((((((" * 80,
    "a slide of empty cards": "PPT 标题“”,正文“”,左上“”,右下“ ”",
    "strings of nothing": "poster “\u200b” “\ufeff” “\n” “\u0000”",
    "zalgo": "“" + "Z̷̢̛͈͔̦̀a͈͎l̡̛g̷̡o͟" * 30 + "”",
    "right to left": "شعار “مرحبا بالعالم” עם כלב שחור",
    "scripts without a face": "“ᚠᚢᚦ ᐃᓄᒃ ⵣ 𒀀𒁀 नमस्ते สวัสดี 𠜎𠜱”",
    "families": "👨‍👩‍👧‍👦🏳️‍🌈👩🏽‍🚀" * 60,
    "half a character": "a dog \ud83d and “\udc00”",
    "every control": "".join(map(chr, range(32))) + "\x7f\x85\u2028\u2029\u202e",
    "nobody's characters": "\ue000\uf8ff\U000f0000\uffff\u0378" * 100,
    "a format": "%s%n{0}{}${jndi:x}\\u0000 <svg onload=x> '; DROP TABLE tasks; --",
    "a toml": '[a]\nb = "c"\n' * 60,
    "lines": "\n" * 400 + "“a\nb\nc\n” " + "\n" * 300,
    "every look at once": "watercolor ink oil pixel felt clay sketch anime 3d flat photo neon logo slide couplet card",
    "every kind at once": "对联 海报 PPT logo 贺卡 电商 街道 黑板 肖像 静物 “一” “二” “三”" * 12,
    "a couplet of one and many": "对联,上联“" + "长" * 200 + "”,下联“短”,横批“" + "批" * 60 + "”",
    "a bubble of everything": "a dog says “" + "blah " * 150 + "”",
    "twelve beards": "a man with a long red beard and glasses and a hat and " * 15,
}
"""Name to prompt."""

FRAGMENTS = st.sampled_from(
    "dog cat 猫 狗 犬 girl 老人 three 五只 999 a “ ” 「 」 ' \" 写着 titled と書かれた poster 海报 PPT logo 对联 "
    "on under holding 骑着 に乗る next_to red 红色の night 雪 watercolor 水墨画 no without 没有 なし , 。 \n left 左上 "
    "speech_bubble says sign 招牌 big tiny 100% 🐶 👩‍🚀 é ß ﷽ \u202e \x00 #ff0000 -- * ( [ {".split(" ")
)
PROMPTS = st.one_of(
    st.lists(FRAGMENTS, max_size=60).map(" ".join),
    st.lists(FRAGMENTS, max_size=60).map("".join),
    st.text(max_size=LONGEST),
)


def size_of(spelling: str) -> Size:
    width, height = spelling.split("*")
    return Size(width=int(width), height=int(height))


def job(prompt: str, size: str = "512*512", **more: Any) -> Job:
    return Job(**({
        "door": Door.MULTIMODAL, "model": "qwen-image", "kind": Kind.DRAW, "prompt": prompt, "size": size_of(size),
        "seed": 7,
    } | more))  # fmt: skip


def drawn(wanted: Job, *references: bytes) -> None:
    """Draw, and see that it took seconds and came out as large as asked for."""
    start = time.process_time()
    drawing = Composer().draw(wanted, references)
    assert time.process_time() - start < SECONDS
    (image,) = drawing.images
    assert isinstance(image, Drawn)
    assert wanted.size is not None
    assert (image.width, image.height) == (wanted.size.width, wanted.size.height)
    json.dumps([drawing.actual_prompt, drawing.notes])
    assert all(line.isprintable() for line in drawing.notes.values())


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", HORRORS)
def test_no_horror_stops_the_drawer(name: str, size: str) -> None:
    drawn(job(HORRORS[name], size))


@pytest.mark.parametrize("name", HORRORS)
def test_no_horror_is_too_negative(name: str) -> None:
    drawn(job("three dogs on a meadow, “Hello”", negative_prompt=HORRORS[name], style=HORRORS[name][:40]))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(PROMPTS, PROMPTS, st.booleans())
def test_no_prompt_stops_the_drawer(prompt: str, negative: str, extend: bool) -> None:
    drawn(job(prompt[:LONGEST], negative_prompt=negative[:200], prompt_extend=extend))


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def picture(mode: str, width: int = 97, height: int = 61) -> Image.Image:
    """A ramp in any mode."""
    ramp = Image.linear_gradient("L").resize((width, height))
    if mode in {"I", "F"}:
        return ramp.convert(mode)
    if mode == "I;16":
        return Image.frombytes(mode, (width, height), bytes(range(256)) * (width * height * 2 // 256 + 1))
    return Image.merge("RGB", (ramp, ramp.rotate(180), ramp)).convert(mode)


def png_chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")


def hollow_png(width: int, height: int, depth: int = 8, color: int = 2, body: bytes = b"") -> bytes:
    """A PNG whose header promises more than its body holds."""
    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([depth, color, 0, 0, 0])
    parts = png_chunk(b"IHDR", head) + png_chunk(b"IDAT", zlib.compress(body)) + png_chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


WHOLE: dict[str, bytes] = {
    "jpeg": saved(picture("RGB"), "JPEG"),
    "gray jpeg": saved(picture("L"), "JPEG"),
    "cmyk jpeg": saved(picture("CMYK"), "JPEG"),
    "progressive jpeg": saved(picture("RGB"), "JPEG", progressive=True),
    "png": saved(picture("RGB"), "PNG"),
    "1-bit png": saved(picture("1"), "PNG"),
    "16-bit png": saved(picture("I;16"), "PNG"),
    "palette png": saved(picture("P"), "PNG"),
    "palette png with holes": saved(picture("P"), "PNG", transparency=3),
    "gray png with alpha": saved(picture("LA"), "PNG"),
    "png with alpha": saved(picture("RGBA"), "PNG"),
    "animated gif": saved(picture("P"), "GIF", save_all=True, append_images=[picture("P", 97, 61).rotate(90)] * 3),
    "animated png": saved(picture("RGB"), "PNG", save_all=True, append_images=[picture("RGB").rotate(90)] * 3),
    "webp": saved(picture("RGB"), "WEBP"),
    "webp with alpha": saved(picture("RGBA"), "WEBP"),
    "bmp": saved(picture("RGB"), "BMP"),
    "cmyk tiff": saved(picture("CMYK"), "TIFF"),
    "32-bit tiff": saved(picture("I"), "TIFF"),
    "float tiff": saved(picture("F"), "TIFF"),
    "lab tiff": saved(picture("LAB"), "TIFF"),
    "one pixel": saved(picture("RGB", 1, 1), "PNG"),
    "one row": saved(picture("RGB", 3000, 1), "PNG"),
    "one column": saved(picture("RGBA", 1, 3000), "PNG"),
}
"""What is an image, however odd."""

BROKEN: dict[str, bytes] = {
    "nothing": b"",
    "one byte": b"\xff",
    "text": b"a picture of a dog",
    "a page": b"<html><body>404</body></html>",
    "an svg": b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>',
    "a signature": b"\x89PNG\r\n\x1a\n",
    "no pixels": hollow_png(0, 0),
    "no width": hollow_png(0, 10),
    "two thousand million pixels": hollow_png(50_000, 40_000),
    "the widest header": hollow_png(2**31 - 1, 2**31 - 1),
    "an impossible depth": hollow_png(10, 10, depth=7),
    "an impossible colour": hollow_png(10, 10, color=5),
    "a jpeg's head": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00",
    "a gif of nothing": b"GIF89a\x00\x00\x00\x00\x00\x00\x00;",
    "a tiff that points at itself": b"II*\x00\x08\x00\x00\x00\x01\x00\x00\x01\x04\x00\x01\x00\x00\x00\x08\x00\x00\x00",
    "a webp of no length": b"RIFF\x00\x00\x00\x00WEBPVP8 ",
    "a pdf": b"%PDF-1.7\n%\xe2\xe3",
    "a postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\nshowpage\n",
    "an archive": b"PK\x03\x04" + b"\x00" * 60,
    "noise": bytes(range(256)) * 8,
}
"""What is none."""

INSTRUCTIONS = (
    "把背景换成海边",
    "make it a watercolor",
    "rotate 90 degrees, write “Hi”",
    "put the cat of image 2 on image 1",
)


def edited_or_refused(instruction: str, *references: bytes) -> None:
    """Anything but a picture or an EngineRejected, in seconds, is a fault."""
    start = time.process_time()
    with contextlib.suppress(EngineRejected):
        drawn(job(instruction, kind=Kind.EDIT, model="qwen-image-edit"), *references)
    assert time.process_time() - start < SECONDS


@pytest.mark.parametrize("name", WHOLE)
def test_every_image_is_edited(name: str) -> None:
    drawn(job("make it a watercolor, write “Hi”", kind=Kind.EDIT), WHOLE[name])


@pytest.mark.parametrize("instruction", INSTRUCTIONS)
@pytest.mark.parametrize("name", ["one pixel", "one row", "one column", "1-bit png", "animated gif"])
def test_odd_images_take_every_sort_of_edit(name: str, instruction: str) -> None:
    edited_or_refused(instruction, WHOLE[name], WHOLE["jpeg"])
    edited_or_refused(instruction, WHOLE["jpeg"], WHOLE[name])


@pytest.mark.parametrize("kind", [Kind.EDIT, Kind.REPAINT, Kind.RESTYLE])
@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_image_is_refused(name: str, kind: Kind) -> None:
    with pytest.raises(EngineRejected):
        Composer().draw(job("a dog", kind=kind), [BROKEN[name]])


@pytest.mark.parametrize("name", WHOLE)
def test_a_truncated_image_is_refused_or_edited(name: str) -> None:
    data = WHOLE[name]
    for share in (0.05, 0.3, 0.6, 0.9, 0.99):
        edited_or_refused("brighter", data[: int(len(data) * share)])


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(sorted(WHOLE)),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=12),
)
def test_spoilt_bytes_are_refused_or_edited(name: str, flips: list[tuple[float, int]]) -> None:
    data = bytearray(WHOLE[name])
    for place, value in flips:
        data[min(len(data) - 1, int(place * len(data)))] = value
    edited_or_refused("brighter", bytes(data))


def peak() -> int:
    """Return the most memory that this process has held, in megabytes.

    Not `ru_maxrss`, which starts with what the parent held when it forked.
    """
    told = next(line for line in STATUS.read_text().splitlines() if line.startswith("VmHWM"))
    return int(told.split()[1]) // 1024


def heaviest(folder: Path) -> None:
    """Draw and edit the worst in a process of its own, and print its peak of memory in megabytes."""
    for prompt in HORRORS.values():
        drawn(job(prompt, "2048*2048"))
    for path in sorted(folder.iterdir()):
        for instruction in INSTRUCTIONS[:3]:
            edited_or_refused(instruction, path.read_bytes(), WHOLE["jpeg"])
        print(path.name, peak(), file=sys.stderr)  # noqa: T201
    print(peak())  # noqa: T201


@pytest.mark.slow
@pytest.mark.skipif(not STATUS.exists(), reason="only Linux tells a process its own peak of memory")
@pytest.mark.timeout(600)
def test_memory_stays_bounded(tmp_path: Path) -> None:
    """With the largest references that the service takes: 64 million pixels."""
    for mode in ("RGB", "RGBA", "I;16", "P", "CMYK"):
        (tmp_path / mode).write_bytes(saved(Image.new(mode, (8000, 8000)), "JPEG" if mode == "CMYK" else "PNG"))
    root = Path(__file__).parents[3]
    command = (
        "import sys, pathlib; from tests.engines.composer.test_fuzz import heaviest as h; h(pathlib.Path(sys.argv[1]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", command, str(tmp_path)], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < MEGABYTES, done.stderr
