"""The demo's coded sample: two people's words on sixty comments, and the themes that these words mean."""

from consult.analysis.models import Theme
from consult.demo import reading
from consult.demo.coding import theme_about

PILLARS = {*reading.PILLARS, ""}


def test_each_coded_comment_is_there_once_and_both_coders_name_pillars() -> None:
    rows = reading.city_rows("codings.csv")
    ids = [row["id"] for row in rows]
    assert len(set(ids)) == len(ids) == 60
    assert set(ids) <= {comment["id"] for comment in reading.city_comments()}
    assert {row[column] for row in rows for column in ("dana_pillar", "sara_pillar")} <= PILLARS


def test_a_coders_words_mean_the_theme_that_shares_most_of_them() -> None:
    faces = Theme(label="Face recognition and public space", keywords=["cameras"], words={"en": ["facial"]})
    buses = Theme(label="Bus routes", keywords=["transport"], words={})
    assert theme_about("face recognition cameras", [buses, faces]) is faces
    assert theme_about("transport for disabled people", [faces, buses]) is buses
    assert theme_about("the wording", [buses, faces]) is None
    assert theme_about("", [buses, faces]) is None
