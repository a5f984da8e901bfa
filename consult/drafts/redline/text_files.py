"""Text files that commands compare: each fault is one sentence, and nothing is done."""

from pathlib import Path

import click

MOST_SIGNS = 2_000_000  # a guideline of 1,000 pages


def text_in(path: Path) -> str:
    """The words in a file, as they stand there; without the mark that some programs put before UTF-8."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError as error:
        raise click.ClickException(f"There is no file “{path}”. Check its name.") from error
    except IsADirectoryError as error:
        raise click.ClickException(f"“{path}” is a folder. Name a text file in it.") from error
    except OSError as error:
        raise click.ClickException(f"“{path}” cannot be read: {error.strerror}.") from error
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        says = f"“{path}” is not UTF-8 (byte {error.start + 1}). Save it as plain text in UTF-8, then try again."
        raise click.ClickException(says) from error
    if "\x00" in text:
        raise click.ClickException(f"“{path}” is no text: it holds zero bytes. Save it as plain text in UTF-8.")
    if not text.strip():
        raise click.ClickException(f"“{path}” is empty. Name a file that has words in it.")
    if len(text) > MOST_SIGNS:
        says = f"“{path}” is too long: {len(text):,} signs, and {MOST_SIGNS:,} are compared at most. Compare its parts."
        raise click.ClickException(says)
    return text
