"""Settings are read once, and a mistake is said at once."""

from pathlib import Path

import pytest

from consult.settings import SettingError, from_environment


def test_an_unknown_setting_is_refused_by_name() -> None:
    with pytest.raises(SettingError, match="CONSULT_MIAL_URL"):
        from_environment({"CONSULT_MIAL_URL": "smtp://x"})


def test_a_number_that_is_none_is_refused() -> None:
    with pytest.raises(SettingError, match="whole number"):
        from_environment({"CONSULT_WORKERS": "many"})


def test_what_others_set_is_left_alone() -> None:
    assert from_environment({"HOME": "/x", "CONSULT_HOME": "/srv/consult"}).home == Path("/srv/consult")


def test_the_secret_key_is_made_once_and_is_the_owners_only(tmp_path: Path) -> None:
    settings = from_environment({"CONSULT_HOME": str(tmp_path)})
    assert settings.key() == settings.key()
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0
