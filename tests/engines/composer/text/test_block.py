"""Text lies in its box, whole, in order, and readable as far as there is room."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from danqing.engines.composer.ink import Area, Shadow, canvas
from danqing.engines.composer.text.block import Placed, text_block
from danqing.engines.composer.text.breaking import NEVER_FIRST, NEVER_LAST
from danqing.engines.composer.text.faces import CHAINS
from danqing.engines.composer.text.finish import Extrude, Stroke

WORDS = "Come join the fun, O'Neill's well-known café: 50% off! (now) fjord gypsy ÀÉÎ Ж Ω"
CHINESE = "你好世界春夏秋冬新年快樂龍鳳呈祥，。！？、「引」（注）《书》……——"
JAPANESE = "愛のある暮らしをパピーと一緒にずっと。・っゃー「」"
PICTURES = ["🐶", "🎉", "👨‍👩‍👧‍👦", "🇫🇷", "❤️", "1️⃣", "👍🏽", "⭐"]
UNKNOWN = "مرحبا안녕สวัสดี"

characters = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(CHINESE),
    st.sampled_from(JAPANESE),
    st.sampled_from(PICTURES),
    st.sampled_from(UNKNOWN),
    st.sampled_from(" \n"),
    st.characters(),
)
anything = st.lists(characters, max_size=60).map("".join)
cjk = st.lists(st.sampled_from(CHINESE + JAPANESE), min_size=1, max_size=50).map("".join)
boxes: st.SearchStrategy[Area] = st.tuples(st.floats(0, 300), st.floats(0, 300), st.floats(4, 900), st.floats(4, 500))
strokes = st.none() | st.builds(Stroke, st.just("#fff"), st.floats(0.01, 0.4))
extrusions = st.none() | st.builds(Extrude, st.just("#a00"), st.floats(0.01, 0.4), st.floats(-1, 1), st.floats(-1, 1))
chains = st.sampled_from(sorted(CHAINS))


def block(text: str, box: Area, **setting: object) -> Placed:
    return text_block(canvas(4, 4)[2], text, box, **setting)  # pyright: ignore[reportArgumentType]


def inside(inner: Area, outer: Area, slack: float = 0.05) -> bool:
    return (
        inner[0] >= outer[0] - slack
        and inner[1] >= outer[1] - slack
        and inner[0] + inner[2] <= outer[0] + outer[2] + slack
        and inner[1] + inner[3] <= outer[1] + outer[3] + slack
    )


def visible(text: str) -> str:
    return "".join(text.split())


@settings(max_examples=1500, deadline=None)
@given(text=anything, box=boxes, chain=chains, maxsize=st.floats(5, 200), maxlines=st.integers(1, 6))
def test_whatever_is_said_lies_in_its_box(text: str, box: Area, chain: str, maxsize: float, maxlines: int) -> None:
    placed = block(text, box, chain=chain, maxsize=maxsize, maxlines=maxlines)
    assert inside(placed.box, box)
    assert placed.size <= maxsize
    assert all(inside(line.box, placed.box) for line in placed.lines if line.box[2])


@settings(max_examples=700, deadline=None)
@given(
    text=anything,
    box=boxes,
    stroke=strokes,
    extrude=extrusions,
    arc=st.floats(-0.5, 0.8),
    jitter=st.floats(0, 12),
    track=st.floats(-0.1, 0.6),
    align=st.sampled_from(["left", "center", "right"]),
    valign=st.sampled_from(["top", "middle", "bottom"]),
)
def test_no_ornament_leaves_the_box(text: str, box: Area, **ornaments: object) -> None:
    assert inside(block(text, box, **ornaments).box, box)


@settings(max_examples=150, deadline=None)
@given(
    text=anything,
    width=st.integers(8, 300),
    height=st.integers(8, 200),
    stroke=strokes,
    extrude=extrusions,
    chain=chains,
)
def test_no_pixel_is_inked_outside_the_box(
    text: str, width: int, height: int, stroke: Stroke | None, extrude: Extrude | None, chain: str
) -> None:
    pixels, _, drawn = canvas(width + 40, height + 40)
    text_block(drawn, text, (20, 20, width, height), chain=chain, stroke=stroke, extrude=extrude)
    pixels[19 : height + 21, 19 : width + 21] = 0  # one pixel of antialiasing is the box's
    assert pixels[..., 3].max() < 40


def test_what_is_reported_as_inked_is_what_is_inked() -> None:
    pixels, _, drawn = canvas(400, 200)
    placed = text_block(drawn, "Ágy 春", (40, 30, 320, 140), chain="bold", maxsize=90, stroke=Stroke("#f00", 0.1))
    rows, columns = np.flatnonzero(pixels[..., 3].any(axis=1)), np.flatnonzero(pixels[..., 3].any(axis=0))
    found = (columns[0], rows[0], columns[-1] + 1 - columns[0], rows[-1] + 1 - rows[0])
    assert np.allclose(found, placed.box, atol=1.6)


@settings(max_examples=700, deadline=None)
@given(text=anything, box=boxes, chain=chains)
def test_no_character_is_lost_and_none_is_added(text: str, box: Area, chain: str) -> None:
    one_line = block(text, (0, 0, 100_000, 1_000), chain=chain, maxlines=1, maxsize=10)
    placed = block(text, box, chain=chain)
    assert visible("".join(line.text for line in placed.lines)) == visible(
        "".join(line.text for line in one_line.lines)
    )
    assert placed.missing == one_line.missing


@settings(max_examples=500, deadline=None)
@given(text=cjk, box=boxes, chain=chains)
def test_lines_begin_and_end_where_they_may(text: str, box: Area, chain: str) -> None:
    lines = [line.text for line in block(text, box, chain=chain, maxlines=8).lines]
    assert not any(line[0] in NEVER_FIRST for line in lines[1:])
    assert not any(line[-1] in NEVER_LAST for line in lines[:-1])


@settings(max_examples=500, deadline=None)
@given(
    text=st.text(st.sampled_from(WORDS + CHINESE + JAPANESE), min_size=1, max_size=80),
    box=boxes,
    chain=chains,
    lead=st.floats(1.25, 1.6),
)
def test_lines_do_not_overlap(text: str, box: Area, chain: str, lead: float) -> None:
    placed = block(text, box, chain=chain, lead=lead, maxlines=5)
    inked = [line.box for line in placed.lines if line.box[3]]
    assert all(above[1] + above[3] <= below[1] + 0.02 * placed.size for above, below in pairwise(inked))


@settings(max_examples=300, deadline=None)
@given(text=st.text(st.sampled_from(WORDS), min_size=1, max_size=60), box=boxes)
def test_words_stay_whole_where_their_size_is_allowed(text: str, box: Area) -> None:
    placed = block(text, box, minsize=1e-6, maxsize=60, maxlines=9)
    words = text.replace("-", "- ").replace("/", "/ ").split()
    assert {part for line in placed.lines for part in line.text.replace("-", "- ").split()} <= set(words)


def test_more_room_costs_no_size_but_what_whole_phrases_are_worth() -> None:
    sizes = [block("超级萌宠派对 PUPPY PARTY!", (0, 0, 60 + 40 * n, 120)).size for n in range(12)]
    assert all(later >= 0.8 * max(sizes[:n]) for n, later in enumerate(sizes) if n)
    assert sizes[-1] > 2 * sizes[0]


def test_lines_are_balanced() -> None:
    lines = block("one two three four five six seven eight nine", (0, 0, 400, 200), maxlines=3, maxsize=40).lines
    widths = [line.box[2] for line in lines]
    assert len(lines) > 1
    assert min(widths) > 0.6 * max(widths)


def test_a_title_is_broken_between_its_phrases() -> None:
    placed = block("新年快樂 🎉🐉", (0, 0, 340, 150), chain="cartoon", maxsize=120)
    assert [line.text for line in placed.lines] == ["新年快樂", "🎉🐉"]


def test_a_line_feed_ends_a_line() -> None:
    placed = block("first\r\nsecond\u2028third", (0, 0, 900, 300), maxlines=1)
    assert [line.text for line in placed.lines] == ["first", "second", "third"]


def test_a_long_word_is_parted_rather_than_made_unreadable() -> None:
    placed = block("Donaudampfschifffahrtselektrizitätenhauptbetriebswerk", (0, 0, 200, 200), minsize=20, maxlines=2)
    assert placed.size >= 20
    assert len(placed.lines) > 2


def test_text_that_cannot_fit_shrinks_under_the_least_size() -> None:
    placed = block("a sentence of several words", (0, 0, 20, 12), minsize=11)
    assert 0 < placed.size < 11
    assert visible("".join(line.text for line in placed.lines)) == "asentenceofseveralwords"


@pytest.mark.parametrize(("align", "edge"), [("left", 0.0), ("center", 0.5), ("right", 1.0)])
def test_text_is_aligned_across(align: str, edge: float) -> None:
    x, _, width, _ = block("Hm", (100, 0, 500, 80), align=align, maxsize=40).box
    assert (x - 100) / (500 - width) == pytest.approx(edge, abs=0.01)


@pytest.mark.parametrize(("valign", "edge"), [("top", 0.0), ("middle", 0.5), ("bottom", 1.0)])
def test_text_is_aligned_down(valign: str, edge: float) -> None:
    _, y, _, height = block("国", (0, 100, 80, 500), valign=valign, maxsize=40).box
    assert (y - 100) / (500 - height) == pytest.approx(edge, abs=0.04)


@pytest.mark.parametrize("text", ["", "   ", "\n\n", "\x00\x07\u200b", UNKNOWN])
def test_nothing_to_set_is_no_error(text: str) -> None:
    pixels, _, drawn = canvas(50, 50)
    placed = text_block(drawn, text, (5, 5, 40, 40))
    assert placed.lines == ()
    assert placed.box == (5, 5, 0, 0)
    assert not pixels.any()


@pytest.mark.parametrize("box", [(5, 5, 0, 40), (5, 5, 40, 0), (5, 5, -3, 40)])
def test_no_room_is_no_error(box: Area) -> None:
    assert block("text", box).lines == ()


def test_missing_characters_are_counted_and_leave_no_gap() -> None:
    placed = block("مرحبا Hello 안녕 สวัสดี world \ud83d", (0, 0, 900, 100))
    assert "".join(placed.missing) == "مرحبا안녕สวัสดี\ud83d"
    assert [line.text for line in placed.lines] == ["Hello world"]


def test_missing_characters_are_not_drawn_as_boxes() -> None:
    drawn = []
    for text in ("Hello world", "안Hello مworld녕"):
        pixels, _, surface = canvas(300, 60)
        text_block(surface, text, (0, 0, 300, 60))
        drawn.append(pixels)
    assert np.array_equal(*drawn)


def test_an_unsteady_hand_is_the_same_for_the_same_text() -> None:
    pictures = []
    for _ in range(2):
        pixels, _, drawn = canvas(300, 80)
        text_block(drawn, "wobbly", (0, 0, 300, 80), jitter=8, shadow=Shadow(), glow="#f0f", gradient=["#f00", "#00f"])
        pictures.append(pixels)
    assert np.array_equal(*pictures)


def test_an_arc_lifts_the_middle() -> None:
    lifts = []
    for arc in (0.0, 0.8):
        pixels, _, drawn = canvas(400, 120)
        text_block(drawn, "HHHHHHHHH", (0, 0, 400, 120), maxsize=40, arc=arc)
        inked = pixels[..., 3] > 128
        first = int(np.flatnonzero(inked.any(axis=0))[0])
        feet = [int(np.flatnonzero(inked[:, x : x + 30].any(axis=1))[-1]) for x in (first, 185)]
        lifts.append(feet[0] - feet[1])
    assert abs(lifts[0]) <= 1
    assert lifts[1] > 20


def test_a_mark_without_a_width_of_its_own_is_set() -> None:
    _, _, drawn = canvas(200, 100)
    assert text_block(drawn, "\u302b", (10, 10, 180, 80)).size > 0
