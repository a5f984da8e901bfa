"""One group cannot speak for another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.analysis.shared.consensus import Stand, consensus

STANDS = st.builds(Stand, st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))


def test_consensus_is_the_product_of_smoothed_agreement() -> None:
    assert consensus({"cities": Stand(8, 0), "states": Stand(0, 8)}) == pytest.approx(0.9 * 0.1)


@given(st.dictionaries(st.text(max_size=3), STANDS, max_size=6))
def test_consensus_is_a_share_and_falls_with_every_group_added(groups: dict[str, Stand]) -> None:
    whole = consensus(groups)
    assert 0 < whole <= 1
    assert consensus({**groups, "one more": Stand(1, 1)}) <= whole
