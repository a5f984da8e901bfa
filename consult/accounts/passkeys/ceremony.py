"""What is asked of a browser, and whether its answer is right: challenge, origin, signature, user verification.

The challenge stands in the session and is good once. The person must unlock the device (`userVerification`), so that a
passkey is two factors: to have it, and to be who unlocks it.
"""

import ipaddress
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import session
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from consult.core import clock
from consult.core.security.encryption import keyed_digest
from consult.core.security.rate_limit import TooMany, count_attempt

CHALLENGE = "passkey_challenge"
GOOD_FOR = timedelta(minutes=30)  # a sign-in page stands open for a while


class PasskeyRefused(Exception):
    """Not an answer to what was asked here, or not by the key."""


@dataclass(frozen=True)
class RelyingParty:
    """This site, as browsers bind passkeys to it."""

    host: str
    origin: str


@dataclass(frozen=True)
class NewKey:
    credential_id: str
    public_key: str
    sign_count: int


def relying_party(base_url: str) -> RelyingParty | None:
    """None where browsers offer none: without TLS, or where the address is a number."""
    address = urlsplit(base_url)
    host = address.hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        local = host == "localhost" or host.endswith(".localhost")
        safe = address.scheme == "https" or local
        return RelyingParty(host, f"{address.scheme}://{address.netloc}") if host and safe else None
    return None


def options_to_make(party: RelyingParty, *, person_id: int, email: str, name: str, known: Sequence[str]) -> str:
    """JSON for the browser; devices that hold one of the known keys make no second."""
    options = generate_registration_options(
        rp_id=party.host,
        rp_name="consult",
        user_id=bytes.fromhex(keyed_digest(str(person_id), about="passkey")),  # says nothing of who it is
        user_name=email,
        user_display_name=name,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=base64url_to_bytes(one)) for one in known],
    )
    _remember(options.challenge)
    return options_to_json(options)


def options_to_show(party: RelyingParty) -> str:
    """JSON for the browser: any passkey that it has for this site."""
    options = generate_authentication_options(rp_id=party.host, user_verification=UserVerificationRequirement.REQUIRED)
    _remember(options.challenge)
    return options_to_json(options)


def made_key(party: RelyingParty, sent: str) -> NewKey:
    """Raises PasskeyRefused."""
    try:
        made = verify_registration_response(
            credential=sent,
            expected_challenge=_challenge(),
            expected_rp_id=party.host,
            expected_origin=party.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as wrong:
        raise PasskeyRefused from wrong
    return NewKey(
        bytes_to_base64url(made.credential_id), bytes_to_base64url(made.credential_public_key), made.sign_count
    )


def credential_id_in(sent: str) -> str:
    """Raises PasskeyRefused where it is no answer at all."""
    try:
        found: Any = json.loads(sent)["id"]
    except (ValueError, KeyError, TypeError) as wrong:
        raise PasskeyRefused from wrong
    if not isinstance(found, str):
        raise PasskeyRefused
    return found


def count_after(party: RelyingParty, sent: str, *, public_key: str, sign_count: int) -> int:
    """The device's counter after this signature; raises PasskeyRefused, also where it went back: a copied key."""
    try:
        shown = verify_authentication_response(
            credential=sent,
            expected_challenge=_challenge(),
            expected_rp_id=party.host,
            expected_origin=party.origin,
            credential_public_key=base64url_to_bytes(public_key),
            credential_current_sign_count=sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as wrong:
        raise PasskeyRefused from wrong
    return shown.new_sign_count


def _remember(challenge: bytes) -> None:
    session[CHALLENGE] = {"is": bytes_to_base64url(challenge), "at": clock.now().timestamp()}


def _challenge() -> bytes:
    """Once: a cookie that was copied before brings it back, the table of attempts does not."""
    kept = session.pop(CHALLENGE, None)
    if kept is None or clock.now().timestamp() - kept["at"] > GOOD_FOR.total_seconds():
        raise PasskeyRefused
    try:
        count_attempt("passkey-challenge", kept["is"], allowed=1, within=GOOD_FOR)
    except TooMany as again:
        raise PasskeyRefused from again
    return base64url_to_bytes(kept["is"])
