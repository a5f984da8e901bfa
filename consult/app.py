"""The application: core set up, then the stages' pages registered in river order."""

from flask import Flask
from flask_migrate import Migrate

import consult.accounts.access_log.views
import consult.accounts.blueprint
import consult.accounts.jobs
import consult.accounts.operations_views
import consult.accounts.outbox_views
import consult.accounts.passkeys.views
import consult.accounts.people_views
import consult.accounts.second_factor.views
import consult.accounts.sessions.views
import consult.accounts.single_sign_on.views
import consult.accounts.views
import consult.analysis.assignment.views
import consult.analysis.blueprint
import consult.analysis.pipeline.views
import consult.analysis.refiling.views
import consult.analysis.reliability.views
import consult.analysis.reporting.map_views
import consult.analysis.reporting.views
import consult.analysis.segmentation.views
import consult.analysis.stance.views
import consult.analysis.themes.change_views
import consult.analysis.themes.split_views
import consult.analysis.themes.views
import consult.api.pages
import consult.api.submission_views
import consult.api.tokens.views
import consult.api.views
import consult.comments.cancel_views
import consult.comments.capture.room_views
import consult.comments.capture.views
import consult.comments.formats.question_views
import consult.comments.jobs
import consult.comments.mail_in.views
import consult.comments.papers.jobs
import consult.comments.papers.views
import consult.comments.register.jobs
import consult.comments.register.views
import consult.comments.views
import consult.consultations.policy.views
import consult.consultations.translations.views
import consult.consultations.views
import consult.core.backup.jobs
import consult.core.derived.jobs
import consult.core.kept_forms.views
import consult.core.observability.views
import consult.core.runtime.views
import consult.core.search.index
import consult.core.transparency.jobs
import consult.demo.views
import consult.drafts.adoption.views
import consult.drafts.approval.views
import consult.drafts.brackets.views
import consult.drafts.evidence.import_views
import consult.drafts.evidence.views
import consult.drafts.first_draft.views
import consult.drafts.frame.part_views
import consult.drafts.frame.views
import consult.drafts.import_views
import consult.drafts.origins.views
import consult.drafts.people.jobs
import consult.drafts.people.role_views
import consult.drafts.people.views
import consult.drafts.views
import consult.drafts.weighing.views
import consult.publishing.jobs
import consult.publishing.overrides.views
import consult.publishing.reanchoring_views
import consult.publishing.views
import consult.responses.answer_templates.views
import consult.responses.answer_views
import consult.responses.asks.views
import consult.responses.assignments.views
import consult.responses.blueprint
import consult.responses.bulk.editorial_views
import consult.responses.bulk.jobs
import consult.responses.bulk.views
import consult.responses.clearance.views
import consult.responses.clearance.withdraw_views
import consult.responses.coverage.views
import consult.responses.desk_views
import consult.responses.jobs
import consult.responses.memory.views
import consult.responses.translation.answer_views
import consult.responses.translation.views
import consult.responses.unlike.jobs
import consult.responses.unlike.views
import consult.responses.views
import consult.revisions.advice.views
import consult.revisions.blueprint
import consult.revisions.bracket_views
import consult.revisions.checklist.views
import consult.revisions.propose_views
import consult.revisions.redline_words
import consult.revisions.structure.editing_views
import consult.revisions.structure.views
import consult.revisions.uptake.table_views
import consult.revisions.uptake.views
import consult.revisions.views
import consult.tracing.about_views
import consult.tracing.background_jobs.views
import consult.tracing.blueprint
import consult.tracing.evidence.kinds
import consult.tracing.evidence.views
import consult.tracing.feeds.views
import consult.tracing.following.jobs
import consult.tracing.following.views
import consult.tracing.hearing.views
import consult.tracing.log.receipt_views
import consult.tracing.log.views
import consult.tracing.log.vote_receipt_views
import consult.tracing.management.views
import consult.tracing.missing.views
import consult.tracing.own_data.views
import consult.tracing.papers.jobs
import consult.tracing.papers.letters.views
import consult.tracing.papers.meeting.views
import consult.tracing.papers.synopsis.views
import consult.tracing.papers.views
import consult.tracing.privacy.jobs
import consult.tracing.privacy.views
import consult.tracing.search.bulk_views
import consult.tracing.search.documents
import consult.tracing.search.meaning_views
import consult.tracing.search.views
import consult.tracing.session_room.views
import consult.tracing.trace_views
import consult.tracing.views
import consult.voting.blueprint
import consult.voting.chair_views
import consult.voting.delphi.jobs
import consult.voting.delphi.views
import consult.voting.group.views
import consult.voting.interests.views
import consult.voting.jobs
import consult.voting.joint.jobs
import consult.voting.joint.views
import consult.voting.life_views
import consult.voting.nominations.deciding_views
import consult.voting.nominations.jobs
import consult.voting.nominations.views
import consult.voting.objections.jobs
import consult.voting.objections.views
import consult.voting.views
from consult.accounts.sessions import current as sessions
from consult.accounts.single_sign_on.provider import set_up_identity_provider
from consult.api.blueprint import set_up_programs
from consult.core import database, errors, resources, templating
from consult.core.carriers.embedded import LeasedRows
from consult.core.carriers.procrastination import ProcrastinateQueue
from consult.core.database import db
from consult.core.i18n import languages
from consult.core.mail import outbox as mail
from consult.core.observability import logs, requests
from consult.core.queue import set_up_queue
from consult.core.runtime import garbage, maintenance_page
from consult.core.security import headers as security
from consult.drafts.people.required_factor import set_up_required_factor
from consult.settings import Settings

