"""Personal data in what somebody typed, found by pattern, so that they are asked before it is public. Pure.

Sources: IBAN by its check digits (ISO 13616, mod 97-10), cards by Luhn (ISO/IEC 7812), telephone by E.164's lengths.
What looks like a clause, a date or a year is none.
"""

import re
from collections.abc import Sequence
from enum import StrEnum


class PersonalDatum(StrEnum):
    """What was found."""

    EMAIL = "email"
    PHONE = "phone"
    ACCOUNT = "account"
    IDENTITY = "identity"


_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_PHONE = re.compile(r"(?<![\w.])(?:\+|00)\d(?:[ ()./-]{0,2}\d){6,13}(?!\d)")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{1,4}){3,8}\b")
_CARD = re.compile(r"(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)")
# Numbers of persons as states write them: 123-45-6789, 123.456.789-09.
_IDENTITY = re.compile(r"(?<![\d-])(?:\d{3}-\d{2}-\d{4}|\d{3}\.\d{3}\.\d{3}-\d{2})(?![\d-])")


def personal_data_in(*texts: str) -> Sequence[PersonalDatum]:
    """Each kind once, in the order of the enumeration."""
    text = "\n".join(texts)
    found = {
        PersonalDatum.EMAIL: _EMAIL.search(text) is not None,
        PersonalDatum.PHONE: _PHONE.search(text) is not None,
        PersonalDatum.ACCOUNT: any(map(_is_iban, _IBAN.findall(text))) or any(map(_is_card, _CARD.findall(text))),
        PersonalDatum.IDENTITY: _IDENTITY.search(text) is not None,
    }
    return [kind for kind, is_there in found.items() if is_there]


def _is_iban(typed: str) -> bool:
    plain = typed.replace(" ", "")
    turned = plain[4:] + plain[:4]
    return 15 <= len(plain) <= 34 and int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


def _is_card(typed: str) -> bool:
    digits = [int(sign) for sign in reversed(typed) if sign.isdecimal()]
    doubled = [sum(divmod(2 * digit, 10)) if place % 2 else digit for place, digit in enumerate(digits)]
    return sum(doubled) % 10 == 0 and len(set(digits)) > 1
