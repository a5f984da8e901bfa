"""The story of the demo, from nothing: it is lawful at every step, and the record of it holds."""

from pathlib import Path

from consult.core.database import db
from consult.demo.world import build_world
from consult.drafts.models import Guideline
from consult.tracing.record.verification import verify, verify_site_log
from tests.conftest import closed, site


def test_the_guideline_of_the_demo_comes_to_be_and_its_record_holds(tmp_path: Path) -> None:
    app = site(tmp_path)
    with app.app_context():
        build_world(lambda _line: None, small=True)
        assert verify(db.session.query(Guideline).one()).faults == []
        assert verify_site_log().faults == []
        db.session.remove()
    client = app.test_client()
    for page in ("", "/ballots", "/journal", "/drafts/2"):
        assert client.get(f"/guidelines/smart-cities{page}").status_code == 200, page
    closed(app)
