"""What a provider says of whoever signed in there, once its signature was checked. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LONGEST_NAME = 200


@dataclass(frozen=True, kw_only=True)
class ProvidedClaims:
    issuer: str
    subject: str
    email: str  # empty unless the provider says that it checked it
    name: str
    signed_in_at: float  # when they last gave the provider their credentials; 0 where it does not say


def claims_of(userinfo: Mapping[str, Any]) -> ProvidedClaims:
    """Only `true` itself counts as verified: not a word that looks like it."""
    verified = userinfo.get("email_verified") is True
    email = str(userinfo.get("email") or "") if verified else ""
    name = " ".join(str(userinfo.get("name") or "").split())[:LONGEST_NAME]
    said = userinfo.get("auth_time")
    at = float(said) if isinstance(said, int | float) else 0.0
    return ProvidedClaims(issuer=userinfo["iss"], subject=userinfo["sub"], email=email, name=name, signed_in_at=at)
