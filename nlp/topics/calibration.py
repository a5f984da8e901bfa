"""How often a placement with a given share of a theme is right: Platt's map (1999) from the one to the other.

The share that distances give says which theme is nearest, not how often the nearest is right: of placements with a
share of .98, half were. The map is a logistic function of the share's log-odds, so it keeps every order. It was fitted
on 10,816 points of nine sets that weigh the same (`nlp/coded/placements.json`): in seven, the points of République
numérique, of the answers to the AI White Paper in four languages and of the Standard for Public Code, where *right*
means filed under the heading that most texts of the theme were filed under; in two, 120 placements that were read by
hand. Each set left out in turn, the expected calibration error falls from .39 to .11 on average:

    share          said   right        set left out                   right   before   after
    under .3        .32     .28        République numérique, proposals  .33     .41     .08
    .3 to .5        .34     .34        the same, arguments              .38     .36     .04
    .5 to .7        .37     .39        White Paper, en                  .36     .39     .06
    .7 to .9        .40     .42        de, fr, es             .42, .39, .39     .47     .07
    .9 to .97       .44     .41        Standard for Public Code         .41     .54     .08
    .97 and more    .49     .48        read: demo                       .40     .22     .13
                                       read: French bill                .68     .20     .42

Headings are narrower than what a reader lets pass, so it is rather too low than too high: of the French bill's
placements that were read, 68 in 100 were right. `python -m benchmarks.calibration` prints the tables and fits it anew.
"""

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

_NEVER, _ALWAYS = 0.01, 0.99  # shares beyond which nothing more is known


@dataclass(frozen=True)
class PlattMap:
    """Shares to probabilities, in ascending order where the slope is positive."""

    intercept: float
    slope: float

    def __call__(self, shares: NDArray[np.floating]) -> NDArray[np.float64]:
        return np.asarray(1 / (1 + np.exp(-(self.intercept + self.slope * log_odds(shares)))))


@cache
def shipped_map() -> PlattMap:
    held = json.loads(resources.files("nlp").joinpath("coded", "placements.json").read_text("utf-8"))
    return PlattMap(held["intercept"], held["slope"])


def log_odds(shares: NDArray[np.floating]) -> NDArray[np.float64]:
    held = np.clip(np.asarray(shares, dtype=np.float64), _NEVER, _ALWAYS)
    return np.asarray(np.log(held / (1 - held)))
