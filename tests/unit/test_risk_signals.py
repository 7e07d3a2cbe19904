"""Signals as data: the real ones do what their examples say, and faulty ones are told with a remedy."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from knowledge.faults import ContentError
from knowledge.risk.examples import faults
from knowledge.risk.levels import RiskCategory, RiskLevel
from knowledge.risk.lexicon import Lexicon, load
from knowledge.risk.patterns import PatternError, compile_any
from knowledge.risk.screening import screen
from knowledge.risk.signals import find
from knowledge.text import read
from knowledge.vocabulary import Speaker

RULES = Path(__file__).parents[2] / "knowledge" / "content" / "risk"

WORDS = """
fillers = ["just"]
[words]
pills = "pill|pills"
[slang]
"dont" = "do not"
[emoji]
[near]
words = ["die"]
false_friends = []
[context]
negated = ["not|never"]
not_a_denial = ["not stop"]
denied_ahead = ["not think i"]
limited = ["not tonight"]
past = ["years ago"]
still = ["again"]
benign = ["of homework"]
fiction = ["in the film"]
topic = ["what is"]
suspected = ["might"]
somebody_else = ["she|my friend"]
"""
SIGNAL = """
[[signal]]
id = "test.one"
level = 3
categories = ["suicide"]
plain = "plain words"
note = "a reason"
"""


def folder(tmp_path: Path, signal: str) -> Path:
    (tmp_path / "words.toml").write_text(WORDS, encoding="utf-8")
    (tmp_path / "test.toml").write_text(SIGNAL + signal, encoding="utf-8")
    return tmp_path


def one(tmp_path: Path, signal: str) -> Lexicon:
    return load(folder(tmp_path, 'fires = ["x"]\n' + signal))


def level(text: str, lexicon: Lexicon, speaker: Speaker = Speaker.YOUNG_PERSON) -> int:
    return int(max((f.level for f in find(read(text, lexicon.words), lexicon, speaker)), default=0))


def test_every_example_of_every_signal_holds() -> None:
    assert faults(RULES) == []


def test_every_category_and_every_level_has_signals() -> None:
    lexicon = load(RULES)
    assert {c for s in lexicon.signals for c in s.categories} == set(RiskCategory)
    assert {s.level for s in lexicon.signals} == set(RiskLevel) - {RiskLevel.NONE}


@pytest.mark.parametrize(
    ("signal", "told"),
    [
        ('patterns = ["want to die"]\nfires = ["hello"]', "should give level 3 and gives 0"),
        ('patterns = ["die"]\nfires = ["die"]\nsilent = ["die"]', "should give level 0 and gives 3"),
        ('patterns = ["die"]\nfires = ["die"]\nlowered = [["die", 1]]', "should give level 1 and gives 3"),
        ('patterns = ["just die"]\nfires = ["just die"]', 'leave out "just"'),
        ('patterns = ["dont die"]\nfires = ["dont die"]', 'write "do not" for "dont"'),
        ('patterns = ["{nothing}"]\nfires = ["x"]', "no group {nothing}"),
        ('patterns = ["Die+"]\nfires = ["x"]', "use small letters"),
        ('patterns = ["(die"]\nfires = ["x"]', "bracket"),
        ('patterns = ["die"]', "Field required"),
        ('fires = ["x"]', "give patterns, or near, or both"),
        ('patterns = ["die"]\nfires = ["die"]\ncolour = 1', "Extra inputs"),
    ],
)
def test_a_fault_is_told_with_file_line_and_remedy(signal: str, told: str, tmp_path: Path) -> None:
    found = faults(folder(tmp_path, signal))
    assert [f.file for f in found] == ["test.toml"] * len(found)
    assert any(told in f.remedy for f in found), found
    assert all(f.line >= 2 for f in found)


def test_an_id_used_twice_is_a_fault(tmp_path: Path) -> None:
    twice = 'patterns = ["die"]\nfires = ["die"]\n'
    assert any("used twice" in f.remedy for f in faults(folder(tmp_path, twice + SIGNAL + twice)))


def test_broken_toml_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="not TOML"):
        load(folder(tmp_path, "patterns = ["))


def test_two_word_groups_near_each_other_in_either_order(tmp_path: Path) -> None:
    lexicon = one(tmp_path, 'near = [["{pills}", "took", 3]]')
    assert level("took the pills", lexicon) == level("pills he took", lexicon) == 3
    assert level("took a long walk and then saw pills", lexicon) == 0


def test_also_asks_for_words_anywhere(tmp_path: Path) -> None:
    lexicon = one(tmp_path, 'patterns = ["tonight"]\nalso = ["die"]')
    assert (level("tonight", lexicon), level("die. and it is tonight", lexicon)) == (0, 3)


def test_unless_counts_close_by_and_in_the_same_sentence(tmp_path: Path) -> None:
    lexicon = one(tmp_path, 'patterns = ["die"]\nunless = ["laughing"]')
    assert level("die laughing", lexicon) == 0
    assert level("we were laughing a lot. i will die", lexicon) == 3
    assert level("die and a b c d e f g h i j laughing", lexicon) == 3


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("i do not want to die", 1),
        ("i never die", 1),
        ("i am not ok, i want to die", 3),
        ("i am not ok i want to die", 3),
        ("not tonight, i will not die", 3),
        ("i can not stop wanting to die", 3),
        ("i do not think i want to die", 1),
        ("i am not fine but i want to die", 3),
    ],
)
def test_a_denial_lowers_only_what_it_denies(text: str, wanted: int, tmp_path: Path) -> None:
    assert level(text, one(tmp_path, 'patterns = ["die"]\nnegated = 1')) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("die years ago", 2),
        ("die years ago and again", 3),
        ("die", 3),
        ("die of homework", 1),
        ("what is die", 0),
    ],
)
def test_past_benign_and_topic(text: str, wanted: int, tmp_path: Path) -> None:
    assert level(text, one(tmp_path, 'patterns = ["die"]\npast = 2\nbenign = 1\ntopic = 0')) == wanted


@pytest.mark.parametrize(("text", "wanted"), [("in the film she may die", 0), ("in the film i may die", 1)])
def test_fiction_about_oneself_is_still_asked_about(text: str, wanted: int, tmp_path: Path) -> None:
    assert level(text, one(tmp_path, 'patterns = ["die"]\nfiction = 0')) == wanted


@pytest.mark.parametrize(("text", "wanted"), [("my friend might die", 2), ("i might die", 3)])
def test_suspicion_lowers_only_for_somebody_else(text: str, wanted: int, tmp_path: Path) -> None:
    assert level(text, one(tmp_path, 'patterns = ["die"]\nsuspected = 2')) == wanted


def test_a_signal_may_be_for_one_speaker(tmp_path: Path) -> None:
    lexicon = one(tmp_path, 'patterns = ["die"]\nspeaker = "parent"')
    assert level("die", lexicon) == 0
    assert level("die", lexicon, Speaker.PROFESSIONAL) == level("die", lexicon, Speaker.PARENT) == 3


def test_many_denials_and_one_statement_end_in_full(tmp_path: Path) -> None:
    lexicon = one(tmp_path, 'patterns = ["die"]\nnegated = 1')
    assert level("i do not die. " * 30 + "i will die", lexicon) == 3


@pytest.mark.parametrize(
    ("pattern", "fits", "fails"),
    [
        ("want [you] to die", ["want to die", "want you to die"], ["want him to die"]),
        ("punch* me", ["punch me", "punched me"], ["me punch"]),
        ("dad ... hits", ["dad hits", "dad a b c d hits"], ["dad a b c d e hits", "dad . hits"]),
        ("# pills", ["30 pills"], ["many pills"]),
        ("a [b] [c]", ["a", "a b", "a c", "a b c"], ["b"]),
        (". help .", ["help"], ["help him"]),
        ("(a|b) c", ["a c", "b c"], ["ab c"]),
    ],
)
def test_the_pattern_language(pattern: str, fits: list[str], fails: list[str]) -> None:
    compiled = compile_any((pattern,), {})
    assert all(compiled.search(f" . {text} . ") for text in fits)
    assert not any(compiled.search(f" . {text} . ") for text in fails)


@pytest.mark.parametrize("pattern", ["a.b", "a  b", " a", "a+", "A", "a[b]c", "{x}", "(a"])
def test_a_pattern_that_cannot_be_read_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        compile_any((pattern,), {})


def test_patterns_hold_no_words_copied_with_numbers_of_pills_or_weights() -> None:
    """No doses and no weights: they would teach."""
    for path in RULES.rglob("*.toml"):
        assert not re.search(r"\d+ ?(?:mg|kg|lbs|calories|stone)\b", path.read_text(encoding="utf-8")), (
            path.name
        )


def test_version_changes_with_the_rules(tmp_path: Path) -> None:
    first = one(tmp_path, 'patterns = ["die"]').version
    assert first != one(tmp_path, 'patterns = ["dying"]').version
    assert screen("hi", load(RULES)).rules_version.startswith("rules-")
