"""Which language a message is surely written in, and that English is left alone."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from time import perf_counter

import pytest

from first_step.evaluation.examples import read_examples
from first_step.understanding.language import OTHER, SUPPORTED, LanguageFinder
from first_step.understanding.lexicon import lexicon

from ..installation import ROOT

LANGUAGES = ROOT / "evaluation" / "languages.tsv"
# Labels under which the training data has greetings and questions in other languages.
NOT_ALL_ENGLISH = ("out_of_scope", "greet", "goodbye", "thank", "affirm", "deny")


@pytest.fixture(scope="module")
def finder() -> LanguageFinder:
    return LanguageFinder()


def fastest(finder: LanguageFinder, text: str, times: int) -> float:
    """Return the seconds of the quickest reading: a busy machine only ever adds to it."""
    seconds = []
    for _ in range(times):
        start = perf_counter()
        finder.find(text)
        seconds.append(perf_counter() - start)
    return min(seconds)


def messages() -> list[tuple[str, str]]:
    """Return language and message of every line of the evaluation set."""
    lines = LANGUAGES.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "language\tmessage"
    return [(code, text) for code, text in (line.split("\t") for line in lines[1:])]


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("pl", "dziękuję, ale nie wiem gdzie mam iść"),
        ("pl", "nie wiem jak mam z nim rozmawiac o tym"),
        ("ro", "nu știu cum să vorbesc cu el despre asta"),
        ("pa", "ਮੈਂ ਕਿੱਥੇ ਜਾਵਾਂ"),
        ("ur", "میں کہاں جاؤں؟"),
        ("bn", "আমি কোথায় যাব?"),
        ("ar", "إلى أين أذهب الآن؟"),
        ("cy", "dw i ddim yn gwybod ble i fynd"),
        ("es", "no sé cómo hablar con él de esto"),
        ("pt", "não sei como falar com ele sobre isto"),
    ],
)
def test_a_sentence_is_found_to_be_in_its_language(
    finder: LanguageFinder, code: str, text: str
) -> None:
    assert finder.find(text) == code


@pytest.mark.parametrize(
    "text",
    [
        "nežinau kaip su juo kalbėti apie tai",
        "je ne sais pas comment lui en parler",
        "onunla nasıl konuşacağımı bilmiyorum artık",
        "не знаю как с ним говорить",
        "ma garanayo sida aan ula hadlo isaga",
        "我不知道怎么办",
        "как дела",
        "mujhe nahi pata kya karna hai",
    ],
)
def test_a_sentence_in_a_language_without_a_card_is_other(
    finder: LanguageFinder, text: str
) -> None:
    assert finder.find(text) == OTHER


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?",
        "😀😀",
        "07700 900123",
        "help",
        "how do i stop taking heroin",
        "ah dinnae ken whit tae dae wi ma wean",
        "wor lad's been on the gear like",
        "wagwan fam man is stressed innit",
        "idk wot 2 do m8 pls hlp",
        "hwo cn i gte of hreoin",
        "asdf qwer zxcv hjkl",
        "Zbigniew",
        "my name is Agnieszka Nowicka",
        "José María Aznar López",
        "Łukasz Wójcik, ul. Długa 5",
        "12 Heol y Bont, Llanelli",
        "ewa.nowak@poczta.example.org",
        "gracias",
        "merci beaucoup",
        "my nan says dziękuję bardzo to the nurse",
        "he keeps saying nie wiem and walks off",
        "the doctor said c'est la vie",
        "what does помощь mean",
        "(\u0ca0_\u0ca0)",
        "¯\\_(ツ)_/¯",
        "𝐡𝐞𝐥𝐩 𝐦𝐞 𝐩𝐥𝐞𝐚𝐬𝐞",
        "h\u0435lp m\u0435 please",
    ],
)
def test_english_slang_names_and_scraps_are_in_no_language(
    finder: LanguageFinder, text: str
) -> None:
    assert finder.find(text) is None


def test_full_sentences_in_the_nine_languages_are_found(finder: LanguageFinder) -> None:
    found, whole = 0, 0
    for code, text in messages():
        if code in SUPPORTED and len(text.split()) >= 5:
            whole += 1
            found += finder.find(text) == code
    assert whole >= 9 * 18
    assert found / whole >= 0.95


def test_every_language_is_measured_on_enough_messages() -> None:
    counts = Counter(code for code, _ in messages())
    assert all(counts[code] >= 25 for code in SUPPORTED)
    assert sum(n >= 10 for code, n in counts.items() if code not in SUPPORTED) >= 5


def test_no_message_in_another_language_is_taken_for_a_wrong_one_of_the_nine(
    finder: LanguageFinder,
) -> None:
    found = [(code, finder.find(text), text) for code, text in messages()]
    wrong = [row for row in found if row[1] in SUPPORTED and row[1] != row[0]]
    assert len(wrong) <= len(found) // 100


def test_hardly_an_english_message_of_the_training_data_is_taken_for_another_language(
    finder: LanguageFinder,
) -> None:
    english = [one for one in read_examples(ROOT / "data") if one.label not in NOT_ALL_ENGLISH]
    taken = [one.text for one in english if finder.find(one.text)]
    assert len(taken) <= len(english) // 1000, taken


def test_an_english_message_costs_well_under_a_millisecond(finder: LanguageFinder) -> None:
    text = "how long does it take to come off heroin and will i be ill the whole time"
    assert fastest(finder, text, 100) < 0.001


@pytest.mark.parametrize("text", ["nie wiem " * 2_000, "a'" * 2_000, "x" * 4_000, "م " * 2_000])
def test_a_very_long_message_takes_no_longer(finder: LanguageFinder, text: str) -> None:
    assert fastest(finder, text, 5) < 0.05


def test_the_word_lists_hold_no_word_twice_and_no_english_one() -> None:
    lists = {key: value.split() for key, value in lexicon("languages").items()}
    english = set(lists["en"])
    for key, words in lists.items():
        assert sorted(set(words)) == sorted(words), key
        assert key == "en" or not english & set(words), key
        assert all(word.isascii() and word.isalpha() and word.islower() for word in words), key


def test_importing_it_loads_no_model() -> None:
    code = "import sys, first_step.understanding.language; assert 'lingua' not in sys.modules"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
