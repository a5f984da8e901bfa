"""Pages about the site itself: privacy, help, contact, accessibility; what the operator is, by the settings."""

from flask import render_template

from consult.accounts.views import settings
from consult.tracing.blueprint import bp


@bp.get("/privacy")
def privacy() -> str:
    return render_template("tracing/about/privacy.html", contact=settings().contact)


@bp.get("/help")
def help_page() -> str:
    return render_template("tracing/about/help.html", contact=settings().contact)


@bp.get("/contact")
def contact() -> str:
    return render_template("tracing/about/contact.html", contact=settings().contact)


@bp.get("/accessibility")
def accessibility() -> str:
    return render_template("tracing/about/accessibility.html", contact=settings().contact)
