from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.parsers.language import _by_small_words, _languages_of, detect, small_words

FR = "Le conseil a voté hier soir la réouverture du pont, qui sera de nouveau ouvert aux voitures dans un mois."
EN = "The council voted last night to reopen the bridge, which will again be open to cars and bicycles in a month."
DE = "Der Rat hat gestern Abend beschlossen, die Brücke wieder zu öffnen, die in einem Monat für Autos frei sein wird."
RU = "Вчера вечером городской совет принял решение вновь открыть мост, который будет доступен для машин через месяц."
AR = "صوت المجلس البلدي مساء أمس على إعادة فتح الجسر الذي سيكون متاحا للسيارات والدراجات بعد شهر واحد من الآن"
JA = "市議会は昨夜、橋の再開を決定しました。一か月後には車と自転車が再び通れるようになります。工事は一年かかりました。"


@pytest.mark.parametrize(("text", "code"), [(FR, "fr"), (EN, "en"), (DE, "de"), (RU, "ru"), (AR, "ar"), (JA, "ja")])
def test_language_of_a_text(text: str, code: str) -> None:
    """Common languages by their small words or script, the others by the model."""
    assert detect(text, None) == code


@pytest.mark.parametrize(
    ("claim", "tag"),
    [
        ("fr", "fr"),
        ("fr-CA", "fr-CA"),
        ("fr_fr", "fr-FR"),
        ("FR-fr", "fr-FR"),
        ("fr-FR.UTF-8", "fr-FR"),
        ("fr-Latn-BE", "fr-Latn-BE"),
    ],
)
def test_claim_borne_out_keeps_its_region(claim: str, tag: str) -> None:
    """The page's tag in its regular form, when the text is in that language."""
    assert detect(FR, claim) == tag


def test_wrong_claim_is_overruled() -> None:
    """A French article under a template's lang="en" is French."""
    assert detect(FR, "en-US") == "fr"
    assert detect(RU, "fr") == "ru"


def test_the_head_of_a_text_bears_the_claim_out() -> None:
    """A German article that quotes English at length is German, and one under a template's lang="en" as well."""
    text = f"{DE} " * 6 + f"{EN} " * 8
    assert detect(text, "de-AT") == "de-AT"
    assert detect(f"{DE} " * 14, "en") == "de"


def test_names_and_numbers_leave_few_small_words() -> None:
    """A list of results has hardly any: they bear a claim out, and prove nothing to a page that makes none."""
    results = (
        "Anne Un (Lormeville) bat Luc Deux (Port-Briac) 6-4, 7-5 ; Zoé Trois et Max Quatre (Verlaine) en deux manches"
    )
    words, _, counts = small_words(results.lower(), _languages_of())
    assert _by_small_words(words, counts, "fr") == "fr"
    assert _by_small_words(words, counts, None) is None
    assert detect(results * 2, "fr-CH") == "fr-CH"


def test_too_little_text_leaves_the_claim() -> None:
    """Ten words prove nothing."""
    assert detect("Vu", "de-CH") == "de-CH"
    assert detect("", "fr") == "fr"
    assert detect("The big interview", "fr") == "fr"


def test_languages_nobody_tells_apart_leave_the_claim() -> None:
    """Bokmål and Danish, Serbian and Croatian: the publisher knows better."""
    text = "Kommunen har i går besluttet at åbne broen igen, og den er fri for biler og cykler om en måned, siger de."
    assert detect(text, "nb-NO") == "nb-NO"


@pytest.mark.parametrize("claim", [None, "", "und", "x", "français", "  "])
def test_claims_that_are_no_tag(claim: str | None) -> None:
    """What is no language tag claims nothing."""
    assert detect("Vu", claim) is None
    assert detect(FR, claim) == "fr"


def test_same_answer_every_time() -> None:
    """The model is loaded once and has no state."""
    assert [detect(RU, None) for _ in range(3)] == ["ru"] * 3


@given(st.text(max_size=300), st.none() | st.text(max_size=12))
def test_any_text_is_survived(text: str, claim: str | None) -> None:
    """No text and no tag raises."""
    detect(text, claim)
