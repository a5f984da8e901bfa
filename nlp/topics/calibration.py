"""How often a placement is right: Platt's map (1999) from what speaks for it to a probability.

What speaks for a placement is how near the point lies to the theme's midst, and whether it says the theme's name; the
share of a theme that distances give only says which theme is nearest.

The map is fitted on 170 placements of three consultations in many languages, each of which weighs the same: they were
drawn and read, and *right* is what a reader let pass (`nlp/coded/placements.json`):

    said         .52   .66   .75   .82   .88   .92   .97        set left out            right   said   error
    right        .51   .85   .60   .80   .91   .95   .97        smart cities              .74    .86    .12
    placements    12    13    25    20    22    41    37        République numérique      .88    .85    .07
                                                                AI White Paper            .91    .84    .08

One person read them. Of 58 more of smart cities, drawn and read after the map stood, those said .9 and more were right
16 times of 16, those from .8 to .9 19 of 21 times, those below 13 of 21 times.
Headings of seven sets, which are narrower than what a reader lets pass, rise with it from .31 to .57 and stay far below
it: whoever needs the narrower sense should read the confidence as an order. `python -m benchmarks.calibration` prints
the tables and fits the map anew.
"""

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

_NEVER, _ALWAYS = 0.01, 0.99  # shares beyond which nothing more is known
_NAMED = 0.1  # cosine that saying the theme's name counts as


@dataclass(frozen=True)
class PlattMap:
    """Numbers to probabilities, in ascending order where the slope is positive."""

    intercept: float
    slope: float

    def __call__(self, told: NDArray[np.floating]) -> NDArray[np.float64]:
        return np.asarray(1 / (1 + np.exp(-(self.intercept + self.slope * np.asarray(told, dtype=np.float64)))))

    def before(self, likely: NDArray[np.floating]) -> NDArray[np.float64]:
        """The numbers that these probabilities were made of."""
        held = np.asarray(likely, dtype=np.float64)
        return np.asarray((np.log(held / (1 - held)) - self.intercept) / self.slope)


def evidence(near: NDArray[np.floating], says: NDArray[np.bool_]) -> NDArray[np.float64]:
    """What speaks for a placement: the cosine to the theme's midst, and more where the point says the name."""
    return np.asarray(near, dtype=np.float64) + _NAMED * says


def likely_by_share(shares: NDArray[np.floating]) -> NDArray[np.float64]:
    """The same of themes of which nothing is known but where they lie, by the share that distances give."""
    held = np.clip(np.asarray(shares, dtype=np.float64), _NEVER, _ALWAYS)
    return PlattMap(**_shipped()["shares"])(np.log(held / (1 - held)))


@cache
def shipped_map() -> PlattMap:
    return PlattMap(**_shipped()["evidence"])


@cache
def _shipped() -> dict[str, Any]:
    held: dict[str, Any] = json.loads(resources.files("nlp").joinpath("coded", "placements.json").read_text("utf-8"))
    return held
