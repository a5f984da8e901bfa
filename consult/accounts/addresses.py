"""E-mail addresses: one rule for every place that takes one. Pure."""

from email_validator import EmailNotValidError, validate_email

LONGEST = 254


class NoAddress(ValueError):
    """What was given is no address that mail can be sent to."""


def address_of(text: str) -> str:
    """The address as it is kept: in small letters, its domain as people write it. Raises NoAddress.

    Signs outside ASCII before the @ are refused: most servers cannot deliver to them.
    """
    try:
        read = validate_email(text.strip(), check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError as wrong:
        raise NoAddress from wrong
    if len(read.normalized) > LONGEST:
        raise NoAddress
    return read.normalized.lower()


def known_as(text: str) -> tuple[str, str]:
    """As an account with what was typed may be kept: as it is kept today, and as it was typed."""
    typed = text.strip().lower()
    try:
        return address_of(typed), typed
    except NoAddress:
        return typed, typed
