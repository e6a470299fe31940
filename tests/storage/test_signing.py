from urllib.parse import parse_qsl

import pytest

from danqing.core.clock import FixedClock
from danqing.core.errors import AccessDenied
from danqing.storage.signing import Signer

KEY = "results/20251120/t/1/t-1.png"


@pytest.fixture
def signer(clock: FixedClock) -> Signer:
    return Signer(b"0123456789abcdef", clock)


def opened(query: str) -> dict[str, str]:
    return dict(parse_qsl(query))


def test_a_signed_url_opens_its_key(signer: Signer, clock: FixedClock) -> None:
    signer.check(KEY, opened(signer.sign(KEY, clock.now() + 60)))


def test_the_same_input_makes_the_same_url(signer: Signer) -> None:
    assert signer.sign(KEY, 1_763_800_000.9) == signer.sign(KEY, 1_763_800_000)


def test_a_query_needs_no_escaping(signer: Signer) -> None:
    assert all(
        set(signer.sign(KEY, moment))
        <= set("Expires=&SignatureABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        for moment in range(1_763_800_000, 1_763_800_100)
    )


def test_a_url_ends_at_its_moment(signer: Signer, clock: FixedClock) -> None:
    query = opened(signer.sign(KEY, clock.now() + 60))
    clock.advance(59)
    signer.check(KEY, query)
    clock.advance(1)

    with pytest.raises(AccessDenied, match="has expired"):
        signer.check(KEY, query)


@pytest.mark.parametrize("left_out", ["Expires", "Signature"])
def test_a_url_without_its_signature_is_refused(signer: Signer, clock: FixedClock, left_out: str) -> None:
    query = opened(signer.sign(KEY, clock.now() + 60))
    del query[left_out]

    with pytest.raises(AccessDenied, match="no signature"):
        signer.check(KEY, query)


@pytest.mark.parametrize(
    "change",
    [
        {"Expires": "1963700000"},
        {"Expires": "1e99"},
        {"Expires": "soon"},
        {"Expires": "１７６３７０００６０"},
        {"Signature": "x"},
        {"Signature": "签名"},
        {"Signature": "\udc80"},
    ],
)
def test_a_changed_url_is_refused(signer: Signer, clock: FixedClock, change: dict[str, str]) -> None:
    query = opened(signer.sign(KEY, clock.now() + 60)) | change

    with pytest.raises(AccessDenied, match="does not belong") as caught:
        signer.check(KEY, query)
    assert caught.value.status == 403


@pytest.mark.parametrize("key", ["results/20251120/t/1/t-2.png", "", KEY + "\n", "1763700060\n" + KEY, "图"])
def test_a_signature_opens_no_other_key(signer: Signer, clock: FixedClock, key: str) -> None:
    with pytest.raises(AccessDenied, match="does not belong"):
        signer.check(key, opened(signer.sign(KEY, clock.now() + 60)))


def test_a_signature_of_another_secret_is_refused(signer: Signer, clock: FixedClock) -> None:
    other = Signer(b"fedcba9876543210", clock)

    with pytest.raises(AccessDenied, match="does not belong"):
        signer.check(KEY, opened(other.sign(KEY, clock.now() + 60)))


def test_a_seal_is_known_again_and_no_url(signer: Signer, clock: FixedClock) -> None:
    moment = str(int(clock.now() + 60))
    seal = signer.seal(f"{moment}\n{KEY}")

    assert signer.is_sealed(f"{moment}\n{KEY}", seal)
    assert not signer.is_sealed(f"{moment}\n{KEY}x", seal)
    assert not signer.is_sealed(f"{moment}\n{KEY}", "签")
    with pytest.raises(AccessDenied):
        signer.check(KEY, {"Expires": moment, "Signature": seal})


def test_a_short_secret_is_no_secret(clock: FixedClock) -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        Signer(b"short", clock)
