"""An operator's name, emblem and colour: on every page, or refused with a sentence when the site starts."""

import re
from pathlib import Path

import pytest

from consult.app import create_app
from consult.core.branding import AA, branding_of, colour_of, colour_tokens, contrast, papers_of
from consult.core.database import db
from consult.settings import SettingError, Settings
from tests.conftest import closed


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("colour", ["#0b5a7d", "#7a003c", "#000000", "#00529b"])
def test_a_colour_can_be_read_on_light_and_on_dark_pages(colour: str) -> None:
    accent = colour_tokens(colour).partition("light-dark(")[2].partition(")")[0].split(", ")
    for tone, scheme in zip(accent, ("light", "dark"), strict=True):
        assert min(contrast(colour_of(tone), paper) for paper in papers_of(scheme)) >= AA


def test_a_colour_that_cannot_be_read_is_refused_with_one_that_can() -> None:
    with pytest.raises(SettingError, match=r"too light to read: its contrast on our pages is 1\.\d to 1") as refused:
        colour_tokens("#ffcc00")
    better = str(refused.value).rstrip(".").rpartition(" ")[2]
    assert colour_tokens(better)


@pytest.mark.parametrize(
    ("setting", "value", "says"),
    [
        ("site_colour", "blue", "such as #0b5a7d"),
        ("site_emblem", "emblem.gif", r"ends in \.svg or \.png"),
        ("site_emblem", "absent.svg", "cannot be read"),
    ],
)
def test_what_is_no_emblem_or_colour_is_refused(tmp_path: Path, setting: str, value: str, says: str) -> None:
    with pytest.raises(SettingError, match=says):
        branding_of(Settings(home=tmp_path, **{setting: value}))


def test_pages_bear_the_name_the_emblem_and_the_colour(tmp_path: Path) -> None:
    (tmp_path / "emblem.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", encoding="utf-8")
    told = {"site_name": "Ministry of Cities", "site_emblem": "emblem.svg", "site_colour": "#7a003c"}
    app = create_app(Settings(home=tmp_path, secret_key="a key for tests alone", **told))
    client = app.test_client()
    with app.app_context():
        db.create_all()
    page = client.get("/help").get_data(as_text=True)
    assert "<bdi>Ministry of Cities</bdi>" in page
    sheet = re.search(r'href="([^"]+site\.css[^"]*)"', page)
    emblem = re.search(r'src="([^"]+emblem[^"]*)"', page)
    assert sheet is not None
    assert emblem is not None
    assert b"--accent: light-dark(#7a003c" in client.get(sheet[1]).data
    assert client.get(emblem[1]).mimetype == "image/svg+xml"
    closed(app)
