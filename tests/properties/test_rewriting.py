"""No rewrite that changed a quoted text is ever drawn, whatever the prompt, the marks and the damage."""

from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from danqing.engines.rewriting.check import Wish, fault
from danqing.engines.rewriting.cleaning import cleaned
from danqing.engines.rewriting.quotes import PAIRS, SINGLE, Unclear, quoted

MARKS = [(opening, closing) for opening, closings in (PAIRS | SINGLE).items() for closing in closings]
ALL_MARKS = {mark for pair in MARKS for mark in pair}
LETTERS = st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"), exclude_characters=ALL_MARKS)
WISH = Wish(prompt="", is_edit=False, pictures=0, most=10_000)


@st.composite
def lettering(draw: st.DrawFn) -> str:
    """Text that stands in quotation marks; it begins and ends in a letter, as an apostrophe's word might."""
    return draw(st.text(LETTERS, min_size=1, max_size=12).filter(lambda text: text.strip() == text))


@st.composite
def said(draw: st.DrawFn, texts: list[str]) -> str:
    """Return a text that quotes these texts in order, each in marks of its own, among other words."""
    words = st.sampled_from(["a sign", "牌子上写着", "don't", "on the wall,", "and", "看板に", "the dog’s bowl"])
    parts: list[str] = [draw(words)]
    for text in texts:
        opening, closing = draw(st.sampled_from(MARKS))
        parts += [f" {opening}{text}{closing} ", draw(words)]
    return "".join(parts)


@given(st.data(), st.lists(lettering(), max_size=4))
def test_what_is_quoted_is_found_in_any_marks(data: st.DataObject, texts: list[str]) -> None:
    assert quoted(data.draw(said(texts))) == tuple(texts)


@given(st.data(), st.lists(lettering(), max_size=4), st.lists(lettering(), max_size=4))
def test_a_rewrite_is_drawn_only_if_it_quotes_the_same(data: st.DataObject, texts: list[str], other: list[str]) -> None:
    prompt, rewrite = data.draw(said(texts)), data.draw(said(data.draw(st.sampled_from([texts, other]))))
    if fault(replace(WISH, prompt=prompt), rewrite) == "":
        assert [text for text in texts if text not in rewrite] == []
        assert quoted(rewrite) == tuple(texts)


@given(st.data(), st.lists(lettering(), min_size=1, max_size=3))
def test_a_letter_that_changed_is_always_seen(data: st.DataObject, texts: list[str]) -> None:
    which = data.draw(st.integers(0, len(texts) - 1))
    at = data.draw(st.integers(0, len(texts[which]) - 1))
    letter = data.draw(LETTERS.filter(lambda letter: letter != texts[which][at] and not letter.isspace()))
    changed = [*texts]
    changed[which] = texts[which][:at] + letter + texts[which][at + 1 :]
    prompt, rewrite = data.draw(said(texts)), data.draw(said(changed))
    assert fault(replace(WISH, prompt=prompt), rewrite) != ""


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_two_texts_can_be_compared(prompt: str, answer: str) -> None:
    rewrite = cleaned(answer)
    why = fault(replace(WISH, prompt=prompt), rewrite)
    if why == "":
        assert quoted(rewrite) == quoted(prompt)


@given(st.data(), st.lists(lettering(), max_size=3), st.integers(0, 60), st.sampled_from(sorted(ALL_MARKS)))
def test_a_mark_put_in_anywhere_is_noticed(data: st.DataObject, texts: list[str], at: int, mark: str) -> None:
    prompt = data.draw(said(texts))
    damaged = prompt[:at] + mark + prompt[at:]
    try:
        same = quoted(damaged) == quoted(prompt)
    except Unclear:
        same = False
    assume(not same)
    assert fault(replace(WISH, prompt=prompt), damaged) != ""
