"""Which texts of a draft stand in which language; a language taken away, brought in; one text translated."""

from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user, login_required

from consult.accounts.views import settings
from consult.consultations.blueprint import bp
from consult.consultations.translations import texts
from consult.consultations.translations.forms import TextTranslationForm, TranslationsFileForm
from consult.core.database import db
from consult.core.i18n.punctuation import MARKS
from consult.drafts.models import Draft, Status
from consult.drafts.queries import draft_for
from consult.drafts.text_diff import difference
from consult.drafts.translations.actions import GivenTranslation, keep_text
from consult.drafts.translations.checking import TranslationsRead
from consult.drafts.translations.labels import KIND_OF_TEXT_NAMES, VERSION_NAMES
from consult.drafts.translations.models import TextKind, TextVersion
from consult.drafts.translations.queries import translation_of_text
from consult.drafts.translations.rules import is_sound_translation, may_translate
from consult.drafts.translations.sources import TextSource
from consult.drafts.translations.standing import TextChoice, TranslationState, chosen_of

IN_LANGUAGE = "/guidelines/<slug>/drafts/<int:number>/translations/<text_language>"


def _draft_to_translate(slug: str, number: int) -> Draft:
    draft, membership = draft_for(current_user, slug, number) or abort(404)
    may_translate(membership).enforce()
    return draft


def _choice(code: str, draft: Draft) -> TextChoice:
    return texts.choice_named(code, draft) or abort(404)


@bp.get("/guidelines/<slug>/drafts/<int:number>/translations")
@login_required
def translations(slug: str, number: int) -> str:
    """A table of groups of texts by language, count_states."""
    draft = _draft_to_translate(slug, number)
    every = texts.texts_of(draft)
    offered = {TextChoice(code) for code in settings().language_codes}
    standing = texts.standing_of(draft, every)
    shown = {
        choice: groups
        for choice, groups in standing.items()
        if choice in offered or any(count[TranslationState.MISSING] < sum(count.values()) for count in groups.values())
    }
    return render_template(
        "consultations/translations/table.html",
        draft=draft,
        guideline=draft.guideline,
        groups=list(dict.fromkeys(source.group for source in every)),
        standing=shown,
        versions=[TextChoice(code, version) for version in list(TextVersion)[1:] for code in settings().language_codes],
        version_names=VERSION_NAMES,
        rounds_group=texts.ROUNDS,
    )


@bp.route(IN_LANGUAGE, methods=["GET", "POST"])
@login_required
def translations_in(slug: str, number: int, text_language: str) -> ResponseReturnValue:
    """Each text with where it stands in one language; a file of it brought in, every fault by its row."""
    draft = _draft_to_translate(slug, number)
    choice, form, read = _choice(text_language, draft), TranslationsFileForm(), None
    if form.validate_on_submit():
        read = _brought_in(draft, choice, form)
        if not read.faults and not read.empty:
            return redirect(_page_of(draft, choice))
    wanted, group = request.args.get("state", ""), request.args.get("group")
    standing = texts.with_translations(draft, choice)
    page = render_template(
        "consultations/translations/language.html",
        draft=draft,
        guideline=draft.guideline,
        choice=choice,
        form=form,
        read=read,
        standing=[one for one in standing if wanted in {"", one.state} and group in {None, one.source.group}],
        states=[state for state in TranslationState if any(one.state == state for one in standing)],
        wanted=wanted,
        kind_names=KIND_OF_TEXT_NAMES,
    )
    return page, 422 if form.errors or (read is not None and read.faults) else 200


def _brought_in(draft: Draft, choice: TextChoice, form: TranslationsFileForm) -> TranslationsRead:
    name, sound_only = (form.file.data.filename or "").lower(), bool(form.sound_only.data)
    read = texts.read_translations_file(
        draft, choice, "csv" if name.endswith(".csv") else "xliff", form.file.data.read()
    )
    if not read.faults or (sound_only and read.texts):
        given = {"machine": bool(form.machine.data), "sound_only": sound_only}
        taken = texts.take_in_translations(draft, choice, read, by=current_user, **given)
        db.session.commit()
        flash(_told_of(taken))
    return read


