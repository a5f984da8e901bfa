"""Breadth: who says it, not how often."""

from consult.accounts.countries import Region
from consult.accounts.models import StakeholderType
from consult.analysis.shared.breadth import Breadth, VoiceCount, breadth_of, consensus_of, divide_of, ranked, sides_of
from consult.comments.models import Stance

NO = Stance.OPPOSE
CITY, STATE, PERSON = StakeholderType.LOCAL_GOVERNMENT, StakeholderType.NATIONAL_GOVERNMENT, StakeholderType.INDIVIDUAL


def said(
    country: str | None, kind: StakeholderType | None, points: int = 1, stance: Stance = Stance.SUPPORT
) -> VoiceCount:
    return VoiceCount(country, kind, stance, points)


def test_it_counts_regions_types_and_countries_of_those_who_say_it() -> None:
    breadth = breadth_of([said("KE", CITY, 3), said("BR", CITY), said("UG", PERSON)], people=4, organisations=2)
    assert breadth.regions == {Region.AFRICA, Region.AMERICAS}
    assert breadth.types == {CITY, PERSON}
    assert (breadth.points, breadth.people, breadth.organisations, breadth.countries) == (5, 4, 2, 3)
    assert breadth.by_region[Region.AFRICA] == 4


def test_those_who_say_nothing_of_themselves_count_as_points_only() -> None:
    breadth = breadth_of([said(None, None, 7)])
    assert (breadth.points, breadth.regions, breadth.types, breadth.countries) == (7, frozenset(), frozenset(), 0)


def test_a_thousand_points_of_one_group_rank_under_three_of_three_regions() -> None:
    loud = breadth_of([said("KE", PERSON, 1000)], people=900)
    broad = breadth_of([said("KE", PERSON), said("BR", PERSON), said("IN", PERSON)], people=3)
    assert ranked([loud, broad], lambda b: b) == [broad, loud]
    assert ranked([loud, broad], lambda b: b, "size") == [loud, broad]


def test_where_nobody_said_who_they_are_people_decide() -> None:
    few, many = breadth_of([said(None, None, 9)], people=1), breadth_of([said(None, None, 9)], people=8)
    assert ranked([few, many], lambda b: b) == [many, few]


def test_opposition_is_a_share_of_points() -> None:
    breadth = breadth_of([said("KE", CITY, 3), said("KE", CITY, 1, Stance.OPPOSE)])
    assert breadth.opposing == 0.25
    assert Breadth().opposing == 0


def test_an_unknown_order_is_breadth() -> None:
    one, two = breadth_of([said("KE", CITY, 9)]), breadth_of([said("KE", CITY), said("FR", STATE)])
    assert ranked([one, two], lambda b: b, "sideways") == [two, one]


def test_one_loud_group_does_not_make_a_consensus() -> None:
    loud = breadth_of([said("KE", PERSON, 500)])
    shared = breadth_of([said("KE", PERSON, 5), said("KE", CITY, 5), said("KE", STATE, 5)])
    heard = {PERSON, CITY, STATE}
    assert consensus_of(shared, heard) > consensus_of(loud, heard)


def test_what_divides_names_the_two_groups_farthest_apart() -> None:
    breadth = breadth_of(
        [said("KE", CITY, 9), said("KE", STATE, 8, Stance.OPPOSE), said("KE", STATE, 2), said("KE", PERSON, 4)]
    )
    divide = divide_of(breadth)
    assert divide is not None
    assert (divide.one.group, divide.other.group) == (CITY, STATE)
    assert (divide.one.stand.agree, divide.other.stand.agree, divide.other.stand.disagree) == (9, 2, 8)
    assert (divide.one.share, divide.other.share, divide.other.points) == (1, 0.2, 10)
    assert divide_of(breadth_of([said("KE", CITY, 9)])) is None


def test_a_divide_can_be_asked_between_two_groups() -> None:
    breadth = breadth_of(
        [said("KE", CITY, 9), said("KE", STATE, 8, Stance.OPPOSE), said("KE", PERSON, 3), said("KE", PERSON, 2, NO)]
    )
    divide = divide_of(breadth, [PERSON, CITY])
    assert divide is not None
    assert (divide.one.group, divide.other.group) == (CITY, PERSON)


def test_one_or_two_voices_do_not_divide_anyone() -> None:
    breadth = breadth_of([said("KE", CITY, 9), said("KE", STATE, 2, Stance.OPPOSE)])
    assert divide_of(breadth) is None
    assert [side.group for side in sides_of(breadth)] == [CITY]


def test_small_groups_do_not_outrank_large_ones_and_chance_is_no_divide() -> None:
    few = divide_of(breadth_of([said("KE", CITY, 5), said("KE", PERSON, 5, NO)]))
    many = divide_of(breadth_of([said("KE", CITY, 90), said("KE", CITY, 10, NO), said("KE", PERSON, 95, NO)]))
    chance = divide_of(breadth_of([said("KE", CITY, 6), said("KE", PERSON, 4), said("KE", PERSON, 2, NO)]))
    alike = divide_of(breadth_of([said("KE", CITY, 5), said("KE", PERSON, 5)]))
    assert few
    assert many
    assert chance
    assert alike
    assert many.gap > few.gap > 0 > chance.gap
    assert few.clear
    assert not chance.clear
    assert not alike.clear
    assert divide_of(breadth_of([said("KE", CITY, 14), said("KE", PERSON, 3, NO)])) is None
