import base64
import dataclasses
import json

import pytest

from danqing.core.clock import CountingIds, FixedClock
from danqing.core.errors import AccessDenied, Conflict, InvalidInput, InvalidParameter, Refused, TooLarge
from danqing.storage.objects import Objects, memory
from danqing.storage.signing import Signer
from danqing.storage.uploads import PREFIX, Uploads
from danqing.wire.uploads import Policy

pytestmark = pytest.mark.anyio

FILE = b"\x89PNG not looked at here"
HOST = "https://danqing.test/uploads"


@pytest.fixture
def storage() -> Objects:
    return memory()


@pytest.fixture
def uploads(storage: Objects, clock: FixedClock, ids: CountingIds) -> Uploads:
    return Uploads(storage, Signer(b"0123456789abcdef", clock), clock, ids)


def form(policy: Policy, name: str = "girl.png") -> dict[str, str]:
    """The text fields as the official clients send them."""
    return {
        "OSSAccessKeyId": policy.oss_access_key_id,
        "Signature": policy.signature,
        "policy": policy.policy,
        "key": f"{policy.upload_dir}/{name}",
        "x-oss-object-acl": policy.x_oss_object_acl,
        "x-oss-forbid-overwrite": policy.x_oss_forbid_overwrite,
        "success_action_status": "200",
        "x-oss-content-type": "image/png",
    }


def test_a_policy_has_all_that_clients_read(uploads: Uploads, clock: FixedClock) -> None:
    policy = uploads.policy("team-a", "wanx-v1", HOST)

    account, date, unique = policy.upload_dir.removeprefix("dashscope-instant/").split("/")
    assert (len(account), date, unique) == (32, "2025-11-21", "00000000-0000-0000-0000-000000000001")
    assert all(isinstance(value, str | int) and value for value in dataclasses.asdict(policy).values())
    assert (policy.expire_in_seconds, policy.max_file_size_mb) == (300, 10)
    assert (policy.x_oss_object_acl, policy.x_oss_forbid_overwrite) == ("private", "true")


def test_a_policy_says_what_it_allows(uploads: Uploads) -> None:
    policy = uploads.policy("team-a", "wanx-v1", HOST)

    assert json.loads(base64.b64decode(policy.policy)) == {
        "expiration": "2025-11-21T04:45:00.000Z",
        "model": "wanx-v1",
        "conditions": [
            ["content-length-range", 0, 10485760],
            ["starts-with", "$key", f"{policy.upload_dir}/"],
            {"x-oss-object-acl": "private"},
            {"x-oss-forbid-overwrite": "true"},
        ],
    }


@pytest.mark.parametrize(
    "name",
    [
        "girl.png",
        "图 片.png",
        "no extension",
        "?&#%2F.png",
        "a\\b.png",
        "..",
        ".",
        "..png",
        "字" * 200 + ".png",
        "line\nfeed.png",
        "🎨",
    ],
)
async def test_a_file_of_any_name_is_read_back(uploads: Uploads, storage: Objects, name: str) -> None:
    policy = uploads.policy("team-a", "wanx-v1", HOST)

    await uploads.accept(form(policy, name), FILE)

    assert await uploads.read("team-a", f"oss://{policy.upload_dir}/{name}") == FILE
    assert all(key.isascii() and len(key) < 250 for key in await storage.older(PREFIX, 1e12))


async def test_the_same_file_again_is_fine_and_another_is_a_conflict(uploads: Uploads) -> None:
    policy = uploads.policy("team-a", "wanx-v1", HOST)
    await uploads.accept(form(policy), FILE)
    await uploads.accept(form(policy), FILE)

    with pytest.raises(Conflict) as caught:
        await uploads.accept(form(policy), FILE + b"!")

    assert (caught.value.status, caught.value.code) == (409, "FileAlreadyExists")
    assert await uploads.read("team-a", f"oss://{policy.upload_dir}/girl.png") == FILE


async def test_several_files_under_one_policy_are_kept_apart(uploads: Uploads) -> None:
    policy = uploads.policy("team-a", "wanx-v1", HOST)
    await uploads.accept(form(policy, "a.png"), b"a")
    await uploads.accept(form(policy, "b.png"), b"b")

    assert await uploads.read("team-a", f"oss://{policy.upload_dir}/a.png") == b"a"
    assert await uploads.read("team-a", f"oss://{policy.upload_dir}/b.png") == b"b"


