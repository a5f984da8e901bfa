"""République numérique 2015: 30 articles, 666 proposals, 3,994 arguments, brought in as a register."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from consult.accounts.models import Person
from consult.comments import actions as comments
from consult.comments import intake
from consult.comments.models import Comment
from consult.consultations import actions as rounds
from consult.consultations.models import Access, Kind, Round, Visibility
from consult.core import clock
from consult.core.database import db
from consult.demo import reading, texts

SLUG = "republique-numerique"
ROUND = "republique-numerique-2015"
LONGEST = 20_000
