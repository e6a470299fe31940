"""Forms, whole and broken."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danqing.core.errors import BadRequest
from danqing.wire.openai_form import MOST_PARTS, Part, read

FORM = Path(__file__).parent / "recorded" / "openai" / "python-edit.form"
KIND = "multipart/form-data; boundary=b"


def written(*parts: tuple[str, bytes]) -> bytes:
    return b"".join(b"--b\r\n%b\r\n\r\n%b\r\n" % (head.encode(), data) for head, data in parts) + b"--b--\r\n"


def test_parts_are_read_in_order_with_their_names() -> None:
    body = FORM.read_bytes()
    kind = f"multipart/form-data; boundary={body[2:34].decode()}"
    parts = read(body, kind)
    assert [(part.name, part.is_file) for part in parts] == [
        ("prompt", False),
        ("model", False),
        ("n", False),
        ("size", False),
        ("image", True),
        ("mask", True),
    ]
    assert (parts[0].data.decode(), parts[4].data, parts[4].kind) == ("把猫变成蓝色", b"a picture", "image/png")


def test_a_form_cut_short_is_refused_wherever_it_is_cut() -> None:
    body = FORM.read_bytes()
    kind = f"multipart/form-data; boundary={body[2:34].decode()}"
    for end in range(len(body.rstrip())):
        with pytest.raises(BadRequest):
            read(body[:end], kind)


@pytest.mark.parametrize("kind", ["multipart/form-data", "multipart/form-data; boundary=", f"{KIND}{'x' * 9000}"])
def test_a_boundary_is_needed_and_is_short(kind: str) -> None:
    with pytest.raises(BadRequest):
        read(written(), kind)


def test_a_part_needs_a_name() -> None:
    with pytest.raises(BadRequest, match="no name"):
        read(written(("Content-Disposition: form-data", b"x")), KIND)


def test_a_form_has_only_so_many_parts() -> None:
    part = ('Content-Disposition: form-data; name="x"', b"")
    assert len(read(written(*[part] * MOST_PARTS), KIND)) == MOST_PARTS
    with pytest.raises(BadRequest, match="at most 64 parts"):
        read(written(*[part] * (MOST_PARTS + 1)), KIND)


@given(st.lists(st.tuples(st.text("abc[]", min_size=1, max_size=5), st.binary(max_size=50)), max_size=4))
def test_what_is_written_is_read(said: list[tuple[str, bytes]]) -> None:
    parts = [(name, data) for name, data in said if b"--b" not in data]
    body = written(*((f'Content-Disposition: form-data; name="{name}"', data) for name, data in parts))
    assert read(body, KIND) == tuple(Part(name=name, data=data) for name, data in parts)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    for whole in (body, b"--b\r\n" + body, b'--b\r\nContent-Disposition: form-data; name="x"\r\n\r\n' + body):
        try:
            parts = read(whole, KIND)
        except BadRequest:
            continue
        assert all(part.name is not None for part in parts)
