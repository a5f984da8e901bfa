"""The relay: what cannot work is refused at start; encryption is verified; headers are whole and ASCII."""

import ssl
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

from consult.app import create_app
from consult.core.mail.relay import OutgoingMail, RelayDown, RelayLine, Undelivered, relay_of
from consult.settings import SettingError, Settings
from tests.smtp import Behaviour, Certificate, certificate, relay

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
LETTER = OutgoingMail(7, "amina@example.org", "A receipt", "Words.\n", AT)


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return certificate(tmp_path_factory.mktemp("certificate"))


def sent(address: str, letter: OutgoingMail = LETTER, sender: str = "consult@example.org") -> None:
    told = relay_of(Settings(mail_url=address, mail_from=sender))
    assert told is not None
    with RelayLine(told) as line:
        line.send(letter)


@pytest.mark.parametrize(
    ("address", "sender"),
    [
        ("smtp:/relay.example.org", "consult@example.org"),
        ("smtp://", "consult@example.org"),
        ("smtp://relay.example.org:a", "consult@example.org"),
        ("smtp://relay.example.org:99999", "consult@example.org"),
        ("http://relay.example.org", "consult@example.org"),
        ("outbox", "consult@example.org"),
        ("smtp://relay.example.org?verify=no", "consult@example.org"),
        ("smtp://localhost?verify=perhaps", "consult@example.org"),
        ("smtp://relay.example.org", "consult@localhost"),
        ("smtp://relay.example.org", "consult"),
        ("smtp://relay.example.org", ""),
        ("smtp://relay.example.org", "consult@example"),
        ("smtp://relay.example.org", "größe@example.org"),
        ("smtp://relay.example.org", "consult@example.org\r\nBcc: all@example.org"),
    ],
)
def test_what_cannot_work_is_refused_at_start(tmp_path: Path, address: str, sender: str) -> None:
    with pytest.raises(SettingError, match="CONSULT_MAIL_"):
        create_app(Settings(home=tmp_path, secret_key="a key for tests alone", mail_url=address, mail_from=sender))


def test_a_sender_may_have_a_name_and_a_domain_with_letters() -> None:
    told = relay_of(Settings(mail_url="smtps://relay.example.org", mail_from="Städte <consult@bücher.example>"))
    assert told is not None
    assert told.sender.endswith("<consult@xn--bcher-kva.example>")
    assert told.sender.isascii()
    assert (told.port, told.encrypted) == (465, True)


def test_a_mail_says_when_from_whom_and_which_it_is() -> None:
    with relay() as office:
        sent(f"smtp://127.0.0.1:{office.port}", sender="Cities <consult@example.org>")
    (mail,) = office.taken
    assert parsedate_to_datetime(mail["Date"]) == AT
    assert mail["Message-ID"] == f"<7.{int(AT.timestamp())}@example.org>"
    assert (mail["From"], mail["To"], mail["Subject"]) == (
        "Cities <consult@example.org>",
        LETTER.recipient,
        "A receipt",
    )
    assert mail["Auto-Submitted"] == "auto-generated"


def test_a_domain_with_letters_goes_out_as_idna_and_every_header_as_ascii() -> None:
    letter = OutgoingMail(8, "amina@bücher.example", "Ваш отзыв", "市民需要这些数据。\n", AT)
    with relay() as office:
        sent(f"smtp://127.0.0.1:{office.port}", letter)
    (raw,), (mail,) = office.raw, office.taken
    assert raw.isascii()
    assert "rcpt TO:<amina@xn--bcher-kva.example>" in office.said
    assert (mail["To"], mail["Subject"]) == ("amina@xn--bcher-kva.example", "Ваш отзыв")
    assert mail.get_content().strip() == "市民需要这些数据。"


