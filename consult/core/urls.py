"""Addresses: of this site, whole ones begin with the setting, and a request is ours if it comes from our own pages;
of the web, as people type them.
"""

from typing import Any
from urllib.parse import urlsplit

import segno
from flask import Request, current_app
from markupsafe import Markup


def absolute_url(endpoint: str, **values: Any) -> str:
    """The whole address of a page, for what leaves the site: a calendar, a file, mail.

    It begins with `base_url`, never with the Host header, which anyone may write.
    """
    base = urlsplit(current_app.extensions["consult_settings"].base_url)
    adapter = current_app.url_map.bind(base.netloc, script_name=base.path or "/", url_scheme=base.scheme)
    return adapter.build(endpoint, values, force_external=True)


def qr_code(address: str) -> Markup:
    """As SVG within the page; dark on light whatever the page is, so that every camera reads it."""
    drawn = segno.make(address, error="m", micro=False)
    written = drawn.svg_inline(scale=3, border=2, omitsize=True, dark="#000", light="#fff")
    return Markup(written)  # noqa: S704 - segno's own drawing of an address that is percent-encoded


def same_origin(request: Request) -> bool:
    """Whether a page of this very site sent it, as the browser says: Fetch Metadata, Origin, Referer, in that order.

    Every browser in use says it with a form. Who says nothing is neither from here nor `from_elsewhere`.
    """
    if (site := request.headers.get("Sec-Fetch-Site", "none")) != "none":
        return site == "same-origin"
    return _said_origin(request) in _ours(request)


def from_elsewhere(request: Request) -> bool:
    """Whether the browser says that another site sent it."""
    if (site := request.headers.get("Sec-Fetch-Site", "none")) != "none":
        return site != "same-origin"
    return _said_origin(request) not in {None, *_ours(request)}


def _said_origin(request: Request) -> str | None:
    said = request.headers.get("Origin") or request.headers.get("Referer")
    return origin_of(said) if said is not None else None


def origin_of(address: str) -> str:
    """Scheme, host and port; empty where there is none ("null", a word, a broken address)."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}".lower() if parts.scheme and parts.netloc else ""


def _ours(request: Request) -> set[str]:
    """As asked for here, and as the setting says: a proxy may change the host on the way."""
    return {origin_of(request.host_url), origin_of(current_app.extensions["consult_settings"].base_url)} - {""}


def is_web_address(typed: str) -> bool:
    """Whether a browser may safely open it: http or https, a host, a sound port, nothing that hides where it leads."""
    try:
        parts = urlsplit(typed)
        host, _port = parts.hostname, parts.port  # both raise on what is no host and no port
    except ValueError:
        return False
    if parts.scheme not in {"http", "https"} or not host:
        return False
    return not any(sign.isspace() or sign == "\\" for sign in typed)
