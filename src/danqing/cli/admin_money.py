"""`danqing quota`, `prices`, `funds`, `bill` and `usage`: what was used, and what it costs."""

from typing import Annotated, cast

import typer

from danqing.cli.admin_client import AccountOption, Desk, Item, administers
from danqing.cli.terminal import say_json

quota = typer.Typer(no_args_is_help=True, help="List and give free images.")
prices = typer.Typer(no_args_is_help=True, help="List and set prices.")
funds = typer.Typer(no_args_is_help=True, help="Show and set what an account may spend.")

QUOTA = {
    "account": "account",
    "model": "model",
    "images": "images",
    "used": "used",
    "held": "held",
    "left": "left",
    "until": "until",
    "free only": "free_only",
}
PRICE = {"model": "model", "region": "region", "price": "amount", "currency": "currency", "from": "valid_from"}
PURSE = {
    "account": "account",
    "credit": "credit",
    "budget": "budget",
    "currency": "currency",
    "then": "breach",
    "free only": "free_only",
}
LINE = {
    "account": "name",
    "month": "month",
    "model": "model",
    "free": "images_free",
    "paid": "images_paid",
    "each": "unit_price",
    "fee": "fee",
    "currency": "currency",
}
USED = {
    "calls": "calls",
    "images": "images",
    "success": "success_rate",
    "failed": "failed",
    "refused": "refused",
    "waited p50": "waited_p50",
    "waited p95": "waited_p95",
    "waited p99": "waited_p99",
    "ran p50": "ran_p50",
    "ran p95": "ran_p95",
    "ran p99": "ran_p99",
}

AccountArgument = Annotated[str, typer.Argument(metavar="ACCOUNT", help="The account, by name or id.")]
ModelArgument = Annotated[str, typer.Argument(metavar="MODEL", help="The model's name.")]
AmountArgument = Annotated[str, typer.Argument(metavar="AMOUNT", help="A decimal number, such as 0.25.")]
CurrencyArgument = Annotated[str, typer.Argument(metavar="CURRENCY", help="Three letters, such as CNY.")]
AnyAccountOption = Annotated[
    str, typer.Option("--account", "-a", metavar="NAME", show_default=False, help="Only this account, by name or id.")
]
MonthOption = Annotated[
    str, typer.Option("--month", metavar="YYYY-MM", show_default=False, help="Which month; else the present one.")
]


@quota.command(name="list")
@administers
def list_quotas(at: Desk, *, account: AnyAccountOption = "") -> None:
    """List the free images of an account, or of all."""
    at.show(at.all("quotas", account=account), QUOTA)


@quota.command(name="set")
@administers
def set_quota(
    at: Desk,
    *,
    model: ModelArgument,
    images: Annotated[int, typer.Argument(metavar="IMAGES", help="How many in all.")],
    account: AccountOption = "default",
    days: Annotated[
        float | None, typer.Option("--days", metavar="NUMBER", min=0, help="How long they are good; else for ever.")
    ] = None,
    free_only: Annotated[
        bool, typer.Option("--free-only", help="Refuse the model to the account once they are used up.")
    ] = False,
) -> None:
    """Give an account free images of a model, so many in all; those it used already are counted."""
    from datetime import UTC, datetime, timedelta

    until = None if days is None else (datetime.now(UTC) + timedelta(days=days)).isoformat()
    body = {"images": images, "until": until, "free_only": free_only or None}
    said = at.put("accounts", account, "quotas", model, body=body)
    at.show(said, QUOTA)


@prices.command(name="list")
@administers
def list_prices(
    at: Desk,
    *,
    model: Annotated[
        str, typer.Option("--model", "-m", metavar="NAME", show_default=False, help="Only those of this model.")
    ] = "",
) -> None:
    """List the prices of an image, past and future ones too."""
    at.show(at.all("prices", model=model), PRICE)


