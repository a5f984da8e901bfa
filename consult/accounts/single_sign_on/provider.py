"""The identity provider that the settings name: authorization code flow with PKCE, state and nonce, by Authlib."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from authlib.integrations.flask_client import OAuth
from flask import Flask, current_app

from consult.core.urls import absolute_url
from consult.settings import SettingError, Settings

PLACE = "consult_identity_provider"
PATIENCE = 10  # seconds that one waits for the provider
LOCAL = frozenset({"127.0.0.1", "::1", "localhost"})


def set_up_identity_provider(app: Flask, settings: Settings) -> None:
    """Nothing where no provider is named. Raises SettingError where it could never work."""
    if not settings.oidc_issuer:
        return
    address = urlsplit(settings.oidc_issuer)
    if address.scheme != "https" and address.hostname not in LOCAL:
        raise SettingError("CONSULT_OIDC_ISSUER must begin with https://: what it says opens accounts.")
    if not (settings.oidc_client_id and settings.oidc_client_secret):
        raise SettingError("CONSULT_OIDC_ISSUER needs CONSULT_OIDC_CLIENT_ID and CONSULT_OIDC_CLIENT_SECRET as well.")
    oauth = OAuth(app)
    app.extensions[PLACE] = oauth.register(
        "identity_provider",
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret,
        server_metadata_url=f"{settings.oidc_issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid email profile",
            "code_challenge_method": "S256",
            "default_timeout": PATIENCE,
        },
    )


def identity_provider() -> Any | None:
    return current_app.extensions.get(PLACE)


def address_at_provider(provider: Any, *, again: bool) -> Any:
    """A redirect to it, which asks for credentials `again`; what must come back is kept in the session."""
    asked = {"prompt": "login", "max_age": 0} if again else {}
    return provider.authorize_redirect(absolute_url("accounts.provider_answer"), **asked)


def userinfo_in_answer(provider: Any) -> Mapping[str, Any]:
    """What the signed token says, its signature, issuer, audience, nonce and times checked.

    Raises OAuthError, JoseError or RequestException.
    """
    found: Mapping[str, Any] = provider.authorize_access_token()["userinfo"]
    return found