BLUEPRINTS = (
    consult.core.runtime.views.bp,
    consult.core.kept_forms.views.bp,
    consult.core.observability.views.bp,
    consult.accounts.blueprint.bp,
    consult.drafts.views.bp,
    consult.consultations.views.bp,
    consult.comments.views.bp,
    consult.analysis.blueprint.bp,
    consult.responses.blueprint.bp,
    consult.revisions.blueprint.bp,
    consult.voting.blueprint.bp,
    consult.publishing.views.bp,
    consult.tracing.blueprint.bp,
    consult.api.pages.programs,
)


def create_app(settings: Settings) -> Flask:
    """A site with these settings; nothing is read from the environment here."""
    garbage.at_safe_points_only()
    app = Flask("consult", template_folder=str(resources.resource_folder("templates")), static_folder=None)
    settings.make_home()
    app.extensions["consult_settings"] = settings
    app.config.update(
        SECRET_KEY=settings.key(),
        SQLALCHEMY_DATABASE_URI=settings.database,
        SQLALCHEMY_ENGINE_OPTIONS=database.engine_options(settings),
        SEND_FILE_MAX_AGE_DEFAULT=0,
    )
    app.url_map.converters["int"] = database.RowNumber
    _set_up_core(app, settings)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    set_up_programs(app)
    if settings.demo_marker.exists():  # nowhere else can anyone sign in without a password
        app.register_blueprint(consult.demo.views.bp)
    app.wsgi_app = garbage.between_requests(app.wsgi_app)  # type: ignore[assignment, method-assign]
    return app


def _set_up_core(app: Flask, settings: Settings) -> None:
    logs.set_up_logs(settings)
    requests.set_up_requests(app, settings)
    db.init_app(app)
    with app.app_context():
        database.configure_engine(db.engine)
    Migrate(
        app,
        db,
        directory=str(resources.resource_folder("migrations")),
        compare_type=True,
        render_as_batch=True,
        include_name=database.of_the_models,
    )
    security.set_up_security(app, settings)
    languages.set_up_languages(app, settings)
    templating.set_up_templates(app, settings)
    mail.set_up_mail(app, settings)
    errors.set_up_errors(app)
    maintenance_page.set_up_maintenance(app, settings)
    sessions.set_up_sessions(app, settings)
    set_up_identity_provider(app, settings)
    set_up_required_factor(app, settings)
    set_up_queue(app, LeasedRows(app) if settings.on_sqlite else ProcrastinateQueue(app, settings.database))