@pytest.mark.parametrize("recipient", ["größe@example.org", "erased-3@invalid", "a b@example.org", "a@b@example.org"])
def test_an_address_that_no_mail_reaches_is_given_up_at_once(recipient: str) -> None:
    with relay() as office, pytest.raises(Undelivered) as told:
        sent(f"smtp://127.0.0.1:{office.port}", OutgoingMail(9, recipient, "A receipt", "Words.\n", AT))
    assert told.value.for_good
    assert office.said == []


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_relay_is_believed_only_with_a_certificate_that_is(
    paper: Certificate, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    does = Behaviour(at_once=paper.context) if scheme == "smtps" else Behaviour(starttls=paper.context)
    with relay(does) as office:
        with pytest.raises(RelayDown, match=r"CERTIFICATE_VERIFY_FAILED"):
            sent(f"{scheme}://localhost:{office.port}")
        sent(f"{scheme}://localhost:{office.port}?verify=no")
        monkeypatch.setenv("SSL_CERT_FILE", str(paper.file))
        sent(f"{scheme}://localhost:{office.port}")
        with pytest.raises(RelayDown, match=r"CERTIFICATE_VERIFY_FAILED|IP address mismatch"):
            sent(f"{scheme}://127.0.0.1:{office.port}")  # it is for localhost, by this name
    assert len(office.raw) == 2


def test_a_password_is_said_over_encryption_alone(paper: Certificate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(paper.file))
    with relay(Behaviour(password="pass:word")) as plain:
        with pytest.raises(RelayDown, match="offers no encryption"):
            sent(f"smtp://user:pass%3Aword@localhost:{plain.port}")
        assert not [words for words in plain.said if words.startswith("AUTH")]
    with relay(Behaviour(password="pass:word", starttls=paper.context)) as office:
        sent(f"smtp://user:pass%3Aword@localhost:{office.port}")
        with pytest.raises(RelayDown, match="535 wrong password"):
            sent(f"smtp://user:other@localhost:{office.port}")
    assert len(office.raw) == 1


def test_what_the_relay_refuses_for_good_is_told_from_what_it_refuses_now() -> None:
    refuses = {"gone@": "550 no such user", "full@": "452 mailbox full"}
    with relay(Behaviour(refuses=refuses)) as office:
        for recipient, for_good in (("gone@example.org", True), ("full@example.org", False)):
            with pytest.raises(Undelivered) as told:
                sent(f"smtp://127.0.0.1:{office.port}", OutgoingMail(1, recipient, "A receipt", "Words.\n", AT))
            assert told.value.for_good is for_good
            assert not isinstance(told.value, RelayDown)
    with relay(Behaviour(data="554 looks like spam")) as office, pytest.raises(Undelivered, match="554 looks") as told:
        sent(f"smtp://127.0.0.1:{office.port}")
    assert told.value.for_good


def test_nobody_there_is_no_fault_of_the_letter() -> None:
    with relay() as office:
        port = office.port
    with pytest.raises(RelayDown) as told:
        sent(f"smtp://127.0.0.1:{port}")
    assert not told.value.for_good


def test_encryption_is_never_older_than_what_is_held_safe(paper: Certificate) -> None:
    told = relay_of(Settings(mail_url="smtps://relay.example.org", mail_from="consult@example.org"))
    assert told is not None
    assert told.context.verify_mode == ssl.CERT_REQUIRED
    assert told.context.check_hostname
    assert told.context.minimum_version >= ssl.TLSVersion.TLSv1_2


def test_the_address_that_ends_mail_with_one_press_comes_through_as_it_is() -> None:
    """RFC 8058: mail programs read both lines as they stand; an encoded address is none to them."""
    address = f"https://consult.example.org/following/unsubscribe/{'WzEsWyJyZXBseSJdXQ.aaaa-bbbb_cccc' * 6}"
    with relay() as office:
        sent(f"smtp://127.0.0.1:{office.port}", replace(LETTER, unsubscribe=address))
        sent(f"smtp://127.0.0.1:{office.port}")
    lines = office.raw[0].decode("ascii").split("\r\n")
    assert f"List-Unsubscribe: <{address}>" in lines
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in lines
    assert office.taken[0]["List-Unsubscribe"] == f"<{address}>"
    assert office.taken[1]["List-Unsubscribe"] is None, "a receipt is no newsletter"
