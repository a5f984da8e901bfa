"""Every setting: its name, type, default and one line of help. Read once, from CONSULT_* variables."""

import contextlib
import dataclasses
import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

SHORTEST_KEY = 16  # characters


class SettingError(ValueError):
    """A setting that is unknown or cannot be read; the message says what to do."""


def setting(default: object, says: str) -> Any:
    return field(default=default, metadata={"help": says})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Frozen for the life of a process; `describe()` is the table in the README."""

    home: Path = setting(Path("instance"), "Folder of all instance data: database, queue, secret key.")
    database_url: str = setting("", "SQLAlchemy address; empty: SQLite in the home folder.")
    secret_key: str = setting("", "Signs sessions and links; empty: made once and kept in the home folder.")
    log_key_file: str = setting(
        "", "Ed25519 key (PEM) that signs the record's log; empty: made once and kept in the home folder."
    )
    base_url: str = setting("http://127.0.0.1:8000", "Address that links in mail begin with.")
    mail_url: str = setting(
        "outbox:", "outbox: keeps mail on a page; smtp://user:password@host (STARTTLS) or smtps://… (TLS) sends it."
    )
    mail_from: str = setting("consult@localhost", "Sender of mail.")
    languages: str = setting(
        "en,ar,es,fr,ru,zh", "Interface languages on offer, the first is the default. These six are translated."
    )
    upload_megabytes: int = setting(20, "Largest file or form that is accepted.")
    mail_in_url: str = setting(
        "", "Mailbox that `consult mail-in --imap` reads: imaps://user:password@host/FOLDER; empty: none."
    )
    mail_megabytes: int = setting(30, "Largest message that is taken in by mail.")
    paper_pages: int = setting(500, "Pages that a position paper may have.")
    virus_command: str = setting(
        "",
        "Looks for viruses in a position paper: gets its path, ends with 0 (clean) or 1 (infected); empty: none does.",
    )
    body_seconds: int = setting(20, "Seconds for a form or file to come in, and one more for each 1,000 bytes.")
    session_days: int = setting(14, "Days that “stay signed in” lasts; else a day at most.")
    second_factor_for: str = setting(
        "",
        "Roles that must have a second factor: administrator, secretariat, chair, drafter, moderator, expert.",
    )
    oidc_issuer: str = setting("", "Address of an OpenID Connect provider that people may sign in with; empty: none.")
    oidc_client_id: str = setting("", "What the provider calls this site.")
    oidc_client_secret: str = setting("", "What this site proves itself with to the provider.")
    oidc_name: str = setting("your organisation", "What the provider is called on the sign-in page.")
    site_name: str = setting("consult", "What the site is called at the head of its pages.")
    site_emblem: str = setting(
        "", "Picture beside the name (.svg or .png, at most 200 kB), a path, or a name in the home folder; empty: none."
    )
    site_colour: str = setting(
        "", "Colour of links and buttons, such as #0b5a7d; refused at the start where it cannot be read; empty: ours."
    )
    contact: str = setting("", "Address of mail that the pages on help, privacy and accessibility give; empty: none.")
    proxies: int = setting(0, "How many proxies stand in front and set X-Forwarded-*.")
    workers: int = setting(1, "Web processes that `consult serve` starts.")
    guest_comments_per_hour: int = setting(
        60,
        "Guests from one network in an hour, by mailbox, before a puzzle is asked; whoever confirms counts no more.",
    )
    sign_ins_per_quarter: int = setting(
        10, "Wrong passwords for an address from one network before the next has to wait."
    )
    sign_ups_per_hour: int = setting(20, "Sign-ups, resets and confirmations one address may ask for in an hour.")
    mails_per_hour: int = setting(
        10, "Mails that strangers may cause to one address in an hour; in a day three times as many."
    )

    log_format: str = setting("text", "text: events for a person; json: a line of JSON for each event and request.")
    metrics_token: str = setting("", "What Prometheus sends as Bearer to /metrics; empty: only this machine may ask.")
    backup_folder: str = setting("", "Folder in which the worker makes backups by itself; empty: it makes none.")
    backup_hours: int = setting(24, "Hours after which the next of these backups is made.")
    backups_kept: int = setting(14, "How many of these backups are kept; older ones are removed.")

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{(self.home / 'consult.sqlite').resolve()}"

    @property
    def on_sqlite(self) -> bool:
        return self.database.startswith("sqlite")

    @property
    def language_codes(self) -> tuple[str, ...]:
        return tuple(code.strip() for code in self.languages.split(",") if code.strip())

    @property
    def secure(self) -> bool:
        return self.base_url.startswith("https://")

    @property
    def demo_marker(self) -> Path:
        """Written by `consult demo` alone; without it no demo sign-in exists."""
        return self.home / "demo.json"

    def key(self) -> str:
        """The secret key: as set, else made on first use and readable by the owner only."""
        if self.secret_key:
            return self.secret_key
        kept = self.home / "secret_key"
        if not kept.exists():
            self.make_home()
            made_once(kept, secrets.token_urlsafe(48).encode("ascii"))
        found = self.read("secret_key").strip()
        if len(found) < SHORTEST_KEY:
            says = "holds no key. Bring it back from a backup, or remove it: then everyone signs in again."
            raise SettingError(f"{kept} {says}")
        return found

    def make_home(self) -> None:
        """Nobody but the owner looks into it, where this makes it."""
        try:
            self.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise SettingError(f"CONSULT_HOME={self.home} cannot be a folder: {error.strerror}.") from error

    def read(self, name: str) -> str:
        """The text of a file in the home folder."""
        path = self.home / name
        try:
            return path.read_text(encoding="utf-8")
        except OSError as error:
            raise SettingError(f"{path} cannot be read: {error.strerror}. It must belong to who runs this.") from error
        except UnicodeDecodeError as error:
            raise SettingError(f"{path} is damaged: it holds no text. Bring it back from a backup.") from error


def made_once(path: Path, content: bytes) -> None:
    """A file that its owner alone may read, whole from the moment it is there; of two that make it the first wins."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    with contextlib.suppress(FileExistsError):
        os.link(name, path)
    Path(name).unlink()


