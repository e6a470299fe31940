"""A string is set in one face for its Chinese and Japanese, and in the weight asked for."""

import re

import pytest

from danqing.engines.composer.text.faces import CHAINS, FILES, FONTS, Cut, face, faces_for


def families(text: str, chain: str) -> list[str]:
    return [f.cut.family for f in faces_for(text, chain)]


def test_every_face_is_in_the_package_with_its_licence() -> None:
    for family, file in FILES.items():
        licence = FONTS / f"{file.split('.')[0].split('-')[0]}-OFL.txt"
        assert (FONTS / file).is_file(), family
        assert "SIL Open Font License, Version 1.1" in licence.read_text("utf-8"), family


def test_a_display_face_sets_what_it_has() -> None:
    assert families("新年快乐", "brush") == ["script", "brush", "kai", "sans"]


def test_a_display_face_that_lacks_a_character_sets_none_of_them() -> None:
    assert families("新年快樂", "brush") == ["script", "boku", "kai", "sans"]
    assert families("歲歲平安", "brush") == ["kai", "sans"]
    assert families("新年快樂 PARTY", "cartoon") == ["round", "pop", "sans"]


def test_kana_are_set_in_a_japanese_face() -> None:
    assert families("あそぼう", "cartoon") == ["round", "pop", "sans"]
    assert families("ラーメン", "brush") == ["script", "boku", "kai", "sans"]


def test_handwriting_of_one_face_is_not_mixed_with_another_s_letters() -> None:
    assert families("一、Qwen-Image的技术路线", "hand") == ["kai", "sans"]
    assert families("Thank You, Ms. Rivera", "hand")[0] == "script"


def test_a_character_that_no_face_has_does_not_take_the_brush_away() -> None:
    assert families("新年快乐안녕", "brush")[1] == "brush"


@pytest.mark.parametrize("chain", CHAINS)
def test_every_chain_ends_in_the_face_with_the_most_characters(chain: str) -> None:
    last = faces_for("", chain)[-1]
    assert all(last.has(c) for c in "Aé中國日本かナЖΩ—“”…、。「」『』％")


@pytest.mark.parametrize("family", ["sans", "latin", "round"])
def test_more_weight_is_more_ink(family: str) -> None:
    light, heavy = (face(Cut(family, weight)) for weight in (300, 700))
    stem = light.typeface.unicharToGlyph(ord("l"))
    widths = [f.outline(stem).computeTightBounds().width() for f in (light, heavy)]  # pyright: ignore[reportOptionalMemberAccess]
    assert widths[1] > 1.3 * widths[0]


def test_a_face_of_one_weight_is_thickened() -> None:
    plain, bold = face(Cut("brush")), face(Cut("brush", 31))
    glyph = plain.typeface.unicharToGlyph(ord("一"))
    heights = [f.outline(glyph).computeTightBounds().height() for f in (plain, bold)]  # pyright: ignore[reportOptionalMemberAccess]
    assert heights[1] > heights[0] + 10


def test_a_space_has_no_outline_to_draw() -> None:
    sans = face(Cut("sans", 500))
    outline = sans.outline(sans.typeface.unicharToGlyph(ord(" ")))
    assert outline is None or outline.isEmpty()


@pytest.mark.parametrize("text", ["Łódź", "Kőszeg", "İstanbul ğış", "Việt Nam", "Ελλάδα", "Україна їґ"])
@pytest.mark.parametrize("chain", ["body", "cartoon", "brush"])
def test_every_european_alphabet_can_be_set(text: str, chain: str) -> None:
    faces = faces_for(text, chain)
    assert all(any(f.has(c) for f in faces) for c in text if c != " ")


def test_western_letters_that_a_chain_lacks_bring_a_face_that_has_them_all() -> None:
    assert families("Łódź und Gdańsk", "body") == ["latin", "sans"]
    assert families("Łódź und Gdańsk", "cartoon")[0] == "latin"
    assert families("Zürich", "body") == ["sans"]


def test_what_reads_from_right_to_left_is_not_set() -> None:
    assert not any(f.has(c) for f in faces_for("שלום", "cartoon") for c in "שלוםمرحبا")


def test_no_face_bears_a_name_that_its_licence_reserves() -> None:
    """The OFL's third condition: a modified face may not use a Reserved Font Name."""
    for family, file in FILES.items():
        licence = (FONTS / f"{file.split('.')[0].split('-')[0]}-OFL.txt").read_text("utf-8")
        names = face(Cut(family, 500)).typeface.getFamilyName()
        assert not [name for name in re.findall(r"Reserved Font Names? ['\"“]?([\w ]+)", licence) if name in names]


@pytest.mark.parametrize("signs", ["€£¥₩", "™©®", "✓", "№℃㎡", "ⅣⅫ", "①②Ⓐ㊗", "■□▲▼●○★☆", "♪♥♂♀", "ㄅㄆㄇ", "ẤẾữ"])
def test_signs_that_posters_use_can_be_set(signs: str) -> None:
    last = faces_for("", "body")[-1]
    assert all(last.has(c) for c in signs)


@pytest.mark.parametrize(
    "characters", ["喆堃镕珺湉彧龘", "嘢咗嘅嚟冇啲佢", "髙﨑々〆ヶ", "飛舞臺灣鬱", "ΑΩЖя", "āáǎàǖǘǚǜńň"]
)
def test_characters_of_names_and_dialects_can_be_set(characters: str) -> None:
    last = faces_for("", "body")[-1]
    assert all(last.has(c) for c in characters)
