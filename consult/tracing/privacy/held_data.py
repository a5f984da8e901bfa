"""One table of what is held on people: what, why, how long. The page shows it, the retention job keeps to it. Pure.

`headings` are those of the data export (`own_data.person_keys`): what one may take away is what is told here, and a
test wants each heading in one row. `rule` names the rule that ends it; without one it stays with the record.
"""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from consult.tracing.privacy.periods import RetentionRule

WITH_THE_RECORD = _l("As long as the record of the guideline stands; your name goes when you have yourself erased.")
WHILE_YOU_WANT = _l("Until you have yourself erased.")


@dataclass(frozen=True, kw_only=True)
class HeldData:
    what: Any
    why: Any
    how_long: Any
    headings: tuple[str, ...] = ()
    rule: RetentionRule | None = None


HELD: tuple[HeldData, ...] = (
    HeldData(
        what=_l("Your account: name, e-mail address, country, kind of stakeholder, organisation, language, time zone."),
        why=_l("To know who speaks, to write to you, and to count how widely a concern is shared."),
        how_long=WHILE_YOU_WANT,
        headings=("profile",),
    ),
    HeldData(
        what=_l("An account that nobody confirmed and that did nothing."),
        why=_l("Someone gave the address."),
        how_long=_l("30 days."),
        rule=RetentionRule.UNCONFIRMED_ACCOUNTS,
    ),
    HeldData(
        what=_l("Your password, as a hash from which it cannot be read."),
        why=_l("To let you in."),
        how_long=WHILE_YOU_WANT,
    ),
    HeldData(
        what=_l("Your second factor: its key, encrypted, and hashes of your recovery codes."),
        why=_l("To let you in and nobody else."),
        how_long=_l("Until you remove it. One that was begun and not confirmed: a day."),
        headings=("second_factor", "recovery_codes"),
        rule=RetentionRule.UNCONFIRMED_FACTORS,
    ),
    HeldData(
        what=_l("Your passkeys: their public keys, and on which kind of device they were made."),
        why=_l("To let you in. What is secret never leaves your device."),
        how_long=_l("Until you remove them."),
        headings=("passkeys",),
    ),
    HeldData(
        what=_l("Who you are to an identity provider with which you sign in: its address and your number there."),
        why=_l("To know you when you come back from it."),
        how_long=_l("Until you unlink it."),
        headings=("identities",),
    ),
    HeldData(
        what=_l("Where you are signed in: browser, system, part of the network address, times."),
        why=_l("So that you see and end what you do not know."),
        how_long=_l("Until the session ends."),
        headings=("sessions",),
        rule=RetentionRule.ENDED_SESSIONS,
    ),
    HeldData(
        what=_l("What you typed into a form whose session had ended."),
        why=_l("So that nothing typed is lost: you find it again after signing in."),
        how_long=_l("A day."),
        rule=RetentionRule.KEPT_FORMS,
    ),
    HeldData(
        what=_l("How often something was tried from a network, as a hash."),
        why=_l("To stop guessing of passwords and floods of mail."),
        how_long=_l("A day."),
        rule=RetentionRule.ATTEMPTS,
    ),
    HeldData(
        what=_l("Comments that you sent, with the name, country and kind you sent them under, and every version."),
        why=_l("They are what the consultation is for; each must be answered, and anyone must be able to check that."),
        how_long=WITH_THE_RECORD,
        headings=("comments",),
    ),
    HeldData(
        what=_l("What you answered to the questions of a round."),
        why=_l("It is counted with what others answered; what one person answered is shown to nobody."),
        how_long=WITH_THE_RECORD,
        headings=("answers",),
    ),
    HeldData(
        what=_l("Messages that you sent to a consultation by mail."),
        why=_l("To place your words, and to answer you."),
        how_long=_l("A year after somebody decided about them."),
        headings=("received_mail",),
        rule=RetentionRule.RECEIVED_MAIL,
    ),
    HeldData(
        what=_l("Papers that you attached to a comment, as you sent them."),
        why=_l("Their points are answered like comments, and quoted with their page."),
        how_long=_l("Until you take them away or withdraw the comment; then the digest of the file alone."),
        headings=("papers",),
    ),
    HeldData(
        what=_l("Organisations that you belong to, in which role, and how that was confirmed."),
        why=_l("So that nobody speaks officially for an organisation who is not of it."),
        how_long=WITH_THE_RECORD,
        headings=("organisations",),
    ),
    HeldData(
        what=_l("Notes that you left for other members of an organisation while its position was written."),
        why=_l("To write it together. Nobody else reads them."),
        how_long=WHILE_YOU_WANT,
        headings=("position_notes",),
    ),
    HeldData(
        what=_l("Notes that you wrote for the drafting team about points, themes and clauses."),
        why=_l("To answer together. The team alone reads them."),
        how_long=WHILE_YOU_WANT,
        headings=("team_notes",),
    ),
    HeldData(
        what=_l("Which points you have read as a member of the drafting team; not when, nor how often."),
        why=_l("So that you and your colleagues find what nobody has read yet. The team alone sees it."),
        how_long=WHILE_YOU_WANT,
        headings=("read_points",),
    ),
    HeldData(
        what=_l("Comments that you began and never sent."),
        why=_l("So that you can go on with them."),
        how_long=_l("A year after you last changed them."),
        rule=RetentionRule.UNSENT_COMMENTS,
    ),
    HeldData(
        what=_l("Comments of guests who did not confirm their address."),
        why=_l("They may still confirm it."),
        how_long=_l("As long as the link in the mail works."),
        rule=RetentionRule.UNCONFIRMED_COMMENTS,
    ),
    HeldData(
        what=_l("What you endorsed, and whether you were satisfied with an answer."),
        why=_l("It is counted and shown with the comment."),
        how_long=WITH_THE_RECORD,
        headings=("endorsements", "satisfaction"),
    ),
    HeldData(
        what=_l("Votes, advice, ratings and objections of members of the expert group."),
        why=_l("They decide what the guideline says; a decision must stay explainable."),
        how_long=WITH_THE_RECORD,
        headings=("votes", "advice", "ratings", "objections"),
    ),
    HeldData(
        what=_l("Your roles, and places in rounds."),
        why=_l("They say what you may do."),
        how_long=WITH_THE_RECORD,
        headings=("roles", "rounds"),
    ),
    HeldData(
        what=_l("Roles that were offered to your address."),
        why=_l("So that you can take them up."),
        how_long=_l("A year, where they were withdrawn or not taken up."),
        headings=("offers",),
        rule=RetentionRule.OLD_OFFERS,
    ),
    HeldData(
        what=_l("That you were asked to take part in a round: name, address, by which list, what you answered."),
        why=_l("So that it can be told who was asked, and who was not."),
        how_long=_l("A year after the round closed."),
        headings=("requests",),
        rule=RetentionRule.OLD_REQUESTS,
    ),
    HeldData(
        what=_l("Interests that members of the expert group declared, and how they were handled."),
        why=_l("The group must be able to show that it decided without bias."),
        how_long=WITH_THE_RECORD,
        headings=("interests",),
    ),
    HeldData(
        what=_l("Nominations: who was nominated, by whom, why, and the signed letter."),
        why=_l("To choose the members of the expert group."),
        how_long=_l("Declined: a year from then on. Accepted: as long as the record stands. Never sent: 14 days."),
        headings=("nominations",),
        rule=RetentionRule.DECLINED_NOMINATIONS,
    ),
    HeldData(
        what=_l("What you follow, and how soon you want to be told of it."),
        why=_l("To tell you."),
        how_long=_l("Until you stop following, or have yourself erased."),
        headings=("follows", "notice_paces"),
    ),
    HeldData(
        what=_l("Of which news you were told, or are to be told: when and about what, not its words."),
        why=_l("So that nothing is told twice."),
        how_long=_l("90 days."),
        headings=("notices",),
        rule=RetentionRule.OLD_NOTICES,
    ),
    HeldData(
        what=_l("Mail that the site wrote to you."),
        why=_l("To send it, and to see what was sent when you ask."),
        how_long=_l("90 days. Links that open an account: three days."),
        headings=("mail",),
        rule=RetentionRule.OLD_MAIL,
    ),
    HeldData(
        what=_l("What you did in a role: rows and entries of the journal with your number, not your name."),
        why=_l("Everyone can check who decided what, in which role."),
        how_long=WITH_THE_RECORD,
        headings=("deeds", "journal"),
    ),
    HeldData(
        what=_l("Who opened your account’s details, or a list or file with addresses."),
        why=_l("So that misuse is found."),
        how_long=_l("A year."),
        headings=("opened",),
        rule=RetentionRule.ACCESSES,
    ),
    HeldData(
        what=_l("One cookie: your session, your language, a token of forms."),
        why=_l("The site does not work without it. There is no other, and nothing of third parties."),
        how_long=_l("Until you close the browser, or as long as you chose to stay signed in."),
    ),
    HeldData(
        what=_l("The operator’s log of security events: numbers of accounts, no names and no addresses."),
        why=_l("To find attacks."),
        how_long=_l("As the operator of this site sets it."),
    ),
)
