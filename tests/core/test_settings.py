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


@pytest.mark.parametrize(
    ("name", "given", "says"),
    [
        ("CONSULT_WORKERS", "0", "1 or more"),
        ("CONSULT_UPLOAD_MEGABYTES", "0", "1 or more"),
        ("CONSULT_PROXIES", "40", "0 to 10"),
        ("CONSULT_SECRET_KEY", "short", "openssl rand"),
        ("CONSULT_METRICS_TOKEN", "short", "openssl rand"),
        ("CONSULT_LOG_FORMAT", "xml", "text or json"),
        ("CONSULT_LANGUAGES", " , ", "one language or more"),
        ("CONSULT_DATABASE_URL", "postgres://consult@/consult", r"postgresql\+psycopg://"),
        ("CONSULT_DATABASE_URL", "mysql://consult@/consult", "It begins with 'mysql'"),
        ("CONSULT_BASE_URL", "consult.example.org", "the site's own address"),
        ("CONSULT_BASE_URL", "https://consult.example.org:many", "the site's own address"),
    ],
)
def test_what_could_only_go_wrong_later_is_refused_at_once(name: str, given: str, says: str) -> None:
    with pytest.raises(SettingError, match=says) as told:
        from_environment({name: given})
    assert name in str(told.value)


def test_a_password_in_a_setting_that_is_refused_is_not_repeated() -> None:
    with pytest.raises(SettingError) as told:
        from_environment({"CONSULT_DATABASE_URL": "mysql://consult:hunter2@db/consult"})
    assert "hunter2" not in str(told.value)
