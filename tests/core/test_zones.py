"""The time zones that forms offer."""

from consult.core import clock


def test_zones_offered_are_places_and_utc() -> None:
    offered = clock.zones()
    assert {"UTC", "Africa/Nairobi", "Asia/Kolkata"} <= set(offered)
    unwanted = {"Etc/GMT+3", "US/Eastern", "Factory", "localtime", "Zulu", "EST", "Asia/Calcutta"}
    assert not unwanted & set(offered)
    assert len(offered) == len(set(offered)) > 300


def test_a_former_name_is_kept_where_it_stands_and_understood_everywhere() -> None:
    assert clock.zones("Asia/Calcutta")[0] == "Asia/Calcutta"
    assert clock.zones("Mars/Olympus") == clock.zones("UTC") == clock.zones(None) == clock.zones()
    assert clock.zone("Asia/Calcutta").key == "Asia/Calcutta"
    assert clock.zone("Mars/Olympus").key == "UTC"
