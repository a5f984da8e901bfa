"""Translations: nearly every message is there, and none of them loses a name, a tag or a plural on the way."""

import re
import sys

import pytest
from babel.messages.catalog import Catalog, Message

from consult.core.i18n.languages import NAMES
from consult.core.resources import resource_folder

sys.path.insert(0, str(resource_folder("translations")))
from collect import LANGUAGES, catalogue, collected

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
COUNTED = {"%(n)s", "%(num)s", "%(num)d", "%(count)s"}  # may be said in words: "one comment", "two comments"
TAG = re.compile(r"</?[a-z][^>]*>")
LEAST = 0.97


@pytest.fixture(scope="module")
def source() -> Catalog:
    return collected()


def forms(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def english(message: Message) -> list[str]:
    return [message.id] if isinstance(message.id, str) else list(message.id)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nearly_every_message_is_translated(language: str, source: Catalog) -> None:
    kept = catalogue(language)
    wanted = [message for message in source if message.id]
    said = [kept.get(message.id, message.context) for message in wanted]
    missing = [
        english(message)[0]
        for message, there in zip(wanted, said, strict=True)
        if there is None or there.fuzzy or not all(forms(there))
    ]
    assert len(missing) <= (1 - LEAST) * len(wanted), f"run make catalogues, then translate: {missing[:20]}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_tags_and_plurals_survive(language: str) -> None:
    kept = catalogue(language)
    for message in kept:
        if not message.id or not all(forms(message)):
            continue
        told = english(message)[-1]
        known = {name for text in english(message) for name in PLACEHOLDER.findall(text)}
        assert isinstance(message.id, str) or len(forms(message)) == kept.num_plurals, told
        for form in forms(message):
            lost = set(PLACEHOLDER.findall(told)) - set(PLACEHOLDER.findall(form))
            assert not set(PLACEHOLDER.findall(form)) - known, form
            assert lost <= (COUNTED if len(forms(message)) > 1 else set()), form
            assert sorted(TAG.findall(form)) == sorted(TAG.findall(told)), form


def test_every_language_on_offer_is_known_by_its_own_name() -> None:
    assert set(LANGUAGES) <= set(NAMES)