def private_file(path: Path) -> None:
    """Make a file that its owner alone may read, where there is none yet."""
    if path.parent.is_dir() and not path.exists():
        path.touch(mode=0o600)


def describe() -> list[tuple[str, str, str]]:
    """Rows of (variable, default, help), in the order of the class."""
    return [(variable(f.name), str(f.default), f.metadata["help"]) for f in dataclasses.fields(Settings)]


def variable(name: str) -> str:
    return f"CONSULT_{name.upper()}"


# Read by other parts of a deployment, not by the application itself.
FOREIGN = {"CONSULT_REQUIRE_ALL", "CONSULT_TEST_POSTGRES"}


def from_environment(environ: Mapping[str, str]) -> Settings:
    """Settings from CONSULT_* variables; raises SettingError for one that is unknown or unreadable."""
    fields = {variable(f.name): f for f in dataclasses.fields(Settings)}
    given = {name: text for name, text in environ.items() if name.startswith("CONSULT_") and name not in FOREIGN}
    unknown = sorted(set(given) - set(fields))
    if unknown:
        raise SettingError(f"Unknown setting {unknown[0]}. Known: {', '.join(fields)}.")
    found = Settings(**{fields[name].name: parsed(name, text, fields[name].default) for name, text in given.items()})
    refuse_unsound(found)
    return found


AT_LEAST_ONE = (
    "upload_megabytes",
    "paper_pages",
    "mail_megabytes",
    "body_seconds",
    "session_days",
    "workers",
    "backup_hours",
    "backups_kept",
)


def refuse_unsound(settings: Settings) -> None:
    """What could only go wrong later, perhaps unnoticed; raises SettingError for the first."""
    for name in AT_LEAST_ONE:
        if getattr(settings, name) < 1:
            raise SettingError(f"{variable(name)} must be 1 or more, not 0.")
    for name in ("secret_key", "metrics_token"):
        if 0 < len(getattr(settings, name)) < SHORTEST_KEY:
            says = f"{variable(name)} must have {SHORTEST_KEY} characters or more, so that nobody guesses it"
            raise SettingError(f"{says}: openssl rand -hex 32 makes one. Or leave it unset.")
    if settings.log_format not in {"text", "json"}:
        raise SettingError(f"CONSULT_LOG_FORMAT must be text or json, not {settings.log_format!r}.")
    if settings.proxies > 10:
        raise SettingError(f"CONSULT_PROXIES is how many proxies stand in front, 0 to 10, not {settings.proxies}.")
    _check_addresses(settings)


def _check_addresses(settings: Settings) -> None:
    if not settings.language_codes:
        raise SettingError("CONSULT_LANGUAGES must name one language or more, such as en,fr.")
    if settings.database_url and not settings.database_url.startswith(("sqlite:///", "postgresql+psycopg://")):
        says = (
            "CONSULT_DATABASE_URL must begin with postgresql+psycopg:// or sqlite:///; unset, it is SQLite in the home"
        )
        raise SettingError(f"{says}. It begins with {settings.database_url.partition('://')[0]!r}.")
    try:
        parts = urlsplit(settings.base_url)
        sound = parts.scheme in {"http", "https"} and parts.hostname and not parts.query and (parts.port or True)
    except ValueError:
        sound = False
    if not sound:
        says = "CONSULT_BASE_URL must be the site's own address, such as https://consult.example.org"
        raise SettingError(f"{says}, not {settings.base_url!r}.")


def parsed(name: str, text: str, default: object) -> Any:
    if isinstance(default, int):
        if not text.strip().isdecimal():
            raise SettingError(f"{name} must be a whole number, not {text!r}.")
        return int(text)
    return Path(text) if isinstance(default, Path) else text
