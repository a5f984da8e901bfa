"""Whatever stands in an address or a form, no page breaks: each door is asked odd questions and sent odd answers."""

import re
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.net.access import GET, POST
from tests.net.doors import House, doors

pytestmark = pytest.mark.xdist_group("odd input")
ROOT = Path(__file__).resolve().parents[2]
ODD = {
    "too large a number": "9" * 30,
    "a negative number": "-1",
    "a sign that ends a text": "a\x00b",
    "markup and quotation": "'\"><script>alert(1)</script>{{7*7}}%(a)s",
    "half of a pair": "\ud83d",
    "a date that is none": "2026-13-45T99:99",
    "very long": "é" * 25_000,
}


def sources(pattern: str) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "consult").rglob(pattern)))


def asked_names() -> list[str]:
    """What any page reads from an address."""
    named = re.findall(r'args(?:\.get|\.getlist)?[(\[]"(\w+)"', sources("*.py"))
    return sorted({*named, "pillar", "theme", "region", "language", "stance", "campaign", "type", "page", "clause"})


def field_names() -> list[str]:
    named = re.findall(r"^    (\w+)(?:: Any)?(?:, \w+)* = ", sources("*forms.py"), flags=re.MULTILINE)
    return sorted({*named, "do", "text", "reason", "choice", "point", "revision", "next", "key", "point_ids"})


def encoded(form: dict[str, str]) -> str:
    return urlencode(form, errors="surrogatepass")


@pytest.mark.parametrize("what", [name for name in ODD if name != "very long"])
def test_no_odd_question_breaks_a_page(house: House, what: str) -> None:
    question = encoded(dict.fromkeys(asked_names(), ODD[what]))
    broken = []
    for endpoint in GET:
        for rule in doors(house.app)[endpoint, "GET"]:
            address = house.address(endpoint, rule)
            if house.get("administrator", f"{address}?{question}").status_code >= 500:
                broken.append(address)
    assert not broken


@pytest.mark.parametrize("what", ODD)
def test_no_odd_answer_breaks_a_page(house: House, what: str) -> None:
    form = dict.fromkeys(field_names(), ODD[what])
    forms = [form, {f"{prefix}{name}": text for name, text in form.items() for prefix in ("invite-", "extend-")}]
    forms.append({f"theme-{house.arguments['theme_id']}-{name}": text for name, text in form.items()})
    broken = []
    for endpoint in POST:
        for rule in doors(house.app)[endpoint, "POST"]:
            for sent in forms if endpoint.startswith(("consultations.", "responses.")) else forms[:1]:
                for persona in ("visitor", "administrator", "expert", "author"):
                    body = {"data": encoded(sent), "content_type": "application/x-www-form-urlencoded"}
                    if house.knock(persona, "POST", house.address(endpoint, rule), **body).status_code >= 500:
                        broken.append(f"{persona} {endpoint}")
    assert not broken
