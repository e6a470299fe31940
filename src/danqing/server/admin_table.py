"""Every operation of the admin API, on one screen."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.routing import Router

from danqing.admission.administrators import Administrators
from danqing.admission.moderation import Moderation
from danqing.admission.tenancy import Tenancy
from danqing.admission.tenants import Role
from danqing.core.clock import Clock
from danqing.flow.gateway import Gateway
from danqing.metering.accounting import Accounting
from danqing.metering.report import Reports
from danqing.server import admin
from danqing.server.admin import Row, rows
from danqing.server.admin_accounts import Accounts
from danqing.server.admin_keys import KeyRows
from danqing.server.admin_limits import Limits
from danqing.server.admin_moderation import ModerationRows
from danqing.server.admin_money import Money
from danqing.server.admin_openapi import document
from danqing.server.admin_tasks import TaskRows
from danqing.server.admin_usage import UsageRows
from danqing.server.health import Health
from danqing.tasks.store import Lanes


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the operations work on."""

    tenancy: Tenancy
    gateway: Gateway
    health: Health
    clock: Clock
    moderation: Moderation
    lanes: Lanes
    accounting: Accounting
    reports: Reports
    region: str


def application(parts: Parts, first_token: str) -> Router:
    """Return what answers below `/admin/v1`, to whoever brings the first token or a further one."""
    operations = table(parts)
    who = Administrators(parts.tenancy.administration, parts.tenancy.audit, first_token)
    return admin.application(operations, who, document(operations, parts.health.version))


def table(parts: Parts) -> Sequence[Row]:
    """Return a row for each operation."""
    return [*_people(parts), *_work(parts), *_money(parts)]


def _people(parts: Parts) -> Sequence[Row]:
    who = parts.tenancy
    accounts = Accounts(who.administration)
    keys = KeyRows(who.directory, who.keyring, who.keys)
    return [
        *rows(
            Role.VIEWER,
            ("GET", "/accounts", accounts.list_accounts),
            ("GET", "/accounts/{account}", accounts.get_account),
            ("GET", "/accounts/{account}/users", accounts.list_users),
            ("GET", "/accounts/{account}/users/{user}", accounts.get_user),
            ("GET", "/accounts/{account}/workspaces", accounts.list_workspaces),
            ("GET", "/accounts/{account}/workspaces/{workspace}", accounts.get_workspace),
            ("GET", "/accounts/{account}/keys", keys.list_keys),
            ("GET", "/keys/{key}", keys.get_key),
        ),
        *rows(
            Role.OPERATOR,
            ("POST", "/accounts/{account}/keys", keys.post_key),
            ("PUT", "/keys/{key}", keys.put_key),
            ("DELETE", "/keys/{key}", keys.delete_key),
        ),
        *rows(
            Role.ADMIN,
            ("PUT", "/accounts/{account}", accounts.put_account),
            ("PUT", "/accounts/{account}/users/{user}", accounts.put_user),
            ("DELETE", "/accounts/{account}/users/{user}", accounts.delete_user),
            ("PUT", "/accounts/{account}/workspaces/{workspace}", accounts.put_workspace),
            ("DELETE", "/accounts/{account}/workspaces/{workspace}", accounts.delete_workspace),
            ("GET", "/tokens", keys.list_tokens),
            ("POST", "/tokens", keys.post_token),
            ("DELETE", "/tokens/{token}", keys.delete_token),
        ),
    ]


def _work(parts: Parts) -> Sequence[Row]:
    who = parts.tenancy
    tasks = TaskRows(
        directory=who.directory, gateway=parts.gateway, audit=who.audit, health=parts.health, clock=parts.clock
    )
    usage = UsageRows(directory=who.directory, reports=parts.reports, clock=parts.clock)
    limits = Limits(directory=who.directory, catalog=parts.gateway.catalog, audit=who.audit, lanes=parts.lanes)
    moderation = ModerationRows(who.directory, parts.moderation)
    return [
        *rows(
            Role.VIEWER,
            ("GET", "/tasks", tasks.list_tasks),
            ("GET", "/tasks/{task}", tasks.get_task),
            ("GET", "/usage", usage.list_usage),
            ("GET", "/limits", limits.list_limits),
            ("GET", "/moderation/overrulings", moderation.list_overrulings),
            ("GET", "/audit", tasks.list_audit),
            ("GET", "/health", tasks.get_health),
        ),
        *rows(
            Role.OPERATOR,
            ("POST", "/tasks/{task}/cancel", tasks.cancel_task),
            ("POST", "/moderation/check", moderation.inspect),
            ("POST", "/moderation/overrulings", moderation.post_overruling),
            ("DELETE", "/moderation/overrulings", moderation.delete_overruling),
        ),
        *rows(Role.ADMIN, ("PUT", "/accounts/{account}/limits/{model}", limits.put_limit)),
    ]


def _money(parts: Parts) -> Sequence[Row]:
    money = Money(
        directory=parts.tenancy.directory,
        catalog=parts.gateway.catalog,
        audit=parts.tenancy.audit,
        accounting=parts.accounting,
        reports=parts.reports,
        clock=parts.clock,
        region=parts.region,
    )
    return [
        *rows(
            Role.VIEWER,
            ("GET", "/quotas", money.list_quotas),
            ("GET", "/accounts/{account}/purse", money.get_purse),
            ("GET", "/prices", money.list_prices),
            ("GET", "/bills", money.list_bills),
        ),
        *rows(
            Role.ADMIN,
            ("PUT", "/accounts/{account}/quotas/{model}", money.put_quota),
            ("PUT", "/accounts/{account}/free-only", money.put_free_only),
            ("PUT", "/accounts/{account}/budget", money.put_budget),
            ("POST", "/accounts/{account}/credit", money.post_payment),
            ("DELETE", "/accounts/{account}/credit", money.delete_credit),
            ("PUT", "/prices/{model}", money.put_price),
        ),
    ]
