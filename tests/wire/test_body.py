import pytest

from danqing.core.errors import BadRequest
from danqing.wire import body

NO_JSON = ("BadRequest.IllegalInput", "The input parameter requires json format.")
NO_MODEL = ("BadRequest.EmptyModel", 'Required parameter "model" missing from request.')
NO_INPUT = ("BadRequest.EmptyInput", "Required input parameter missing from request.")


@pytest.mark.parametrize(
    ("sent", "refusal"),
    [
        (b"", NO_JSON),
        (b"{", NO_JSON),
        (b"null", NO_JSON),
        (b'"model"', NO_JSON),
        (b"[]", NO_JSON),
        (b'{"model":"m","input":{"prompt":"\xff"}}', NO_JSON),
        (b'{"model":"m","input":{"prompt":"\\ud800"}}', NO_JSON),
        (b'{"model":"m","input":{"prompt":NaN}}', NO_JSON),
        (b'{"model":"m","input":{}} {}', NO_JSON),
        (b'{"model":"m","input":{"prompt":' + b"[" * 100_000, NO_JSON),
        (b'{"model":"m","input":{"n":' + b"9" * 10_000 + b"}}", NO_JSON),
        (b'{"model":"m","input":"a cat"}', NO_JSON),
        (b'{"model":"m","input":[]}', NO_JSON),
        (b'{"model":"m","input":{},"parameters":[]}', NO_JSON),
        (b'{"model":"m","input":{},"parameters":"n=1"}', NO_JSON),
        (b'{"input":{}}', NO_MODEL),
        (b'{"model":null,"input":{}}', NO_MODEL),
        (b'{"model":"","input":{}}', NO_MODEL),
        (b'{"model":" \\n","input":{}}', NO_MODEL),
        (b'{"model":5,"input":{}}', NO_MODEL),
        (b'{"model":["m"],"input":{}}', NO_MODEL),
        (b"{}", NO_MODEL),
        (b'{"model":"m"}', NO_INPUT),
        (b'{"model":"m","input":null}', NO_INPUT),
    ],
)
def test_what_is_no_request_is_refused_in_the_words_of_the_api(sent: bytes, refusal: tuple[str, str]) -> None:
    with pytest.raises(BadRequest) as refused:
        body.read(sent)
    assert (refused.value.code, refused.value.message) == refusal
    assert refused.value.status == 400


@pytest.mark.parametrize("sent", [b'{"model":"m","input":{}}', b'{"model":"m","input":{},"parameters":null}'])
def test_no_parameters_are_none_said(sent: bytes) -> None:
    assert body.read(sent).parameters == {}


def test_parameters_that_nobody_asked_for_are_kept_as_they_are() -> None:
    read = body.read(b'{"model":"m","x":1,"input":{},"parameters":{"is_async":true,"n":"4","size":null,"a":[{}]}}')
    assert read.parameters == {"is_async": True, "n": "4", "size": None, "a": [{}]}


@pytest.mark.parametrize(
    ("in_input", "in_parameters", "said"),
    [
        (b'"blur"', b'"noise"', "blur"),
        (b'""', b'"noise"', ""),
        (b"null", b'"noise"', "noise"),
        (b'"blur"', b"null", "blur"),
        (b"5", b'"noise"', 5),
    ],
)
def test_the_negative_prompt_of_the_input_wins(in_input: bytes, in_parameters: bytes, said: object) -> None:
    sent = b'{"model":"m","input":{"negative_prompt":%b},"parameters":{"negative_prompt":%b}}'
    assert body.read(sent % (in_input, in_parameters)).parameters == {"negative_prompt": said}
