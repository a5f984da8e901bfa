"""A small OpenID Connect provider over real HTTP: discovery, authorization code with PKCE, signed tokens, its keys.

It believes everybody at once: `claims` is whom it says that they are. Written for tests, by the specification (OpenID
Connect Core 1.0, RFC 7636), and not with the library that the site uses.
"""

import base64
import hashlib
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, jsonify, redirect, request
from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.serving import make_server

CLIENT, SECRET = "consult", "a secret of the client"


@dataclass
class Provider:
    """What it says, and what tests make it say wrong."""

    claims: dict[str, Any]
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"}))
    signs_with: RSAKey | None = None  # another key than it shows
    wrong: dict[str, Any] = field(default_factory=dict)  # claims of the token that replace the right ones
    asked: dict[str, dict[str, str]] = field(default_factory=dict)  # by code
    issuer: str = ""

    def site(self) -> Flask:
        app = Flask("identity provider")
        app.add_url_rule("/.well-known/openid-configuration", view_func=self.configuration)
        app.add_url_rule("/authorize", view_func=self.authorize)
        app.add_url_rule("/token", view_func=self.token, methods=["POST"])
        app.add_url_rule("/keys", view_func=lambda: jsonify(keys=[self.key.as_dict(private=False)]), endpoint="keys")
        return app

    def configuration(self) -> Response:
        return jsonify(
            issuer=self.issuer,
            authorization_endpoint=f"{self.issuer}/authorize",
            token_endpoint=f"{self.issuer}/token",
            jwks_uri=f"{self.issuer}/keys",
            response_types_supported=["code"],
            subject_types_supported=["public"],
            id_token_signing_alg_values_supported=["RS256"],
        )

    def authorize(self) -> Any:
        asked = request.args.to_dict()
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self.asked[code] = asked
        return redirect(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}")

    def token(self) -> Any:
        asked = self.asked.pop(request.form.get("code", ""), None)
        who = request.authorization
        if asked is None or who is None or (who.username, who.password) != (CLIENT, SECRET):
            return jsonify(error="invalid_grant"), 400
        digest = hashlib.sha256(request.form["code_verifier"].encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != asked["code_challenge"]:
            return jsonify(error="invalid_grant"), 400
        now = int(time.time())
        said = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        signed = jwt.encode(
            {"alg": "RS256", "kid": "one"}, {**said, **self.claims, **self.wrong}, self.signs_with or self.key
        )
        return jsonify(access_token="x", token_type="Bearer", expires_in=300, id_token=signed)


@contextmanager
def provider(claims: dict[str, Any]) -> Iterator[Provider]:
    made = Provider(claims)
    server = make_server("127.0.0.1", 0, made.site(), threaded=True)
    made.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
