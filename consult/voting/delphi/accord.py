"""The items of a report on a consensus exercise, each asked in our words, filled where the answer is data. Pure.

The list follows ACCORD (ACcurate COnsensus Reporting Document; Gattrell et al., PLOS Medicine 21(1): e1004326, 2024,
CC BY 4.0). Its sections and their sizes are as published: 35 items on title (1), introduction (3), methods (21),
results (5), discussion (2) and other information (3). The items are in our words, not a copy: whoever submits a report
fills the published checklist. What people have to write (why, with what literature, with what limits) is marked so, and
not guessed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l


@dataclass(frozen=True)
class AccordItem:
    """An item by its code in the guideline, and what it asks for."""

    code: str
    asks: Any


SECTIONS: Mapping[str, Any] = {
    "T": _l("Title"),
    "I": _l("Introduction"),
    "M": _l("Methods"),
    "R": _l("Results"),
    "D": _l("Discussion"),
    "O": _l("Other information"),
}
ACCORD_ITEMS: tuple[AccordItem, ...] = (
    AccordItem("T1", _l("That this reports a consensus exercise, and by which method.")),
    AccordItem("I1", _l("Why consensus was sought, and not another way chosen.")),
    AccordItem("I2", _l("The aim, for whom the outcome is meant, and where it is to apply.")),
    AccordItem("I3", _l("If it brings an earlier document up to date: why, and which one.")),
    AccordItem("M1", _l("Whether the protocol was registered beforehand, and where.")),
    AccordItem("M2", _l("Who directed the exercise: roles and expertise.")),
    AccordItem("M3", _l("Who could be on the panel, why so many, and who chose them.")),
    AccordItem("M4", _l("How the panel was invited.")),
    AccordItem("M5", _l("What part the public or those concerned had in it.")),
    AccordItem("M6", _l("How information was gathered before the statements were written.")),
    AccordItem("M7", _l("The search of the literature, if there was one.")),
    AccordItem("M8", _l("How evidence was summed up, and whether the panel was given it.")),
    AccordItem("M9", _l("The methods and steps by which consensus was sought.")),
    AccordItem(
        "M10",
        _l("How each statement was put, the answers offered, and whether reasons or new statements could be given."),
    ),
    AccordItem("M11", _l("The purpose of each step.")),
    AccordItem("M12", _l("How consensus was defined, and why so.")),
    AccordItem("M13", _l("Whether statements with consensus were rated again.")),
    AccordItem("M14", _l("How answers were collected in each step: alone or in a group.")),
    AccordItem("M15", _l("How answers were worked up.")),
    AccordItem("M16", _l("Whether the material was tried out beforehand.")),
    AccordItem("M17", _l("How the panel was told of the results of each step.")),
    AccordItem("M18", _l("Whether answers were anonymous: toward whom, and how that was ensured.")),
    AccordItem("M19", _l("Whether those who directed it took part in the decisions.")),
    AccordItem("M20", _l("What was offered for taking part.")),
    AccordItem("M21", _l("What was done so that everyone could take part.")),
    AccordItem("R1", _l("When it began, and how long each step took.")),
    AccordItem("R2", _l("What departed from the protocol, and why.")),
    AccordItem("R3", _l("Who took part in each step: how many, the rate of response, and from where.")),
    AccordItem("R4", _l("The outcome, in figures and in reasons.")),
    AccordItem("R5", _l("Which statements were changed or left out, when and why.")),
    AccordItem("D1", _l("Strengths and limits of the method.")),
    AccordItem("D2", _l("How the outcome agrees with what was known before.")),
    AccordItem("O1", _l("Organisations that endorse it, and their part.")),
    AccordItem("O2", _l("Interests of those who directed it and of the panel, and how they were handled.")),
    AccordItem("O3", _l("Who paid for it, and with what part in it.")),
)


@dataclass(frozen=True)
class AccordLine:
    """An item of the report. `says` is empty where people have to write it."""

    item: AccordItem
    says: str

    @property
    def section(self) -> Any:
        return SECTIONS[self.item.code[0]]


def accord_lines(filled: Mapping[str, str]) -> list[AccordLine]:
    """Every item in its order, with what the data say of it."""
    return [AccordLine(item, filled.get(item.code, "")) for item in ACCORD_ITEMS]
