"""The search: what a reader finds, where it leads, what narrows it, and who may not find it."""

from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from flask import Flask

from consult.analysis.models import SentenceSearch
from consult.analysis.pipeline.meaning_jobs import nearest_points
from consult.analysis.pipeline.vector_jobs import VectorTable
from consult.consultations.models import Visibility
from consult.core import clock
from consult.core.database import db
from consult.core.search import index
from consult.core.search.models import SearchKind
from consult.core.search.query_language import read_query
from consult.drafts.models import Guideline
from consult.drafts.queries import current_draft, membership_of
from consult.responses.models import Disposition
from consult.revisions.models import RevisionState
from consult.tracing.search import results
from consult.tracing.search.candidates import SearchRequest
from consult.tracing.search.hits import hits
from consult.tracing.search.search_filter import FACETS, SearchFilter
from nlp.embedding.encoder import key_of
from tests.browser import Browser
from tests.make import comments as make_comment
from tests.make import responses, revisions
from tests.make.responses import Consulted
from tests.people import People


def consulted(people: People) -> Consulted:
    """With answers to the theme and to a point, and a revision that experts vote on."""
    world = responses.consulted(people)
    responses.answer(world.theme, people.dana, reason="A register is kept, and its cadence is monthly.")
    responses.answer(world.cost, people.dana, Disposition.NOTED, reason="Towns get a subsidy.")
    revisions.revision(world.draft, people.dana, state=RevisionState.BALLOTED)
    return world


def asked(people: People, guideline: Guideline, words: str, **wanted: str) -> SearchRequest:
    draft = current_draft(guideline)
    assert draft is not None
    narrowed = SearchFilter.of({"q": words, **wanted})
    membership = membership_of(people.dana, guideline)
    return SearchRequest(membership, narrowed, read_query(words), clock.now(), (draft.id,), reads_points=True)


def counted(people: People, guideline: Guideline, words: str, **wanted: str) -> Mapping[str, int]:
    request = asked(people, guideline, words, **wanted)
    return {kind: told.count for kind, told in results.counts(request, list(SearchKind)).items() if told.count}


def test_every_kind_is_found_and_every_filter_narrows_on_both_databases(app: Flask, people: People) -> None:
    world = consulted(people)
    guideline = world.guideline
    assert counted(people, guideline, "register") == {"clause": 1, "comment": 1, "point": 1, "answer": 1, "revision": 1}
    request = asked(people, guideline, "")
    for kind in SearchKind:
        found = results.found_of_kind(kind, request)
        assert set(found.facets) == set(FACETS[kind])
        assert [hit.thing.id for hit in hits(kind, found.ids, request)] == list(found.ids)
        for name, values in found.facets.items():
            for value, count in values[:1]:
                narrowed = asked(people, guideline, "", **{name: value})
                if name != "draft":
                    assert results.found_of_kind(kind, narrowed).count == count, (kind, name, value)


