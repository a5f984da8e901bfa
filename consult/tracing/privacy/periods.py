"""How long what is held stays, by the rule that ends it. Pure."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum


class RetentionRule(StrEnum):
    """What the retention job ends."""

    ENDED_SESSIONS = "ended_sessions"
    ATTEMPTS = "attempts"
    UNCONFIRMED_FACTORS = "unconfirmed_factors"
    UNCONFIRMED_ACCOUNTS = "unconfirmed_accounts"
    UNCONFIRMED_COMMENTS = "unconfirmed_comments"
    UNSENT_COMMENTS = "unsent_comments"
    OLD_OFFERS = "old_offers"
    DECLINED_NOMINATIONS = "declined_nominations"
    OLD_REQUESTS = "old_requests"
    KEPT_FORMS = "kept_forms"
    OLD_MAIL = "old_mail"
    RECEIVED_MAIL = "received_mail"
    ACCESSES = "accesses"
    OLD_NOTICES = "old_notices"


A_YEAR = timedelta(days=365)
# From the moment that the row itself says: when it ended, was made, was last changed, was decided.
PERIODS: Mapping[RetentionRule, timedelta] = {
    RetentionRule.ENDED_SESSIONS: timedelta(0),
    RetentionRule.ATTEMPTS: timedelta(days=1),
    RetentionRule.UNCONFIRMED_FACTORS: timedelta(days=1),
    RetentionRule.UNCONFIRMED_ACCOUNTS: timedelta(days=30),
    RetentionRule.UNCONFIRMED_COMMENTS: timedelta(days=3, hours=1),  # the link, and an hour
    RetentionRule.UNSENT_COMMENTS: A_YEAR,
    RetentionRule.OLD_OFFERS: A_YEAR,
    RetentionRule.DECLINED_NOMINATIONS: A_YEAR,
    RetentionRule.OLD_REQUESTS: A_YEAR,
    RetentionRule.KEPT_FORMS: timedelta(days=1),
    RetentionRule.OLD_MAIL: timedelta(days=90),
    RetentionRule.RECEIVED_MAIL: A_YEAR,  # since somebody decided about it
    RetentionRule.ACCESSES: A_YEAR,
    RetentionRule.OLD_NOTICES: timedelta(days=90),
}
