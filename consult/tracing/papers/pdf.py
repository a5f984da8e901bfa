"""A page as PDF/UA, where WeasyPrint and the libraries of the system that it draws with (Pango) are installed."""

import logging
from importlib import import_module
from typing import Any

from flask_babel import gettext as _

from consult.tracing.papers.pdf_structure import keep_languages, told_scopes

VARIANT = "pdf/ua-1"


def why_no_pdf() -> str:
    """A sentence that says what is missing, or nothing."""
    try:
        import_module("weasyprint")
    except ImportError:
        return str(
            _("PDF files are left out: WeasyPrint is not installed on this machine (pip install 'consult[pdf]').")
        )
    except OSError:
        return str(_("PDF files are left out: the library Pango is not installed on this machine."))
    return ""


def as_pdf(page: bytes) -> tuple[bytes, str]:
    """The page that `html_paper` made, and the letters that no font of this machine has: they are printed as boxes.

    Nothing is fetched for it. The same page gives the same bytes.
    """
    made = _read(page.decode()).render(pdf_variant=VARIANT, pdf_tags=True)
    keep_languages()
    written: bytes = made.write_pdf(finisher=told_scopes, pdf_variant=VARIANT, pdf_tags=True)
    lacking = {chr(code) for font in made.fonts.values() for code in font.missing}
    return written, "".join(sorted(lacking))


def _read(page: str) -> Any:
    weasyprint: Any = import_module("weasyprint")
    for name in ("weasyprint", "weasyprint.progress"):  # it tells of each step and page
        logging.getLogger(name).setLevel(logging.ERROR)
    return weasyprint.HTML(string=page, url_fetcher=_nothing_fetched)


def _nothing_fetched(url: str, *_args: Any, **_more: Any) -> Any:
    raise ValueError(f"A paper is whole in itself, and asks for {url}.")
