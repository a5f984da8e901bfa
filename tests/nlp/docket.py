"""A docket as agencies get them: most letters are copies of a few, some changed by a sender, the rest people's own.

Built by a seed from sentences written for it; nothing in it was sent by anybody.
"""

import random

LETTERS = (
    (
        "I urge the agency to withdraw the proposed rule on short-term rentals. Small landlords depend on "
        "this income to pay their mortgages and property taxes. The registration fee is far too high for a "
        "family that rents one room. Please keep the current exemption for owners who live in the building."
    ),
    (
        "I support strong limits on diesel trucks near schools. Children in our neighbourhood have asthma "
        "because of the exhaust fumes from the freight corridor. The agency should require zero-emission "
        "trucks by the end of the decade. It must also monitor the air at every school along the route."
    ),
    (
        "As a commercial fisherman I oppose the closure of the northern grounds in spring. The stock survey "
        "used nets that miss most of the cod. Closing the grounds would end our season and the processing "
        "plant would shut down."
    ),
)
SUBJECTS = {
    "broadband": ("rural broadband", "the internet provider", "slow connections on farms", "the coverage map"),
    "water": ("drinking water wells", "nitrate in the groundwater", "lead pipes", "the water utility"),
    "parks": ("campground reservations", "trail maintenance", "park rangers", "entrance fees at the park"),
    "bees": ("pesticides and honey bees", "beekeepers", "seed treatment", "wild pollinators"),
    "rail": ("passenger rail service", "station platforms", "train delays", "accessible carriages"),
    "drugs": ("prescription drug prices", "generic medicines", "pharmacy benefit managers", "insulin costs"),
}
SAYS = (
    "The rule should deal with {0} before anything else, since {1} is what people complain about here.",
    "Our county has waited eleven years for help with {0} and {1}.",
    "Nothing in this draft explains how {0} will be inspected or who answers for {1}.",
    "I work with {0} every day and the cost of {1} has doubled since last spring.",
    "Please publish the figures on {0}, and give local boards a say over {1}.",
    "It is not acceptable that {0} is left to the states while {1} gets a federal office.",
)


def docket(size: int = 795, distinct: int = 347, *, seed: int = 4) -> list[str]:
    """So many letters, of which so many differ."""
    draw = random.Random(seed)
    said: dict[str, None] = {}
    while len(said) < distinct - len(LETTERS):
        said[_changed(draw) if draw.random() < 0.35 else _own(draw)] = None
    letters = [*said, *LETTERS]
    letters += [draw.choice(LETTERS) for _ in range(size - len(letters))]
    draw.shuffle(letters)
    return letters


def _own(draw: random.Random) -> str:
    subject = SUBJECTS[draw.choice(sorted(SUBJECTS))]
    return " ".join(say.format(*draw.sample(subject, 2)) for say in draw.sample(SAYS, draw.randint(1, 2)))


def _changed(draw: random.Random) -> str:
    """A letter with a greeting, a sentence of its sender's own, or one left out, and a name below."""
    sentences = draw.choice(LETTERS).split(". ")
    if draw.random() < 0.4:
        sentences.pop(draw.randrange(1, len(sentences)))
    name = f"{draw.choice(('Alex', 'Sam', 'Kim', 'Robin', 'Noor'))} {draw.choice(('Berg', 'Okoye', 'Silva', 'Novak'))}"
    return f"Dear Administrator,\n\n{'. '.join(sentences).rstrip('.')}. {_own(draw)}\n\nSincerely,\n{name}"