def _told_of(taken: texts.TakenIn) -> str:
    told = [ngettext("%(num)s translation is new.", "%(num)s translations are new.", taken.new)]
    if taken.changed:
        told.append(ngettext("%(num)s was changed.", "%(num)s were changed.", taken.changed))
    if taken.untouched:
        told.append(ngettext("%(num)s stays as it was.", "%(num)s stay as they were.", taken.untouched))
    return " ".join(told)


def _page_of(draft: Draft, choice: TextChoice, source: TextSource | None = None) -> str:
    """Of a language, or of one text in it."""
    on: dict[str, Any] = {"slug": draft.guideline.slug, "number": draft.number, "text_language": choice.code}
    if source is None:
        return url_for("consultations.translations_in", **on)
    return url_for("consultations.translate_text", text_kind=source.kind.value, text_key=source.key, **on)


@bp.get(f"{IN_LANGUAGE}/file.<any(xliff, csv):file_format>")
@login_required
def translations_file(slug: str, number: int, text_language: str, file_format: str) -> Response:
    draft = _draft_to_translate(slug, number)
    made = texts.file_of(draft, _choice(text_language, draft), file_format)
    answer = Response(made.content, mimetype=made.mimetype)
    answer.headers["Content-Disposition"] = f'attachment; filename="{made.name}"'
    return answer


@bp.route(f"{IN_LANGUAGE}/<text_kind>/<text_key>", methods=["GET", "POST"])
@login_required
def translate_text(slug: str, number: int, text_language: str, text_kind: str, text_key: str) -> ResponseReturnValue:
    """One text beside its original."""
    draft = _draft_to_translate(slug, number)
    choice, every = _choice(text_language, draft), texts.texts_of(draft)
    source = next((one for one in every if (one.kind.value, one.key) == (text_kind, text_key)), None) or abort(404)
    kept, state = chosen_of(translation_of_text(draft.guideline, source, choice), source.digest, draft.number)
    form = TextTranslationForm(obj=kept, base_version=source.digest)
    if request.method == "GET":
        form.status.data = Status.TRANSLATED
    if form.validate_on_submit() and _is_kept(form, draft, source, choice):
        db.session.commit()
        flash(_("It is kept."))
        following = _next(every, source) if request.form.get("do") == "next" else None
        return redirect(_page_of(draft, choice, following))
    page = render_template(
        "consultations/translations/text.html",
        draft=draft,
        guideline=draft.guideline,
        choice=choice,
        source=source,
        kept=kept,
        state=state,
        changed=difference(kept.of_text, source.text) if state == TranslationState.BEHIND and kept else None,
        form=form,
        film=choice.version == TextVersion.SIGN_LANGUAGE,
        name=_name_of(source),
    )
    return page, 422 if form.errors else 200


def _name_of(source: TextSource) -> str:
    if source.kind == TextKind.CLAUSE:
        return source.label
    return f"{KIND_OF_TEXT_NAMES[source.kind]}{MARKS['colon']}{source.label}"


def _next(every: list[TextSource], source: TextSource) -> TextSource | None:
    place = every.index(source)
    return every[place + 1] if place + 1 < len(every) else None


def _is_kept(form: TextTranslationForm, draft: Draft, source: TextSource, choice: TextChoice) -> bool:
    """Else the fields say what to do."""
    heading, text = form.heading.data or "", form.text.data or ""
    if form.base_version.data != source.digest:
        form.text.errors = [_("The original was changed meanwhile. Compare, and keep your translation again.")]
        form.base_version.data = source.digest
        return False
    sound = is_sound_translation(source, choice, draft.guideline.language, heading, text)
    if (heading or text) and not sound:
        form.text.errors = [sound.refusal]
        return False
    given = GivenTranslation(source, heading, text, Status(form.status.data or Status.TRANSLATED))
    keep_text(draft.guideline, given, choice, by=current_user)
    return True
