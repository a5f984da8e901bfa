"""A client that refuses to look at a bad page."""

import re
from functools import cached_property
from typing import Any

import html5lib
from flask import Flask, g, url_for
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from consult.accounts.models import Person
from consult.core.database import db
from tests.people import People
from tests.signed_in import sign_in


class Page:
    """An answer, with what tests look at."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.status = response.status_code
        self.html = response.get_data(as_text=True) if response.mimetype.startswith("text/") else ""
        self.location = response.headers.get("Location", "")

    @cached_property
    def tree(self) -> Any:
        return html5lib.parse(self.html, namespaceHTMLElements=False)

    @cached_property
    def text(self) -> str:
        """What a person reads: tags out, blanks collapsed, entities resolved."""
        body = self.tree.find("body")
        return re.sub(r"\s+", " ", "".join(body.itertext())).strip() if body is not None else ""

    def __contains__(self, words: str) -> bool:
        return words in self.text


class Browser:
    """`browser.as_(people.amina).get("comments.read", …)`; every page is checked by the linter."""

    def __init__(self, app: Flask, people: People, person: Person | None = None) -> None:
        self.app, self.people, self.person = app, people, person
        self.client: FlaskClient = app.test_client()
        if person is not None:
            sign_in(self.client, person)

    def as_(self, person: Person | None) -> "Browser":
        return Browser(self.app, self.people, person)

    def address(self, endpoint: str, **values: Any) -> str:
        if endpoint.startswith("/"):
            return endpoint
        with self.app.test_request_context():
            return url_for(endpoint, **values)

    def get(self, endpoint: str, *, status: int = 200, follow: bool = False, **values: Any) -> Page:
        page = self._sent("GET", self.address(endpoint, **values), follow_redirects=follow)
        assert page.status == status, f"{page.status} instead of {status}: {page.text[:500]}"
        if page.response.mimetype == "text/html" and not 300 <= page.status < 400:
            page.tree = lint(page.html)
        return page

    def post(self, endpoint: str, form: dict[str, Any] | None = None, *, follow: bool = True, **values: Any) -> Page:
        page = self._sent("POST", self.address(endpoint, **values), data=form or {}, follow_redirects=follow)
        if page.response.mimetype == "text/html" and not 300 <= page.status < 400:
            page.tree = lint(page.html)
        return page

    def _sent(self, method: str, address: str, **options: Any) -> Page:
        for name in list(g):  # a test's application context outlives a request: who asked must not
            g.pop(name)
        headers = {"Sec-Fetch-Site": "same-origin"} if method == "POST" else {}  # as every browser says of our pages
        response = self.client.open(address, method=method, headers=headers, buffered=True, **options)
        db.session.expire_all()
        return Page(response)


def lint(html: str) -> Any:
    """Strict HTML; one h1 that opens the title; unique ids; labelled controls; nothing inline; a language."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    tree = parser.parse(html)
    every = list(tree.iter())
    assert tree.get("lang"), "the page names no language"
    headings = ["".join(e.itertext()).strip() for e in every if e.tag == "h1"]
    title = "".join(tree.find("head/title").itertext()).strip()
    assert len(headings) == 1, f"the page has {len(headings)} h1"
    assert re.sub(r"\s+", " ", title).startswith(re.sub(r"\s+", " ", headings[0])), (
        f"{title!r} opens not with {headings[0]!r}"
    )
    ids = [e.get("id") for e in every if e.get("id")]
    assert len(ids) == len(set(ids)), f"ids stand twice: {sorted({i for i in ids if ids.count(i) > 1})}"
    _lint_controls(every, set(ids))
    for element in every:
        inline = [name for name in element.attrib if name == "style" or name.startswith("on")]
        assert not inline, f"<{element.tag}> has inline {inline}"
        assert element.tag != "style", "an inline style sheet"
        assert element.tag != "script" or element.get("src"), "an inline script"
        for name in ("src", "href", "action"):
            target = element.get(name) or ""
            assert not (name == "src" and "//" in target), f"asks a third host: {target}"
            assert not target.startswith("javascript:"), target
            if name == "href" and target.startswith("#") and len(target) > 1:
                assert target[1:] in ids, f"a link to nothing: {target}"
    return tree


def _lint_controls(every: list[Any], ids: set[str]) -> None:
    labels = {e.get("for") for e in every if e.tag == "label"}
    assert labels - {None} <= ids, f"labels for nothing: {labels - ids - {None}}"
    inside = {id(c) for e in every if e.tag == "label" for c in e.iter()}
    for element in every:
        if element.tag == "a":
            named = (
                "".join(element.itertext()).strip() or element.get("aria-label") or element.find(".//title") is not None
            )
            assert named or element.find(".//img") is not None, f"a link without words: {element.get('href')}"
        if element.tag == "button":
            assert "".join(element.itertext()).strip() or element.get("aria-label"), "a button without words"
        is_control = element.tag in {"select", "textarea"} or (
            element.tag == "input" and element.get("type") not in {"hidden", "submit"}
        )
        if is_control:
            labelled = element.get("id") in labels or element.get("aria-label") or element.get("aria-labelledby")
            assert labelled or id(element) in inside, f"a control without a label: {element.get('name')}"