def test_the_newest_come_in_pages_by_key_and_the_best_in_the_order_of_the_fit(
    app: Flask, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = consulted(people)
    said = ("Sensors, sensors.", "One sensor among many other words that are said of other things.", "A sensor here.")
    ids = [make_comment.comment(world.round, people.amina, text, language="en").id for text in said]
    index.catch_up()
    request = asked(people, world.guideline, "sensor -register -capital")
    assert results.found_of_kind(SearchKind.COMMENT, request).ids == [ids[0], ids[2], ids[1]]
    monkeypatch.setattr(results, "SIZE", 2)
    newest = asked(people, world.guideline, "sensor -register -capital", sort="newest")
    first = results.found_of_kind(SearchKind.COMMENT, newest)
    assert (first.ids, first.before) == ([ids[2], ids[1]], ids[1])
    assert results.found_of_kind(SearchKind.COMMENT, newest, before=ids[1]).ids == [ids[0]]
    monkeypatch.setattr(results, "MOST", 2)
    told = results.counts(newest, [SearchKind.COMMENT])[SearchKind.COMMENT]
    assert (told.count, told.more) == (2, True)


def test_a_reader_finds_words_in_any_form_marked_and_never_as_markup(browser: Browser) -> None:
    world = consulted(browser.people)
    make_comment.comment(world.round, browser.people.amina, "<b>Registers</b> & more", language="en")
    page = browser.get("tracing.search", slug="smart-cities", q="Registers", kind="comment")
    assert "&lt;b&gt;<mark>Registers</mark>&lt;/b&gt; &amp; more" in page.html
    assert "2 fit" in page
    every = browser.get("tracing.search", slug="smart-cities", q="register")
    for kind in ("Clauses", "Comments", "Answers", "Revisions"):
        assert kind in every
    assert "Saved searches" not in every
    assert "Nothing that you may read fits" in browser.get("tracing.search", slug="smart-cities", q="zebra")
    assert "no letter or digit" in browser.get("tracing.search", slug="smart-cities", q="—", kind="comment")


def test_a_reference_or_the_number_of_a_clause_typed_alone_leads_to_it(browser: Browser) -> None:
    world = consulted(browser.people)
    reference = world.cost.comment.reference
    typed = reference.lower().replace("-", " ")
    assert browser.get("tracing.search", status=302, slug="smart-cities", q=typed).location.endswith(reference)
    uid = world.clause("HR-L1").uid
    assert uid in browser.get("tracing.search", status=302, slug="smart-cities", q="hr-l1").location
    about = browser.get("tracing.search", slug="smart-cities", q="clause:hr-l2", kind="comment")
    assert reference in about
    assert "1 fits" in about


def test_what_a_round_keeps_from_readers_they_do_not_find(browser: Browser) -> None:
    world = consulted(browser.people)
    world.round.visibility = Visibility.NEVER
    db.session.commit()
    page = browser.get("tracing.search", slug="smart-cities", q="monthly -zebra")
    assert "Nothing that you may read fits" in page, "the answer would tell what was asked"
    team = browser.as_(browser.people.dana).get("tracing.search", slug="smart-cities", q="monthly")
    assert "Answer to the theme" in team


def test_a_search_is_saved_for_the_team_with_all_that_it_asks(browser: Browser) -> None:
    consulted(browser.people)
    dana = browser.as_(browser.people.dana)
    form = {"q": "register", "kind": "comment", "stance": "neutral", "name": "Who"}
    dana.post("tracing.save_a_search", form, slug="smart-cities")
    sara = browser.as_(browser.people.sara).get("tracing.search", slug="smart-cities")
    assert "q=register&amp;kind=comment&amp;stance=neutral" in sara.html
    dana.post("tracing.save_a_search", {"q": "cost", "name": "Who"}, slug="smart-cities")
    again = dana.get("tracing.search", slug="smart-cities")
    assert "q=register" not in again.html
    assert "Saved searches" not in browser.as_(browser.people.amina).get("tracing.search", slug="smart-cities")


class ToyModel:
    """Two dimensions: what is about money, and what is not."""

    name = "toy"

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        return np.array([[1.0, 0.0] if "money" in text else [0.0, 1.0] for text in texts], dtype=np.float32)


def test_points_that_mean_a_sentence_are_found_and_shown_to_those_who_may_read_them(browser: Browser) -> None:
    world = consulted(browser.people)
    vectors = {world.cost: [0.9, 0.1], world.sensors: [0.3, 0.7], world.updates: [0.0, 1.0]}
    VectorTable().put_many({key_of(point.text, "toy"): np.array(at) for point, at in vectors.items()})
    found = nearest_points(world.guideline.id, "Who has the money?", ToyModel())
    assert found == [(world.cost.id, 0.9), (world.sensors.id, 0.3)]
    dana = browser.as_(browser.people.dana)
    waiting = dana.post("tracing.ask_by_meaning", {"q": "Who has the money?"}, slug="smart-cities")
    assert "it takes some seconds" in waiting
    asked = db.session.query(SentenceSearch).one()
    asked.found, asked.finished_at = [list(pair) for pair in found], clock.now()
    db.session.commit()
    page = dana.get("tracing.by_meaning", slug="smart-cities", asked_id=asked.id).text
    assert page.index("Small towns cannot pay") < page.index("list every sensor")
    world.round.visibility = Visibility.NEVER
    db.session.commit()
    ines = browser.as_(browser.people.ines).get("tracing.by_meaning", slug="smart-cities", asked_id=asked.id)
    assert "Small towns" not in ines


def test_every_page_of_a_guideline_has_the_search_box(browser: Browser) -> None:
    consulted(browser.people)
    assert 'action="/guidelines/smart-cities/search"' in browser.get("tracing.guideline", slug="smart-cities").html