@prices.command(name="set")
@administers
def set_price(
    at: Desk,
    *,
    model: ModelArgument,
    amount: AmountArgument,
    currency: CurrencyArgument,
    since: Annotated[
        str,
        typer.Option("--from", metavar="TIME", show_default=False, help="From when, 2026-12-01T00:00:00Z; else now."),
    ] = "",
    region: Annotated[
        str, typer.Option("--region", metavar="NAME", show_default=False, help="For which region; else the server's.")
    ] = "",
) -> None:
    """Set what an image of a model costs; what was submitted before keeps its price."""
    body = {"amount": amount, "currency": currency, "valid_from": since or None, "region": region}
    at.show(at.put("prices", model, body=body), PRICE)


@funds.command(name="show")
@administers
def show_funds(at: Desk, *, account: AccountArgument) -> None:
    """Show an account's credit and budget."""
    at.show(at.get("accounts", account, "purse"), PURSE)


@funds.command()
@administers
def budget(
    at: Desk,
    *,
    account: AccountArgument,
    amount: Annotated[str, typer.Argument(metavar="AMOUNT", help="For a calendar month; `none`: no budget.")],
    currency: Annotated[str, typer.Argument(metavar="[CURRENCY]", show_default=False, help="Such as CNY.")] = "",
    warn: Annotated[bool, typer.Option("--warn", help="Let the account go on when it is used up.")] = False,
) -> None:
    """Set what an account may spend in a calendar month; it is stopped then, or only seen to be over."""
    limit = None if amount == "none" else amount
    body = {"budget": limit, "currency": currency, "breach": "warn" if warn else "stop"}
    said = at.put("accounts", account, "budget", body=body)
    at.show(said, PURSE)


@funds.command()
@administers
def pay(at: Desk, *, account: AccountArgument, amount: AmountArgument, currency: CurrencyArgument) -> None:
    """Add to an account's credit; from the first time on it pays in advance."""
    body = {"amount": amount, "currency": currency}
    said = at.post("accounts", account, "credit", body=body)
    at.show(said, PURSE)


@funds.command(name="free-only")
@administers
def free_only(
    at: Desk,
    *,
    account: AccountArgument,
    off: Annotated[bool, typer.Option("--off", help="Let it pay again.")] = False,
) -> None:
    """Stop an account when its free images are used up."""
    said = at.put("accounts", account, "free-only", body={"on": not off})
    at.show(said, PURSE)


@administers
def bill(
    at: Desk,
    *,
    account: AnyAccountOption = "",
    month: MonthOption = "",
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
) -> None:
    """Show a month's bills: a line for each model and price, in exact decimals."""
    found = at.all("bills", account=account, month=month)
    if at.as_json:
        say_json(found)
        return
    lines: list[Item] = [
        {**line, "name": one["name"], "month": one["month"]}
        for one in found
        for line in cast("list[Item]", one["lines"])
    ]
    if as_csv:
        _say_csv(lines)
    else:
        at.show(lines, LINE)


@administers
def usage(
    at: Desk,
    *,
    by: Annotated[
        str,
        typer.Option(
            "--by",
            metavar="NAMES",
            help="What to split by: account, user, key, workspace, model, engine, outcome, code, hour, day.",
        ),
    ] = "account,model",
    account: AnyAccountOption = "",
    days: Annotated[float, typer.Option("--days", metavar="NUMBER", min=0, help="How far back to look.")] = 1.0,
) -> None:
    """Show what calls came to, up to this moment: counts, success rate, seconds waited and run."""
    from datetime import UTC, datetime, timedelta

    since = (datetime.now(UTC) - timedelta(days=days)).isoformat()
    found = at.all("usage", by=by, account=account, since=since)
    names = [name.strip() for name in by.split(",") if name.strip()]
    rows = found if at.as_json else [_flat(one) for one in found]
    at.show(rows, dict(zip(names, names, strict=True)) | USED)


def _flat(one: Item) -> Item:
    times = {
        f"{kind}_{name}": "" if seconds is None else f"{seconds:.2f}"
        for kind in ("waited", "ran")
        for name, seconds in cast("dict[str, float | None]", one[kind]).items()
    }
    rate = "" if one["success_rate"] is None else f"{one['success_rate']:.1%}"
    return {**one, **one["of"], **times, "success_rate": rate}


def _say_csv(lines: list[Item]) -> None:
    import csv
    import sys

    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow(LINE)
    table.writerows([[line[field] for field in LINE.values()] for line in lines])