async def test_a_policy_expires(uploads: Uploads, clock: FixedClock) -> None:
    policy = uploads.policy("team-a", "wanx-v1", HOST)
    clock.advance(299)
    await uploads.accept(form(policy, "a.png"), FILE)
    clock.advance(1)

    with pytest.raises(AccessDenied) as caught:
        await uploads.accept(form(policy, "b.png"), FILE)
    assert (caught.value.status, caught.value.code) == (403, "AccessDenied")
    assert caught.value.message == "Invalid according to Policy: Policy expired."


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"Signature": ""}, AccessDenied),
        ({"Signature": "n3dNX/aD3+WAly0QgzsURfiIk00="}, AccessDenied),
        ({"policy": ""}, AccessDenied),
        (
            {"policy": base64.b64encode(b'{"expiration":"2099-01-01T00:00:00.000Z","conditions":[]}').decode()},
            AccessDenied,
        ),
        ({"key": "girl.png"}, AccessDenied),
        ({"key": ""}, AccessDenied),
        ({"key": "dashscope-instant/" + "0" * 32 + "/2025-11-21/" + "0" * 36 + "/girl.png"}, AccessDenied),
        ({"x-oss-object-acl": "public-read"}, AccessDenied),
        ({"x-oss-forbid-overwrite": "false"}, AccessDenied),
        ({"key": "{dir}/"}, InvalidParameter),
        ({"key": "{dir}/../girl.png"}, InvalidParameter),
        ({"key": "{dir}/a/girl.png"}, InvalidParameter),
    ],
)
async def test_a_form_that_its_policy_does_not_allow_is_refused(
    uploads: Uploads, storage: Objects, change: dict[str, str], error: type[Refused]
) -> None:
    policy = uploads.policy("team-a", "wanx-v1", HOST)
    changed = {name: value.replace("{dir}", policy.upload_dir) for name, value in change.items()}

    with pytest.raises(error):
        await uploads.accept(form(policy) | changed, FILE)
    assert await storage.older(PREFIX, 1e12) == ()


@pytest.mark.parametrize("field", ["Signature", "policy", "key"])
async def test_a_form_without_a_field_is_refused(uploads: Uploads, field: str) -> None:
    sent = form(uploads.policy("team-a", "wanx-v1", HOST))
    del sent[field]

    with pytest.raises(AccessDenied):
        await uploads.accept(sent, FILE)


async def test_ten_megabytes_are_taken_and_not_one_byte_more(uploads: Uploads) -> None:
    policy = uploads.policy("team-a", "wanx-v1", HOST)
    await uploads.accept(form(policy, "a.png"), bytes(10 * 1024 * 1024))

    with pytest.raises(TooLarge) as caught:
        await uploads.accept(form(policy, "b.png"), bytes(10 * 1024 * 1024 + 1))
    assert caught.value.status == 413


async def test_an_upload_is_read_for_48_hours(uploads: Uploads, storage: Objects, clock: FixedClock) -> None:
    policy = uploads.policy("team-a", "wanx-v1", HOST)
    await uploads.accept(form(policy), FILE)
    (key,) = await storage.older(PREFIX, 1e12)
    clock.advance((await storage.head(key)).modified + 48 * 3600 - clock.now())
    assert await uploads.read("team-a", f"oss://{policy.upload_dir}/girl.png") == FILE
    clock.advance(1)

    with pytest.raises(InvalidInput, match="oss download error"):
        await uploads.read("team-a", f"oss://{policy.upload_dir}/girl.png")


@pytest.mark.parametrize(
    "reference",
    [
        "oss://",
        "oss://girl.png",
        "oss://{dir}",
        "oss://{dir}/",
        "oss://{dir}/other.png",
        "oss://{dir}/../girl.png",
        "oss://{dir}/./girl.png",
        "oss://bucket/{dir}/girl.png",
        "oss:///{dir}/girl.png",
        "oss://../../results/x",
        "oss://\ud800",
    ],
)
async def test_what_was_never_uploaded_is_refused_in_the_same_words(uploads: Uploads, reference: str) -> None:
    policy = uploads.policy("team-a", "wanx-v1", HOST)
    await uploads.accept(form(policy), FILE)

    with pytest.raises(InvalidInput) as caught:
        await uploads.read("team-a", reference.replace("{dir}", policy.upload_dir))
    with pytest.raises(InvalidInput) as foreign:
        await uploads.read("team-b", f"oss://{policy.upload_dir}/girl.png")

    assert (caught.value.code, caught.value.message) == (foreign.value.code, foreign.value.message)
    assert caught.value.message == (
        "oss download error. The file was never uploaded, has expired, or belongs to another account."
    )
