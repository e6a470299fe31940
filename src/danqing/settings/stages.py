"""Every setting: its type, range, default and one sentence. Read here and nowhere else.

Strongest first: command-line options, environment `DANQING_STAGE__NAME`, `danqing.toml` (or `--config FILE`), the
default. Names that no setting has are refused at start-up, wherever they come from.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal, Self, cast
from urllib.parse import urlsplit

from pydantic import (
    Field,
    PrivateAttr,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)

from danqing.settings.drawing import Cloud, Composer, Diffusion, Engines, OpenAI, Rewriting
from danqing.settings.kinds import Address, Hours, Seconds, Stage
from danqing.settings.sources import DEFAULT_FILE, BadSettings, of_environment, of_file, of_options, readable


class Server(Stage):
    """Where the service listens, and what it says of itself."""

    host: str = Field(
        default="127.0.0.1", description="Address to listen on; 0.0.0.0 for every network of the machine."
    )
    port: int = Field(default=8000, ge=0, le=65535, description="Port to listen on; 0 takes a free one and prints it.")
    public_url: str = Field(
        default="",
        description="What result URLs begin with, `https://images.example.com`; empty: the Host that was asked.",
    )
    region: str = Field(
        default="cn-beijing",
        description="The region that task lists name; a key opens nothing in another than it was made in.",
    )
    max_body_mb: int = Field(
        default=64, ge=1, le=1024, description="Largest request body; three 10 MB images in base64 fit."
    )
    sync_seconds: Seconds = Field(default=298, description="How long a synchronous call may wait for its pictures.")
    drain_seconds: Seconds = Field(
        default=20, description="How long running tasks may go on after SIGTERM before they are handed back."
    )


class Data(Stage):
    """Where things are kept."""

    folder: Path = Field(
        default=Path("data"), description="The data folder: ledger, keys, secret and, by default, files."
    )
    url: SecretStr = Field(
        default=SecretStr(""),
        description="A ledger for several processes, `postgresql://user:password@host/name`; "
        "empty: a file in the data folder, for one.",
    )
    ephemeral: bool = Field(
        default=False, description="Keep tasks and files in memory only; everything is gone at the end."
    )

    @field_validator("url")
    @classmethod
    def _understood(cls, url: SecretStr) -> SecretStr:
        said = url.get_secret_value()
        if said and not said.startswith(("postgresql://", "postgres://")):
            raise ValueError("a ledger's address begins with postgresql://")
        try:
            _ = urlsplit(said).port
        except ValueError:  # its words would have a part of the password in them
            raise ValueError("no address can be read here; in a password, `#` is written %23 and `/` %2F") from None
        return url

    @model_validator(mode="after")
    def _one_ledger(self) -> Self:
        if self.ephemeral and self.url.get_secret_value():
            raise ValueError("data.ephemeral keeps everything in one process's memory, data.url shares it: choose one")
        return self


class Limits(Stage):
    """What an account may do at once, and for nothing."""

    submissions_per_second: Literal["documented", "off"] | Annotated[float, Field(gt=0, le=1000)] = Field(
        default="documented",
        description="New tasks of one account and model in a second: as the model documents, no limit, or a number.",
    )
    running_at_once: Literal["documented", "off"] | Annotated[int, Field(ge=1, le=1000)] = Field(
        default="documented",
        description="Tasks of one account and model in process at once: as the model documents, no limit, or a number.",
    )
    free_quota: Literal["documented", "off"] = Field(
        default="off",
        description="Free images for every account: those that the public cloud gives in this region, or none; either "
        "way what is over them is counted as paid, and nothing is refused for it unless you say so.",
    )


class Tasks(Stage):
    """How tasks are kept."""

    retention_hours: Hours = Field(default=24, description="How long a finished task and its pictures are kept.")
    lease_seconds: Seconds = Field(default=10, description="A worker that is silent for so long has lost its task.")
    resend_seconds: Seconds = Field(
        default=60, description="How long a repeated request finds the task whose answer did not reach its client."
    )


class Storage(Stage):
    """Where pictures, uploads and reference images lie."""

    url: Address = Field(
        default="",
        description="`s3://bucket/prefix` for a bucket, `file:///mnt/files` for a folder; empty: the folder `files` in "
        "the data folder.",
    )
    endpoint: Address = Field(default="", description="Address of an S3-compatible server; empty: the cloud's own.")
    region: str = Field(default="", description="The bucket's region.")
    access_key_id: str = Field(default="", description="Key id for the bucket; empty: from the machine's surroundings.")
    secret_access_key: SecretStr = Field(default=SecretStr(""), description="Secret for the bucket.")
    upload_hours: Hours = Field(default=48, description="How long an uploaded file can be used as `oss://…`.")
    policy_seconds: Seconds = Field(
        default=300, description="How long an upload may wait after its policy was given out."
    )


class Inputs(Stage):
    """Which reference images are taken."""

    allow_private_networks: bool = Field(
        default=False,
        description="Fetch reference images from loopback and private addresses too; for laptops and tests.",
    )
    max_mb: float = Field(default=10, gt=0, le=100, description="Largest reference image.")
    max_megapixels: float = Field(
        default=64, gt=0, le=400, description="Most pixels of a reference image, in millions."
    )
    fetch_seconds: Seconds = Field(default=30, description="How long fetching one reference image may take in all.")


class Moderation(Stage):
    """What may be asked for; docs/moderation.md says more."""

    words: Literal["on", "off"] = Field(default="on", description="Look for the words of the lists in prompts.")
    words_file: Path | None = Field(
        default=None, description="Your own words, one `category:word` a line, on top of the shipped lists."
    )
    negative_prompts: Literal["on", "off"] = Field(default="on", description="Moderate negative prompts too.")
    log_prompts: bool = Field(
        default=False, description="Write refused prompts into the audit log, beside the rule that they broke."
    )
    judge_url: Address = Field(
        default="",
        description="An OpenAI-compatible endpoint that judges prompts, `http://guard:8000/v1`; empty: none.",
    )
    judge_model: str = Field(default="Qwen3Guard-Gen-0.6B", description="The judge's name at its endpoint.")
    judge_key: SecretStr = Field(default=SecretStr(""), description="The key for the judge's endpoint.")
    judge_instruction: str = Field(
        default="", description="A system message for a judge that was not made to be one; empty: none is sent."
    )
    judge_seconds: Seconds = Field(default=3, description="How long the judge may take.")
    judge_silent: Literal["open", "closed"] = Field(
        default="open", description="Without a judgement in time: let the prompt pass, or answer with a 503."
    )
    judge_controversial: Literal["pass", "refuse"] = Field(
        default="pass", description="What to do when the judge says neither safe nor unsafe."
    )
    pictures_url: Address = Field(
        default="",
        description="An OpenAI-compatible endpoint, `http://vllm:8000/v1`, that judges what was drawn; empty: none.",
    )
    pictures_model: str = Field(
        default="Qwen/Qwen3-VL-8B-Instruct", description="The name at that endpoint of a model that can see."
    )
    pictures_key: SecretStr = Field(default=SecretStr(""), description="The key for that endpoint.")
    pictures_instruction: str = Field(
        default="", description="What the judge of pictures is told; empty: what Danqing would tell it."
    )
    pictures_seconds: Seconds = Field(default=15, description="How long a look at one picture may take.")
    pictures_silent: Literal["open", "closed"] = Field(
        default="open", description="Without a judgement in time: keep the picture, or have it drawn again later."
    )
    pictures_controversial: Literal["pass", "refuse"] = Field(
        default="pass", description="What to do when the judge of pictures says neither safe nor unsafe."
    )


class Log(Stage):
    """What is written to standard error."""

    level: Literal["debug", "info", "warning", "error"] = Field(default="info", description="The least that is logged.")
    format: Literal["auto", "json", "text"] = Field(
        default="auto", description="`auto`: text on a terminal, JSON elsewhere."
    )


class Settings(Stage):
    """All settings, by stage."""

    _said: dict[str, str] = PrivateAttr(default_factory=dict[str, str])

    server: Server = Server()
    data: Data = Data()
    limits: Limits = Limits()
    engines: Engines = Engines()
    composer: Composer = Composer()
    openai: OpenAI = OpenAI()
    cloud: Cloud = Cloud()
    diffusion: Diffusion = Diffusion()
    rewriting: Rewriting = Rewriting()
    tasks: Tasks = Tasks()
    storage: Storage = Storage()
    inputs: Inputs = Inputs()
    moderation: Moderation = Moderation()
    log: Log = Log()

    @classmethod
    def load(cls, config: Path | None = None, **options: Mapping[str, object]) -> Self:
        """Read everything; `options` are what the command line said, by stage. Raises BadSettings."""
        file = config or (DEFAULT_FILE if DEFAULT_FILE.is_file() else None)
        merged: dict[str, dict[str, object]] = {}
        said: dict[str, str] = {}
        for source, stage, name, value in (
            *of_file(file),
            *of_environment(name for name, *_ in every_setting()),
            *of_options(options),
        ):
            merged.setdefault(stage, {})[name] = value
            said[f"{stage}.{name}"] = source
        try:
            settings = cls.model_validate(merged)
        except ValidationError as error:
            raise BadSettings(readable(error, said)) from error
        settings._said.update(said)  # noqa: SLF001  its own
        return settings

    def sources(self) -> list[tuple[str, str, str]]:
        """Return (dotted name, value, where it was said) for every setting; secrets are masked."""
        return [(name, _text(value), self._said.get(name, "default")) for name, value in _leaves(self)]


def every_setting() -> Iterator[tuple[str, str, str, str]]:
    """Yield (dotted name, type, default, sentence) for every setting; for the docs."""
    for stage, field in Settings.model_fields.items():
        model = cast("type[Stage]", field.annotation)
        for name, leaf in model.model_fields.items():
            kind = str(leaf.annotation).removeprefix("<class '").removesuffix("'>")
            yield f"{stage}.{name}", kind, _text(leaf.default), leaf.description or ""


def _leaves(settings: Settings) -> Iterator[tuple[str, object]]:
    for stage in Settings.model_fields:
        part = cast("Stage", getattr(settings, stage))
        for name in type(part).model_fields:
            yield f"{stage}.{name}", getattr(part, name)


def _text(value: object) -> str:
    if isinstance(value, SecretStr):
        return "******" if value.get_secret_value() else ""
    if isinstance(value, dict):
        return ", ".join(f"{key}={inner}" for key, inner in cast("dict[str, str]", value).items())
    if isinstance(value, tuple):
        return ", ".join(cast("tuple[str, ...]", value))
    return "" if value is None else str(value)
