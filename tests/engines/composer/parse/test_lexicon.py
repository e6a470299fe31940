"""The tables of words agree with each other."""

from importlib import resources

import pytest
import uharfbuzz

from danqing.engines.composer.parse import lexicon
from danqing.engines.composer.parse.naming import plural
from danqing.engines.composer.spec import Language, Layout, Look, Place, Role, Verb

KINDS = {"animal", "person", "vehicle", "building", "plant", "food", "sky", "object", "deco", "water"}
COLUMNS = ("en", "zh", "ja")


def test_every_noun_can_be_drawn_and_is_at_home_in_a_scene_that_exists() -> None:
    for key, row in lexicon.table("nouns").items():
        assert row.get("emoji") or row.get("painter"), key
        assert row["kind"] in KINDS, key
        assert 0 < row["height"] < 3, key
        assert row.get("home", "meadow") in lexicon.scenes(), key
        assert all(row[column] for column in COLUMNS), key


def test_no_word_names_two_nouns() -> None:
    for column in COLUMNS:
        seen: dict[str, str] = {}
        for key, row in lexicon.table("nouns").items():
            for word in row[column].split("|"):
                assert seen.setdefault(word.removeprefix("~"), key) == key, word


def test_what_a_scene_adds_and_stands_for_are_nouns() -> None:
    for key, row in lexicon.scenes().items():
        assert set(row["props"]) <= set(lexicon.nouns()), key
        assert row.get("emblem", "tree") in lexicon.nouns(), key


def test_every_role_place_look_and_layout_has_words() -> None:
    cues = lexicon.cues()
    assert set(cues["role"]) - {"says"} == {role.value for role in Role} - {"card"}
    assert set(cues["place"]) == {place.value for place in Place} - {""}
    assert set(cues["look"]) == {look.value for look in Look}
    assert {layout.value for layout in Layout} >= set(cues["layout"])


def test_every_phrase_is_there_in_every_language() -> None:
    phrases = lexicon.table("phrases")
    for column in COLUMNS:
        words = phrases[column]
        assert set(words) == set(phrases["en"])
        assert set(words["layout"]) == {layout.value for layout in Layout}
        assert set(words["verb"]) == {verb.value for verb in Verb}
        assert set(words["role"]) == {role.value for role in Role}
        assert set(words["place"]) == {place.value for place in Place} - {""}
        assert set(words["person"]) == set(phrases["en"]["person"])


@pytest.mark.parametrize("language", list(Language))
def test_thousands_of_words_are_known_in_every_language(language: Language) -> None:
    words = lexicon.words(language)
    assert len(words.latin) > 3000
    assert language is Language.EN or len(words.written) > 3000


def test_there_are_scenes_and_styles_enough() -> None:
    assert len(lexicon.scenes()) >= 24
    assert len(lexicon.styles()) >= 12


def test_garments_without_a_wearer_name_nouns_that_exist() -> None:
    for row in lexicon.people()["dress"].values():
        assert row.get("noun", "hat") in lexicon.nouns()


def test_the_font_draws_every_emoji_as_one_glyph() -> None:
    path = resources.files("danqing.engines.composer") / "fonts/NotoColorEmoji-COLRv1.ttf"
    font = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path))))
    for key, row in lexicon.table("nouns").items():
        buffer = uharfbuzz.Buffer()
        buffer.add_str(row.get("emoji", "⭐"))
        buffer.guess_segment_properties()
        uharfbuzz.shape(font, buffer, {})
        assert [info.codepoint > 0 for info in buffer.glyph_infos] == [True], key


def test_a_plural_means_a_thing_a_scene_or_letters_as_its_singular_does() -> None:
    latin = lexicon.words(Language.EN).latin
    for key, row in lexicon.table("nouns").items():
        for word in row["en"].split("|"):
            assert latin.get(plural(word), {"noun": key}).keys() & {"noun", "scene", "role"}, word
