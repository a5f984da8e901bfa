"""Logs: one line an event on the standard error, as text or as JSON, with the request's number and no personal data.

What an exception says may quote what somebody typed: of one that is not ours or the system's, the log keeps the kind
and the places in the code. Addresses of mail that slipped into a line are taken out of it.
"""

import json
import logging
import re
import traceback
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Any

import structlog
from structlog.typing import Processor

from consult.core.resources import PACKAGE
from consult.core.security.event_log import request_id
from consult.settings import SettingError, Settings

Fields = MutableMapping[str, Any]
EXTRA = ("method", "endpoint", "status", "milliseconds")  # what a line on a request says beside its words
ADDRESS = re.compile(r"[^\s@<>\"'()\[\],;:=]+@[^\s@<>\"'()\[\],;:=]+\.[^\s@<>\"'()\[\],;:=]+")
TAKEN_OUT = "…@…"
QUIET = ("alembic", "procrastinate")  # a line for each step of a migration, and two for each job


class LogHandler(logging.StreamHandler[Any]):
    """Ours, so that it is set up once however many sites a process makes."""


def set_up_logs(settings: Settings) -> None:
    """Where something else takes the lines already (a test, a server that embeds the site), it is left to that."""
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    root = logging.getLogger()
    ours = next((handler for handler in root.handlers if isinstance(handler, LogHandler)), None)
    if ours is None and root.handlers:
        return
    if ours is None:
        ours = LogHandler()
        root.addHandler(ours)
        root.setLevel(logging.INFO)
    ours.setFormatter(formatter(as_json=settings.log_format == "json"))


def formatter(*, as_json: bool) -> logging.Formatter:
    before: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(allow=EXTRA),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _with_request,
        _where_it_broke,
    ]
    last: list[Processor] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        _as_json if as_json else _as_text,
    ]
    return structlog.stdlib.ProcessorFormatter(foreign_pre_chain=before, processors=last)


def _with_request(_logger: Any, _method: str, fields: Fields) -> Fields:
    if (known := request_id()) != "-":
        fields["request"] = known
    return fields


def _where_it_broke(_logger: Any, _method: str, fields: Fields) -> Fields:
    told = fields.pop("exc_info", None)
    error = told[1] if isinstance(told, tuple) else told
    if isinstance(error, BaseException):
        fields["exception"] = told_without_words(error)
    return fields


def told_without_words(error: BaseException) -> str:
    """The kinds and places of an error and of those before it, the first first; words only where they are not typed."""
    chain: list[BaseException] = []
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__ or error.__context__  # type: ignore[assignment]
    return "\n".join(_one(each) for each in reversed(chain))


def _one(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"  {_short(frame.filename)}:{frame.lineno} in {frame.name}" for frame in frames]
    return "\n".join([f"{type(error).__module__}.{type(error).__qualname__}{_words(error)}", *places])


def _words(error: BaseException) -> str:
    if isinstance(error, SettingError):
        return f": {error}"
    return f": {error.strerror}" if isinstance(error, OSError) and error.strerror else ""


def _short(name: str) -> str:
    path = Path(name)
    return path.relative_to(PACKAGE.parent).as_posix() if path.is_relative_to(PACKAGE.parent) else name


def _as_json(_logger: Any, _method: str, fields: Fields) -> str:
    return without_addresses(json.dumps(fields, ensure_ascii=False, default=str))


def _as_text(_logger: Any, _method: str, fields: Fields) -> str:
    """For a person, and for journald, which knows the time itself."""
    broke = f"\n{fields['exception']}" if "exception" in fields else ""
    return without_addresses(f"{fields['event']}{_said_beside(fields)}{broke}")


def _said_beside(fields: Mapping[str, Any]) -> str:
    return "".join(
        f" {name}={fields[name]}" for name in (*EXTRA, "request") if name in fields and _is_new(fields, name)
    )


def _is_new(fields: Mapping[str, Any], name: str) -> bool:
    return str(fields[name]) not in str(fields["event"])


def without_addresses(line: str) -> str:
    return ADDRESS.sub(TAKEN_OUT, line)
