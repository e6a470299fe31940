"""Skia is loaded on a machine that has no OpenGL, and draws there what it draws anywhere."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux wheels are linked with OpenGL")

DRAW = """
import hashlib
from danqing.engines.composer.skia_loader import skia
from danqing.engines.composer.emoji import draw_emoji
from danqing.engines.composer.ink import canvas, paint, radial, star
from danqing.engines.composer.text.block import text_block

pixels, surface, drawn = canvas(300, 200)
drawn.drawPath(star((90, 90), 70), paint(shader=radial((90, 90), 70, ["#ffd54f", "#d32f2f"]), blur=2))
text_block(drawn, "Danqing 丹青", (10, 110, 280, 80), chain="cartoon")
draw_emoji(drawn, "🐶", 230, 100, 90)
print(hashlib.sha256(pixels.tobytes()).hexdigest())
"""


PICTURES = """
import hashlib, os, sys
from danqing.core.job import Door, Job, Kind, Size
from danqing.engines.composer.composer import Composer

if os.getuid() == 0:  # whoever may do everything becomes nobody, who owns and may write nothing
    os.setgroups([]), os.setgid(65534), os.setuid(65534)
size = Size(width=256, height=256)
for prompt in ("poster of three dogs, title “Play!”, 3D cartoon", "タイトルは「夏祭り」", "oil painting"):
    job = Job(door=Door.TEXT2IMAGE, model="composer", kind=Kind.DRAW, prompt=prompt, size=size, seed=1)
    print(hashlib.sha256(Composer().draw(job, []).images[0].png).hexdigest())
"""
BARE = {"HOME": "/nonexistent", "TMPDIR": "/nonexistent", "FONTCONFIG_FILE": "/nonexistent", "FONTCONFIG_PATH": "/"}
"""What a container without fonts, home and room for files says; PATH and all else are gone."""


def python(script: str, *, first: Path | None = None, bare: bool = False) -> subprocess.CompletedProcess[str]:
    environment = (BARE if bare else os.environ) | ({"PYTHONPATH": str(first)} if first else {})
    return subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.fixture(scope="module")
def no_gl(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a copy of the wheel that is linked with libraries which no machine has."""
    folder = tmp_path_factory.mktemp("no_gl")
    found = importlib.util.find_spec("skia")
    assert found is not None
    assert found.origin is not None
    wheel = Path(found.origin)
    relinked(wheel, folder, (b"libGL.so.1", b"libEGL.so.1", b"libexpat.so.1"))
    (folder / "skia_python.libs").mkdir()
    for library in wheel.parent.glob("skia_python.libs/*"):
        relinked(library, folder / "skia_python.libs", (b"libexpat.so.1",) if b"fontconfig" in bytes(library) else ())
    return folder


def relinked(library: Path, folder: Path, names: tuple[bytes, ...]) -> None:
    """Copy `library` into `folder`, in need of version 9 of what `names` says version 1 of."""
    linked = library.read_bytes()
    for name in names:
        assert name + b"\0" in linked
        linked = linked.replace(name + b"\0", name[:-1] + b"9\0")
    (folder / library.name).write_bytes(linked)


def test_the_wheel_alone_cannot_be_loaded_without_opengl(no_gl: Path) -> None:
    done = python("import skia", first=no_gl)
    assert done.returncode != 0
    assert ".so.9: cannot open shared object file" in done.stderr


def test_a_picture_drawn_without_opengl_is_the_same_to_the_byte(no_gl: Path) -> None:
    with_gl, without_gl = python(DRAW), python(DRAW, first=no_gl)
    assert without_gl.returncode == 0, without_gl.stderr
    assert len(without_gl.stdout) == 65
    assert without_gl.stdout == with_gl.stdout


def test_nobody_without_fonts_opengl_and_home_draws_the_same_pictures(no_gl: Path) -> None:
    at_home, bare = python(PICTURES), python(PICTURES, first=no_gl, bare=True)
    assert bare.returncode == 0, bare.stderr
    assert len(bare.stdout.split()) == 3
    assert bare.stdout == at_home.stdout
    assert "ontconfig" not in bare.stderr


def test_nothing_is_left_on_disk(no_gl: Path, tmp_path: Path) -> None:
    script = f"import tempfile; tempfile.tempdir = {str(tmp_path)!r}\n{DRAW}"
    assert python(script, first=no_gl).returncode == 0
    assert not list(tmp_path.iterdir())


def test_where_it_cannot_be_loaded_it_is_said_why_and_what_to_do(no_gl: Path) -> None:
    script = (
        "import platform; platform.machine = lambda: 'riscv64'\nfrom danqing.engines.composer.skia_loader import skia"
    )
    done = python(script, first=no_gl)
    assert done.returncode != 0
    said = done.stderr.strip().splitlines()[-1]
    assert said.startswith("ImportError: The composer draws with skia-python, which cannot be loaded on this machine")
    assert ".so.9: cannot open" in said
    assert "no stand-in for a missing library can be made on linux riscv64" in said
    assert "apt-get install -y libgl1 libegl1" in said


def test_a_skia_that_is_broken_otherwise_is_told_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "skia.py").write_text("raise ImportError('a broken wheel')")
    done = python("from danqing.engines.composer.skia_loader import skia", first=tmp_path)
    assert done.returncode != 0
    assert "cannot be loaded on this machine: a broken wheel" in done.stderr
