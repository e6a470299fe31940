"""What is struck in every disguise, and what never is."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danqing.admission.moderation_words import ALLOW, BadWords, Found, Rule, Words, load, rule_of
from tests.admission.disguise import TRICKS, wide

RULES = load()
WORDS = Words(RULES)
STRIKING = sorted({rule for rule in RULES if rule.category != ALLOW}, key=str)
ALLOWED = sorted({rule.word.strip("*") for rule in RULES if rule.category == ALLOW})
HERE = Path(__file__).parent
HARMLESS = [
    line
    for line in (HERE / "harmless.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
GALLERY = tomllib.loads((HERE.parent / "gallery" / "prompts.toml").read_text(encoding="utf-8"))


BOOBS = Words([*RULES, Rule("sexual", "boobs")])
"""With a word that has a letter twice."""


def struck(text: str) -> list[tuple[str, str]]:
    return [(str(found.rule), text[found.first : found.last]) for found in BOOBS.struck(text)]


def test_there_are_enough_harmless_sentences_in_both_languages() -> None:
    assert len([line for line in HARMLESS if line.isascii()]) >= 100
    assert len([line for line in HARMLESS if not line.isascii()]) >= 80


@pytest.mark.parametrize("sentence", HARMLESS)
def test_a_harmless_sentence_passes(sentence: str) -> None:
    assert struck(sentence) == []


@pytest.mark.parametrize("name", GALLERY)
def test_every_prompt_of_the_gallery_passes(name: str) -> None:
    assert struck(GALLERY[name]["prompt"]) == []


@pytest.mark.parametrize("trick", TRICKS)
def test_every_word_of_the_lists_is_struck_under_every_trick(trick: str) -> None:
    for rule in STRIKING:
        word = TRICKS[trick](rule.word.strip("*"))
        for sentence in (word, f"a picture of {word} at night", f"一张图，{word}，夜景", f"({word})", f"<<{word}>>!"):
            assert WORDS.struck(sentence), (str(rule), sentence)


@pytest.mark.parametrize("rule", STRIKING, ids=str)
def test_a_strike_names_the_rule_and_the_place(rule: Rule) -> None:
    word = rule.word.strip("*")
    found = Words([rule]).struck(f"看 {word.upper()} now")
    assert found == [Found(rule, 2, 2 + len(word))]


@given(st.sampled_from(ALLOWED), st.data())
def test_no_word_that_is_let_pass_is_struck_in_any_case_and_width(word: str, data: st.DataObject) -> None:
    ways = data.draw(st.lists(st.sampled_from([str, str.upper, wide]), min_size=len(word), max_size=len(word)))
    disguised = "".join(way(letter) for way, letter in zip(ways, word, strict=True))
    assert struck(disguised) == []
    assert struck(f"a picture of {disguised}, at night") == []


@given(st.text(max_size=300))
def test_any_text_can_be_read_and_what_is_found_lies_in_it(text: str) -> None:
    for found in WORDS.struck(text):
        assert 0 <= found.first < found.last <= len(text)


@given(st.sampled_from(STRIKING), st.sampled_from(sorted(TRICKS)), st.text("ab 色花,.、", max_size=60))
def test_a_disguised_word_is_found_where_it_stands(rule: Rule, trick: str, before: str) -> None:
    word = TRICKS[trick](rule.word.strip("*"))
    text = f"{before}\n\n{word}\n\nend"
    first = len(before) + 2
    assert any(first <= found.first < found.last <= first + len(word) for found in WORDS.struck(text)), text


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("free-po-rn-video", "po-rn"),
        ("a p o r n b", "p o r n"),
        ("看porn片", "porn"),
        ("porn!", "porn"),
        ("p\u200born", "p\u200born"),
        ("b10wj0b", "b10wj0b"),
        ("hero1n", "hero1n"),
        ("$ex t0y", "$ex t0y"),
        ("pooorn", "pooorn"),
        ("看色*情片", "色*情"),
        ("看 色 情 片", "色 情"),
        ("裸體", "裸體"),
        ("𝐩𝐨𝐫𝐧", "𝐩𝐨𝐫𝐧"),
        ("ⓟⓞⓡⓝ", "ⓟⓞⓡⓝ"),
        ("a boooobs b", "boooobs"),
        ("child   porn", "child   porn"),
        ("child\nporn", "child\nporn"),
        ("c h i l d p o r n", "c h i l d p o r n"),
        ("chi1d porn", "chi1d porn"),
    ],
)
def test_a_strike_shows_the_place_as_it_was_written(text: str, place: str) -> None:
    assert struck(text)[0][1] == place


@pytest.mark.parametrize(
    "text",
    [
        "Essex",
        "unicorn porncelain",
        "红色 情侣装",
        "红色-情侣装",
        "2018禁止",
        "色彩，情感",
        "pn",
        "m4th",
        "A55",
        "1024*1024",
        "a.b.c",
        "p r n",
        "spornx",
    ],
)
def test_parts_of_other_words_are_not_struck(text: str) -> None:
    words = Words(
        [
            Rule("x", "sex"),
            Rule("x", "色情"),
            Rule("x", "色彩情"),
            Rule("x", "porn"),
            Rule("x", "ass"),
            Rule("x", "18禁"),
        ]
    )
    assert words.struck(text) == []


def test_a_star_stands_for_what_the_word_goes_on_with() -> None:
    assert Words([Rule("x", "porn")]).struck("pornography") == []
    assert Words([Rule("x", "porn*")]).struck("pornography")
    assert Words([Rule("x", "porn*")]).struck("spornx") == []
    assert Words([Rule("x", "*porn*")]).struck("spornx")


def test_a_word_that_is_let_pass_covers_a_strike_inside_it_and_no_other() -> None:
    words = Words([Rule("x", "*cunt*"), Rule("x", "rape"), Rule("allow", "scunthorpe"), Rule("allow", "rape flowers")])
    assert words.struck("S c u n t h o r p e") == []
    assert words.struck("SCUNTHORPE") == []
    assert [str(found.rule) for found in words.struck("Scunthorpe, a cunt")] == ["x:*cunt*"]
    assert [found.first for found in words.struck("rape flowers and rape")] == [17]


def test_a_longer_strike_around_a_word_that_is_let_pass_stands() -> None:
    words = Words([Rule("x", "裸眼偷拍"), Rule("x", "裸"), Rule("allow", "裸眼")])
    assert words.struck("裸眼3D") == []
    assert [str(found.rule) for found in words.struck("裸眼偷拍")] == ["x:裸眼偷拍"]


def test_the_longest_of_the_first_strikes_comes_first() -> None:
    assert [rule for rule, _ in struck("child porn")] == ["minors:child porn*", "sexual:porn*"]


def test_the_shipped_lists_are_modest_well_formed_and_leave_politics_to_the_operator() -> None:
    assert len(set(RULES)) == len(RULES)
    by_category = {rule.category for rule in STRIKING}
    assert by_category == {"sexual", "minors", "violence", "hate", "self-harm", "drugs", "gambling"}
    latin = [rule for rule in STRIKING if rule.word.isascii()]
    assert 50 <= len(latin) <= 150
    assert 50 <= len(STRIKING) - len(latin) <= 150


def test_an_operators_own_list_lies_on_top(tmp_path: Path) -> None:
    own = tmp_path / "own.txt"
    own.write_text("# ours\n\npolitics: Freedonia   # a state\nallow:freedonia flag\n")
    words = Words(load(own))
    assert [str(found.rule) for found in words.struck("the king of FREEDONIA")] == ["politics:freedonia"]
    assert words.struck("a Freedonia flag") == []
    assert words.struck("porn")


@pytest.mark.parametrize("line", ["porn", "sexual:", "Sexual Things:porn", "sexual:...", ":porn", "sexual:*"])
def test_a_line_that_is_no_rule_is_named(tmp_path: Path, line: str) -> None:
    own = tmp_path / "own.txt"
    own.write_text(f"drugs:x\n{line}\n")
    with pytest.raises(BadWords, match=r"own\.txt, line 2"):
        load(own)


def test_a_list_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadWords, match=r"none\.txt"):
        load(tmp_path / "none.txt")
    binary = tmp_path / "binary.txt"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadWords, match=r"binary\.txt"):
        load(binary)


def test_a_rule_is_written_as_it_is_read() -> None:
    assert all(rule_of(str(rule)) == rule for rule in RULES)
