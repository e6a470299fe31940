"""Which models there are, and what draws them."""

from danqing.admission.directory import Directory
from danqing.admission.moderation import Moderation
from danqing.catalog.catalog import Catalog
from danqing.catalog.load import load
from danqing.client.address import web
from danqing.client.chat import Chat
from danqing.client.chat import Terms as Endpoint
from danqing.core.errors import Refused
from danqing.engines import breaker
from danqing.engines.delivery import MOST_BYTES
from danqing.engines.fleet import MAKERS, Fleet, Making, fleet
from danqing.engines.rewriting.rewriter import Outcome, Rewriter, Terms
from danqing.settings import BadSettings, Settings
from danqing.storage.fetch import Fetcher, Within
from danqing.telemetry import REWRITE, Metrics, log

MOST_TOKENS = 2048
"""Of a rewrite: twice 800 Chinese characters fit."""

NO_THINKING = {"chat_template_kwargs": {"enable_thinking": False}}
"""As vLLM, SGLang and llama.cpp take it."""


def catalog_of(settings: Settings) -> Catalog:
    """Return the shipped models with the operator's own on top. Raises BadCatalog, BadSettings."""
    catalog = load(settings.engines.models_file)
    for model in catalog.models:
        for engine in dict.fromkeys(name for order in model.lines.values() for name in order):
            if engine not in MAKERS:
                known = ", ".join(MAKERS)
                raise BadSettings(f"model {model.name!r} is drawn by an unknown engine {engine!r}; known: {known}")
    return catalog


def engines_of(settings: Settings, catalog: Catalog, rewriter: Rewriter | None = None) -> Fleet:
    """Return the engines that the catalog names. Raises BadSettings for one that cannot be used as it is set."""
    results = Fetcher(Within(bytes=MOST_BYTES), allow_private=settings.inputs.allow_private_networks)
    making = Making(
        wanted=settings,
        models=catalog.models,
        fetch=results.fetch,
        rewriter=rewriter,
        ahead=settings.rewriting.ahead,
    )
    try:
        return fleet(making)
    except Refused as error:
        raise BadSettings(error.message) from error


def strangers(catalog: Catalog, directory: Directory) -> dict[str, list[str]]:
    """Return the accounts that routes name and nobody has made, each with its models; they may still be made."""
    named = [(account, model.name) for model in catalog.models for route in model.routes for account in route.accounts]
    unknown = dict.fromkeys(account for account, _ in named if directory.known_account(account) is None)
    return {account: sorted({model for name, model in named if name == account}) for account in unknown}


def rewriter_of(settings: Settings, moderation: Moderation, metrics: Metrics) -> Rewriter | None:
    """Return what rewrites prompts; None: nothing is set to. Raises BadSettings."""
    wanted, engines = settings.rewriting, settings.engines
    if not wanted.url:
        return None
    if web(wanted.url) is None or not wanted.model:
        raise BadSettings("rewriting.url must be like http://llm:8000/v1, and rewriting.model say which model is there")

    def tell(outcome: Outcome, why: str, seconds: float) -> None:
        metrics.rewrites.labels(outcome.value).inc()
        log.info(REWRITE, outcome=outcome.value, why=why or None, ms=round(seconds * 1e3, 1))

    chat = Chat(
        Endpoint(
            url=wanted.url,
            model=wanted.model,
            key=wanted.key.get_secret_value(),
            seconds=wanted.seconds,
            most_tokens=MOST_TOKENS,
            more=NO_THINKING if wanted.thinking == "off" else {},
        )
    )
    rest = breaker.Terms(failures=engines.rest_after, seconds=engines.rest_seconds)
    terms = Terms(at_once=wanted.at_once, remembered=wanted.cache, rest=rest)
    return Rewriter(chat, terms, moderation.lets_pass, tell)
