"""May they see, cancel, retry a background job? Pure."""

from flask_babel import gettext as _

from consult.core.queue import Job, State
from consult.core.ruling import Ruling, refuse_unless
from consult.drafts.membership import Membership


def may_see_jobs(membership: Membership) -> Ruling:
    """Administrators are of every secretariat."""
    return refuse_unless(
        membership.secretariat,
        _("Background jobs are shown to the secretariat and to the administrators of this site."),
    )


def may_cancel_job(job: Job) -> Ruling:
    if job.state == State.RUNNING and job.cancel_asked:
        return Ruling(_("It ends after the step that it is at."))
    return refuse_unless(job.state in {State.WAITING, State.RUNNING}, _("It is over already."))


def may_retry_job(job: Job) -> Ruling:
    return refuse_unless(job.ended_badly, _("Only what failed or was cancelled is tried again."))
