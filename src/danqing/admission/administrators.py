"""Who may use the admin API: the token of the data folder, and whoever was appointed with it."""

from danqing.admission import secret as secrets
from danqing.admission.administration import Administration
from danqing.admission.audit import NOBODY, Audit
from danqing.admission.entry import Act
from danqing.admission.tenants import Administrator, Role
from danqing.core.errors import AccessDenied, InvalidApiKey

FIRST = "first"
"""The name of the token in the data folder."""


class Administrators:
    """Opens the admin API, and writes down whom it refuses."""

    def __init__(self, administration: Administration, audit: Audit, first_token: str) -> None:
        self._administration = administration
        self._audit = audit
        digest = secrets.hashed(first_token)
        self._first = Administrator(id="0", name=FIRST, role=Role.ADMIN, hash=digest, created=0.0)

    async def open(self, token: str | None, needed: Role, request_id: str) -> Act:
        """Return who acts, on all that was done before, in whichever process.

        Raises InvalidApiKey, and AccessDenied for a lesser role than is needed.
        """
        await self._administration.catch_up()
        found = self._find(token)
        if found is None:
            error = InvalidApiKey("Invalid admin token provided." if token else "No admin token provided.")
            self._audit.refused(Act(who=NOBODY, request_id=request_id), error, "admin")
            raise error
        act = Act(who=f"admin:{found.name}", request_id=request_id)
        if not found.role.covers(needed):
            refusal = AccessDenied(
                f"This takes the role {needed.value!r}; the token has the role {found.role.value!r}."
            )
            self._audit.refused(act, refusal, "admin")
            raise refusal
        return act

    def _find(self, token: str | None) -> Administrator | None:
        digest = secrets.hashed(token) if token else ""
        everybody = (self._first, *self._administration.directory.administrators)
        return next((one for one in everybody if one.hash == digest and one.revoked is None), None)
