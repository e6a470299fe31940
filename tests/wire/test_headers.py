import pytest

from danqing.wire import headers
from danqing.wire.headers import Headers

FULL = Headers(api_key="sk-1", wants_async=True, workspace="llm-1", wants_events=True, idempotency_key="again")


def test_what_python_sends_is_understood() -> None:
    sent = {
        "user-agent": "dashscope/2.0.2; python/3.11.7",
        "Accept": "application/json; charset=utf-8",
        "X-DashScope-Async": "enable",
        "Authorization": "Bearer sk-test-key",
        "x-dashscope-sdk-client": "python-sdk/2.0.2/aigc",
        "X-DashScope-WorkSpace": "llm-abc123",
        "Content-Type": "application/json; charset=utf-8",
    }
    assert headers.read(sent) == Headers(api_key="sk-test-key", wants_async=True, workspace="llm-abc123")


def test_nothing_said_is_nothing_wanted() -> None:
    assert headers.read({}) == Headers()


@pytest.mark.parametrize("spell", [str.lower, str.upper, str.title])
def test_names_may_be_spelled_in_any_way(spell: type[str]) -> None:
    sent = {spell(name): value for name, value in headers.write(FULL).items()}
    assert headers.read(sent) == FULL


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("Bearer sk-1", "sk-1"),
        ("bearer sk-1", "sk-1"),
        ("BEARER  sk-1 ", "sk-1"),
        ("Bearer d1xxx2a", "d1xxx2a"),
        ("Bearer sk-ws-xxx.yyy", "sk-ws-xxx.yyy"),
        ("Bearer", None),
        ("Bearer ", None),
        ("sk-1", None),
        ("Basic c2s6", None),
        ("", None),
    ],
)
def test_a_key_is_what_follows_bearer(said: str, key: str | None) -> None:
    assert headers.read({"Authorization": said}).api_key == key


@pytest.mark.parametrize(("said", "wanted"), [("enable", True), ("Enable", True), ("disable", False), ("", False)])
def test_async_and_events_are_enabled_by_that_word_alone(said: str, wanted: bool) -> None:
    read = headers.read({"X-DashScope-Async": said, "X-DashScope-Sse": said})
    assert (read.wants_async, read.wants_events) == (wanted, wanted)


def test_an_encrypted_body_is_announced() -> None:
    assert headers.read({"X-DashScope-EncryptionKey": "{}"}).encrypted


def test_a_client_sends_no_header_without_a_value() -> None:
    assert headers.write(Headers(api_key="sk-1")) == {
        "Accept": "application/json",
        "Content-Type": "application/json; charset=utf-8",
        "Authorization": "Bearer sk-1",
    }


def test_a_client_that_names_oss_images_asks_for_them() -> None:
    assert headers.write(Headers(), resolve_oss=True)["X-DashScope-OssResourceResolve"] == "enable"


def test_notes_of_an_engine_fit_into_headers() -> None:
    sent = headers.drawn("composer/1.0", {"understood": "一只猫, 100% red\r\nSet-Cookie: x"})
    assert sent == {
        "X-Image-Engine": "composer/1.0",
        "X-Composer-Understood": "%E4%B8%80%E5%8F%AA%E7%8C%AB, 100%25 red%0D%0ASet-Cookie: x",
    }


@pytest.mark.parametrize("progress", [0.0, 0.42, 1.0])
def test_how_far_a_task_is_is_read_back(progress: float) -> None:
    assert headers.how_far(headers.running(progress)[headers.PROGRESS]) == progress


@pytest.mark.parametrize("said", ["", "half", "-0.1", "1.1", "nan", "inf"])
def test_what_is_no_part_of_a_whole_is_not_heard(said: str) -> None:
    assert headers.how_far(said) is None
    assert headers.running(None) == {}
