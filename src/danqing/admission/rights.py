"""What a key may ask for; pure."""

from dataclasses import dataclass

from danqing.admission.tenants import Account, Key, User, Workspace, covered
from danqing.core.errors import Arrearage, ModelDenied, Refused, WorkspaceDenied, WorkspaceNotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A key, whose it is, and the workspace that the request named."""

    account: Account
    user: User
    key: Key
    named: str
    """What `X-DashScope-WorkSpace` said; empty: nothing."""
    workspace: Workspace | None
    """The account's workspace of that id."""


def refusal(asked: Asked, model: str) -> Refused | None:
    """Return why the model may not be called, or None if it may.

    A main user's key may name a workspace, and has that one's rights then; a sub-user's must name one of its own.
    """
    if asked.account.suspended:
        return Arrearage()
    if asked.named and asked.workspace is None:
        return WorkspaceNotFound()
    if not asked.user.main and asked.named not in asked.user.workspaces:
        return WorkspaceDenied()
    allowed = asked.workspace is None or covered(asked.workspace.models, model)
    return None if allowed and covered(asked.key.models, model) else ModelDenied()
