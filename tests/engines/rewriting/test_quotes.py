"""What is quoted, in every style; apostrophes are no quotation marks."""

import pytest

from danqing.engines.rewriting.quotes import PAIRS, SINGLE, Unclear, quoted


@pytest.mark.parametrize("opening", [*PAIRS, *SINGLE])
def test_every_style_is_known(opening: str) -> None:
    for closing in PAIRS.get(opening) or SINGLE[opening]:
        assert quoted(f"a sign {opening}Hi, you{closing} on a wall") == ("Hi, you",)
        assert quoted(f"牌子{opening}你好{closing}在墙上") == ("你好",)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a cat", ()),
        ('"A" and "B" and "A"', ("A", "B", "A")),
        ("左书“上联”，右书「下联」，横批《春》", ("上联", "下联", "春")),
        ("“a ‘b’ c” 「d『e』f」", ("a ‘b’ c", "d『e』f")),
        ("“a “b” c”", ("a “b” c",)),
        ("„Hallo“, »Welt«, «monde», ”hej”", ("Hallo", "Welt", "monde", "hej")),
        ('""', ()),
        ("“ ”", ()),
        ("“two\nlines”", ("two\nlines",)),
        ("“ kept as it is ”", (" kept as it is ",)),
        ("don't, don’t, the dogs' bowl, rock’n’roll", ()),
        ("‘don’t stop’ and 'don't go'", ("don’t stop", "don't go")),
        ("a 1950's diner in the '50s", ()),
        ("写着'你好'的牌子", ("你好",)),
    ],
)
def test_what_is_quoted(text: str, found: tuple[str, ...]) -> None:
    assert quoted(text) == found


@pytest.mark.parametrize(
    "text",
    ['a 6" pipe', "“never closed", "closed」 only", "“a", "”a", "«a", "a sign 'Hi' near the dogs' bowl", "`"],
)
def test_marks_that_do_not_close_are_unclear(text: str) -> None:
    with pytest.raises(Unclear):
        quoted(text)
