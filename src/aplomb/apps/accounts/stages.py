"""The steps between a right password and an open session."""

from allauth.mfa import stages
from allauth.mfa.internal.constants import LoginStageKey
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from aplomb.apps.accounts import queries, services
from aplomb.domain.access.factors import may_trust_device


class FactorStage(stages.AuthenticateStage):
    """The second factor, wherever there is one. A trusted device counts only for roles that allow it."""

    def handle(self) -> tuple[HttpResponse | None, bool]:
        user = self.login.user
        if user.factors_end_at:
            services.apply_factors_end(user, at=timezone.now())
        return super().handle()

    def _should_handle(self, request: HttpRequest) -> bool:
        user = self.login.user
        if may_trust_device(queries.roles(user)):
            return bool(super()._should_handle(request))
        passwordless = stages.did_use_passwordless_login(request, user)
        return queries.has_factor(user) and not passwordless


class TrustStage(stages.TrustStage):
    """Whether to ask again on this device for thirty days, offered to the roles that allow it."""

    key = LoginStageKey.MFA_TRUST.value

    def handle(self) -> tuple[HttpResponse | None, bool]:
        if not may_trust_device(queries.roles(self.login.user)):
            return None, True
        return super().handle()
