"""A page as PDF/UA, where WeasyPrint and the libraries of the system that it draws with (Pango) are installed."""

import logging
from importlib import import_module
from typing import Any

from flask_babel import gettext as _

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


def as_pdf(page: bytes) -> bytes:
    """The page that `html_paper` made; nothing is fetched for it. The same page gives the same bytes."""
    weasyprint: Any = import_module("weasyprint")
    for name in ("weasyprint", "weasyprint.progress"):  # it tells of each step and page
        logging.getLogger(name).setLevel(logging.ERROR)
    made = weasyprint.HTML(string=page.decode(), url_fetcher=_nothing_fetched)
    written: bytes = made.write_pdf(pdf_variant=VARIANT, pdf_tags=True)
    return written


def _nothing_fetched(url: str, *_args: Any, **_more: Any) -> Any:
    raise ValueError(f"A paper is whole in itself, and asks for {url}.")
