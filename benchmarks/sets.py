"""Labelled sets built from real consultations in ../shared/data; a set whose files are missing is named and left out.

The labels are headings that people filed their texts under, so they are noisy: compare methods, do not
read the numbers as accuracy. Parameters of `nlp` were chosen while looking at the proposals of République
numérique and at the English, German and all answers to the AI White Paper. Held out, never chosen by: the
arguments of République numérique, the French and Spanish answers, the Standard for Public Code.
"""

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nlp import Text

DATA = Path(__file__).parents[1].parent / "shared" / "data"


@dataclass(frozen=True)
class Labelled:
    """Texts and the heading each was filed under."""

    name: str
    texts: list[Text]
    gold: list[str]
    held_out: bool = False


def labelled_sets(data: Path = DATA) -> Iterator[Labelled]:
    """Every set that can be built; says which cannot."""
    makers: Mapping[str, Callable[[Path], Labelled]] = {
        "republique-numerique, proposals": proposals,
        "republique-numerique, arguments": arguments,
        "ec-ai-whitepaper, en": lambda at: answers(at, "English"),
        "ec-ai-whitepaper, de": lambda at: answers(at, "German"),
        "ec-ai-whitepaper, all": lambda at: answers(at, None),
        "ec-ai-whitepaper, fr": lambda at: answers(at, "French"),
        "ec-ai-whitepaper, es": lambda at: answers(at, "Spanish"),
        "standard-for-public-code": requirements,
    }
    for name, make in makers.items():
        try:
            yield make(data)
        except OSError as fault:
            print(f"{name}: left out, {fault.filename} cannot be read")


def proposals(data: Path = DATA) -> Labelled:
    """666 citizens' proposals, label: which of 18 sections of the bill they were filed under."""
    rows = [row for row in _json_lines(data / "republique-numerique" / "opinions.jsonl") if row["kind"] == "proposal"]
    texts = [Text(str(row["id"]), f"{row['title']}\n\n{row['body']}") for row in rows]
    return Labelled("republique-numerique, proposals", texts, [row["section_title"] for row in rows])


def arguments(data: Path = DATA) -> Labelled:
    """Arguments for or against, label: the section of the article or proposal that they argue about."""
    folder = data / "republique-numerique"
    section = {row["id"]: row["section_title"] for row in _json_lines(folder / "opinions.jsonl")}
    rows = [
        row
        for row in _json_lines(folder / "arguments.jsonl")
        if row["opinion_id"] in section and len(row["body"].split()) >= 8
    ]
    texts = [Text(str(row["id"]), row["body"]) for row in rows]
    gold = [section[row["opinion_id"]] for row in rows]
    return Labelled("republique-numerique, arguments", texts, gold, held_out=True)


def answers(data: Path = DATA, language: str | None = None) -> Labelled:
    """Open answers of eight words or more, label: the question answered."""
    folder = data / "ec-ai-whitepaper-2020"
    with (folder / "questions.csv").open(encoding="utf-8", newline="") as lines:
        open_questions = [row["column"] for row in csv.DictReader(lines) if row["kind"] == "open"][:-1]
    texts, gold = [], []
    with (folder / "responses.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if language is not None and row["language"] != language:
                continue
            for question in open_questions:
                if len(row[question].split()) >= 8:
                    texts.append(Text(f"{row['reference']}-{question}", row[question]))
                    gold.append(question)
    short = {"English": "en", "German": "de", "French": "fr", "Spanish": "es"}.get(language or "", "all")
    return Labelled(f"ec-ai-whitepaper, {short}", texts, gold, held_out=short in {"fr", "es"})


def requirements(data: Path = DATA) -> Labelled:
    """Different requirements of all versions of a standard, label: the criterion each stands under, in its last one."""
    with (data / "standard-for-public-code" / "requirements_by_version.csv").open(
        encoding="utf-8", newline=""
    ) as lines:
        criterion = {row["text"]: row["criterion_title"] for row in csv.DictReader(lines)}
    texts = [Text(str(number), text) for number, text in enumerate(criterion)]
    return Labelled("standard-for-public-code", texts, list(criterion.values()), held_out=True)


def _json_lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
