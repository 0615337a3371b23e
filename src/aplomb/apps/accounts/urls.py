"""Signing in, and one's own account. The names that begin with `account_` and `mfa_` are allauth's."""

from allauth.account import views as allauth
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as keys
from django.urls import include, path

from aplomb.apps.accounts import views

own = [
    path("login/forgotten/", views.forgotten_password, name="forgotten"),
    path("login/forgotten/sent/", views.forgotten_sent, name="forgotten-sent"),
    path("login/forgotten/<str:secret>/", views.new_password, name="new-password"),
    path("account/", views.account, name="account"),
    path("account/profile/", views.profile_update, name="profile"),
    path("account/password/", views.password_change, name="password"),
    path("account/second-factor/", views.enrol, name="enrol"),
    path("account/email/", views.email_change, name="email"),
    path("account/email/<str:secret>/", views.email_confirm, name="email-confirm"),
    path("account/sessions/end/", views.sessions_end, name="sessions-end"),
    path("account/sessions/<str:session>/end/", views.session_end, name="session-end"),
    path("account/tokens/", views.token_create, name="token-create"),
    path("account/tokens/<int:pk>/revocation/", views.token_revoke, name="token-revoke"),
    path("account/data/", views.my_data, name="my-data"),
    path("messages/", views.messages_waiting, name="messages"),
]
urlpatterns = [
    path("login/", allauth.login, name="account_login"),
    path("login/factor/", factors.authenticate, name="mfa_authenticate"),
    path("login/device/", factors.trust, name="mfa_trust"),
    path("login/passkey/", keys.login_webauthn, name="mfa_login_webauthn"),
    path("login/closed/", allauth.account_inactive, name="account_inactive"),
    path("logout/", views.sign_out, name="account_logout"),
    path("account/confirm/password/", allauth.reauthenticate, name="account_reauthenticate"),
    path("account/confirm/code/", factors.reauthenticate, name="mfa_reauthenticate"),
    path("account/confirm/passkey/", keys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("account/factors/", views.factors, name="mfa_index"),
    path("account/factors/app/", app.activate_totp, name="mfa_activate_totp"),
    path("account/factors/app/removal/", app.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/factors/passkeys/", views.factors, name="mfa_list_webauthn"),
    path("account/factors/passkeys/new/", keys.add_webauthn, name="mfa_add_webauthn"),
    path("account/factors/passkeys/<int:pk>/", keys.edit_webauthn, name="mfa_edit_webauthn"),
    path("account/factors/passkeys/<int:pk>/removal/", keys.remove_webauthn, name="mfa_remove_webauthn"),
    path("account/factors/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("account/factors/codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("", include((own, "accounts"))),
]
