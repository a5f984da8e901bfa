"""The blueprint that all pages about comments hang on."""

from flask import Blueprint

bp = Blueprint("comments", __name__)
