"""Headings stand in the form of a dictionary: made where an ending or other spellings leave no doubt, else left."""

from collections import Counter

import pytest

from nlp.labels.arabic_forms import in_bare_form, names_something
from nlp.labels.candidates import as_heading
from nlp.labels.features import features_of
from nlp.labels.russian_forms import in_nominative, noun_in_nominative
from nlp.labels.surface_forms import german_nominative, partial, traditional, without_measure
from nlp.text.language_data import in_traditional


@pytest.mark.parametrize(
    ("written", "heading"),
    [
        ("закрытия голосования", "закрытие голосования"),
        ("имени организации", "имя организации"),
        ("безопасности детей", "безопасность детей"),
        ("муниципалитетов", "муниципалитеты"),
        ("картинкой", "картинка"),
        ("личном кабинете", "личный кабинет"),
        ("единой методики", "единая методика"),
        ("национальным законодательством", "национальное законодательство"),
        ("коренных народов", "коренные народы"),
        ("общественных слушаний", "общественные слушания"),
        ("городского совета", "городской совет"),
        ("новая норма", "новая норма"),
        ("решение суда", "решение суда"),
        ("кампании", "кампании"),
        ("перечне", "перечне"),
    ],
)
def test_a_russian_phrase_is_put_in_the_nominative_where_its_ending_tells(written, heading):
    assert in_nominative(written, written.split(), lambda _stem: Counter()) == heading


@pytest.mark.parametrize(
    ("word", "others", "heading"),
    [
        ("района", ["район"], "район"),
        ("телефона", ["телефоном"], "телефон"),
        ("школа", ["школ", "школой"], "школа"),
        ("права", ["прав", "право"], "права"),
        ("посёлка", ["посёлком"], "посёлка"),
        ("комментария", ["комментарий"], "комментарий"),
        ("МФЦ", [], "МФЦ"),
    ],
)
def test_other_spellings_settle_what_the_ending_leaves_open(word, others, heading):
    assert noun_in_nominative(word, Counter([word, *others])) == heading


def test_an_arabic_phrase_loses_what_is_written_together_with_its_first_word():
    assert in_bare_form("للبيانات", ["بيانات"], ["للبيانات"]) == "البيانات"
    assert in_bare_form("وحماية الأطفال", ["حماية", "أطفال"], []) == "حماية الأطفال"
    assert in_bare_form("راتب", ["راتب"], ["راتب", "الراتب"]) == "الراتب"
    assert in_bare_form("وزارة", ["وزارة"], ["وزارة"]) == "وزارة"


@pytest.mark.parametrize(
    ("phrase", "right"),
    [
        ("هيئة رقابية مستقلة", True),
        ("إغلاق الاقتراع", True),
        ("تبريد", True),
        ("اختاروا الملف", False),
        ("نطالب", False),
        ("إزالة اعتراضكم", False),
        ("قراءته", False),
        ("الحوادث بسرية", False),
        ("المياه", True),
    ],
)
def test_an_arabic_name_has_no_verb_and_is_nobodys_own(phrase, right):
    words = phrase.split()
    written = {*words, "يطالب"}

    assert names_something(words, words, written.__contains__, lambda _stem: False) is right


def test_half_a_chinese_word_is_told_by_the_sign_that_always_stands_beside_it():
    texts = "专家组议事规则很好。按照专家组议事规则，专家组议事规则由大会通过。位专家投票，三位专家弃权，两位专家反对"

    assert partial("家组议事规则", texts)
    assert not partial("议事规则由大会", texts)
    assert without_measure("位专家", texts) == "专家"
    assert without_measure("专家", texts) == "专家"


def test_chinese_is_named_in_the_script_it_is_written_in():
    assert traditional("計程車司機")
    assert not traditional("出租车司机")
    assert in_traditional("与") == "與"
    assert in_traditional("其他意见") == "其他意見"


@pytest.mark.parametrize(
    ("language", "text"), [("fr", "Le scrutin s'écarte de la règle."), ("en", "Councils hold the account.")]
)
def test_languages_without_cases_are_left_as_people_wrote_them(language, text):
    _features, lexicon = features_of([text, text], [language] * 2)

    assert as_heading("phrase", ("phrase",), language, lexicon) == "phrase"


def test_german_stands_in_the_nominative_where_the_noun_or_another_spelling_tells():
    written = {"bürgerrechte"}.__contains__

    assert german_nominative("unabhängigen Organisationen", written) == "unabhängige Organisationen"
    assert german_nominative("Bürgerrechten", written) == "Bürgerrechte"
    assert german_nominative("öffentlichen Raum", written) == "öffentlichen Raum"
    assert german_nominative("Daten", written) == "Daten"
