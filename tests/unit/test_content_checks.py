"""`check` finds each kind of fault, in a copy of the content that has just this one, and says where it is."""

from __future__ import annotations

import ast
import re
import shutil
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest

from bot.commands import content_checks
from dialogues import check as dialogue_check
from dialogues import script
from dialogues.guide import Guide
from knowledge import loading, readability
from knowledge.advice import Service
from knowledge.faults import Fault
from knowledge.risk import examples, lexicon
from knowledge.vocabulary import ServiceId

TODAY = date(2026, 12, 1)
ROOT = Path(__file__).resolve().parents[2]
HARD = (
    "Multidisciplinary practitioners collaboratively facilitate psychoeducational interventions "
    "ameliorating symptomatology. Immediate professional consultation remains unequivocally advisable."
)
Check = Callable[[date], tuple[list[Fault], list[Fault]]]


_reading_age = cache(readability.reading_age)


class Copy:
    """All content and wording in a folder of its own, to be spoiled."""

    def __init__(self, folder: Path) -> None:
        self.content = shutil.copytree(loading.CONTENT, folder / "content")
        self.wording = shutil.copytree(script.WORDING, folder / "wording")

    def change(self, file: str, old: str, new: str) -> int:
        """Replace the first *old* (a pattern); the line it stood on."""
        path = (self.wording if file.startswith("wording/") else self.content) / file.removeprefix("wording/")
        text = path.read_text(encoding="utf-8")
        found = re.search(old, text, re.MULTILINE | re.DOTALL)
        assert found, f"{file} has no {old}"
        path.write_text(text[: found.start()] + new + text[found.end() :], encoding="utf-8")
        return text[: found.start()].count("\n") + 1


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)


@pytest.fixture
def check(copy: Copy, guide: Guide, monkeypatch: pytest.MonkeyPatch) -> Check:
    """`content_checks.run` on the copy. What takes long and is the same for all is done once."""
    load = script.load

    def load_copy(services: Mapping[ServiceId, Service]) -> script.Script:
        return load(services, copy.wording)

    monkeypatch.setattr(content_checks, "load_library", lambda: loading.load_library(copy.content))
    monkeypatch.setattr(content_checks, "CONTENT", copy.content)
    monkeypatch.setattr(script, "load", load_copy)
    monkeypatch.setattr(content_checks, "reading_age", _reading_age)
    monkeypatch.setattr(lexicon, "load", lambda _: guide.library.lexicon)
    return content_checks.run


def test_the_content_as_it_is_has_no_fault(check: Check) -> None:
    assert check(TODAY) == ([], [])


SECTION = r"### normal\n.*?\n\n"
FAULTS: dict[str, tuple[str, str, str, str, str]] = {
    "unknown topic of a card": ("advice/sleep.md", r'^id = "sleep"', 'id = "slep"', "sleep.md", "id"),
    "unknown topic of a service": (
        "services/national.toml", r"^topics = \[[^]]*\]", 'topics = ["slep"]', "national.toml", "topics",
    ),
    "unknown topic of a question": (
        "questions/about_this_chat.toml", r'^topic = "other"', 'topic = "slep"', "about_this_chat.toml", "topic",
    ),
    "dead service of a card": (
        "advice/sleep.md", r"^services = \[", 'services = ["gone_service", ', "sleep.md", "gone_service",
    ),
    "dead stand-in": (
        "services/national.toml", r'^instead = "\w+"', 'instead = "gone_service"', "national.toml", "gone_service",
    ),
    "service listed twice": (
        "services/national.toml", r'^id = "beat"', 'id = "hub_of_hope"', "national.toml", "listed twice",
    ),
    "question listed twice": (
        "questions/about_this_chat.toml", r'^id = "bot_human"', 'id = "bot_what"', "about_this_chat.toml", "twice",
    ),
    "a card for young people only": ("advice/sleep.md", r"^## parent.*\Z", "", "sleep.md", "no wording for parent"),
    "a label for young people only": (
        "advice/sleep.md", r'^parent = "Sleep"', "", "sleep.md", "no wording for parent",
    ),
    "a section that is missing": ("advice/sleep.md", r"^### keep_well\n.*?\n\n", "", "sleep.md", "keep_well"),
    "a section that nobody knows": ("advice/sleep.md", r"^### normal", "### normality", "sleep.md", "normality"),
    "too long": ("advice/sleep.md", SECTION, f"### normal\n{'We all feel sad. ' * 30}\n\n", "sleep.md", "characters"),
    "one section too hard to read": (
        "advice/sleep.md", r"### keep_well\n.*?\n\n", f"### keep_well\n{HARD}\n\n", "keep_well", "reads at age",
    ),
    "too hard to read": ("advice/sleep.md", SECTION, f"### normal\n{HARD * 4}\n\n", "sleep.md", "reads at age"),
    "words that are never said": (
        "advice/sleep.md", SECTION, "### normal\nIt may be attention seeking.\n\n", "sleep.md", "attention seeking",
    ),
    "a promise of secrecy": (
        "wording/people.toml", r"^any = \"", 'any = "We will keep this a secret. ', "dialogues/wording", "secret",
    ),
    "a card past its review": (
        "advice/sleep.md", r"^review_by = .*?$", "review_by = 2026-11-30", "sleep.md", "has passed",
    ),
    "a service past its review": (
        "services/national.toml", r"^review_by = .*?$", "review_by = 2026-11-30", "services", "hub_of_hope",
    ),
    "a service reviewed after its end": (
        "services/national.toml", r"^review_by = .*?$", "review_by = 2026-11-01", "national.toml", "review_by",
    ),
    "a number that cannot ring": (
        "services/national.toml", r'^phone = "[^"]*"', 'phone = "0808 801 06777"', "national.toml", "phone",
    ),
    "a link that is none": (
        "services/national.toml", r'^web = "[^"]*"', 'web = "hubofhope"', "national.toml", "web",
    ),
    "a line that is not written": (
        "wording/people.toml", r'^\["handover.closed"\]', '["handover.close"]', "dialogues/wording", "handover.closed",
    ),
    "a line for one reader only": (
        "wording/people.toml", r'^\["handover.closed"\]\nany', '["handover.closed"]\nparent', "dialogues/wording",
        "no wording for young_person",
    ),
    "a line twice": (
        "wording/welcome.toml", r"\A", '["handover.closed"]\nany = "Hello."\n', "dialogues/wording", "written twice",
    ),
    "an unknown reader": (
        "wording/people.toml", r'^\["handover.closed"\]\nany', '["handover.closed"]\nteacher', "dialogues/wording",
        "unknown reader",
    ),
    "a contact of no service": (
        "wording/people.toml", r"\{phone:\w+\}|\{text:\w+\}", "{phone:gone_service}", "dialogues/wording",
        "gone_service",
    ),
    "a button without a label": ("wording/buttons.toml", r"^menu = .*?$", "", "buttons.toml", "menu"),
    "a label too long": (
        "wording/buttons.toml", r"^menu = .*?$", f'menu = "{"Menu " * 20}"', "buttons.toml", "longer than 60",
    ),
    "no crisis words for anybody": (
        "wording/crisis.toml", r'^\["crisis.urgent.any"\]', '["crisis.urgent.nobody"]', "dialogues/wording",
        "crisis.urgent.any",
    ),
    "not TOML": ("services/national.toml", r'^id = "beat"', "id = beat", "national.toml", "not valid TOML"),
    "no head": ("advice/sleep.md", r"\A\+\+\+", "---", "sleep.md", "+++"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_each_kind_of_fault_is_found(
    name: str, copy: Copy, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(examples, "faults", lambda _: [])
    file, old, new, said_of, what = FAULTS[name]
    copy.change(file, old, new)
    faults, _ = check(TODAY)
    found = [str(fault) for fault in faults]
    assert any(said_of in fault and what in fault for fault in found), found


def test_a_fault_names_the_line_it_stands_on(copy: Copy, check: Check) -> None:
    line = copy.change("services/national.toml", r'^phone = "[^"]*"', 'phone = "12"')
    faults, _ = check(TODAY)
    [fault] = [fault for fault in faults if fault.field == "phone"]
    assert (fault.file, fault.line) == ("national.toml", line)
    assert fault.remedy


def test_no_line_that_the_code_names_is_unknown_to_the_check(guide: Guide) -> None:
    """Deleting such a line would pass the check and fail in a talk, or in the message for a failure."""
    named = {
        node.value
        for folder in ("bot", "dialogues")
        for path in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert not sorted((named & guide.script.lines.keys()) - dialogue_check.asked_for(guide))


def test_a_signal_that_misses_its_own_example_is_found(copy: Copy, check: Check) -> None:
    copy.change("risk/suicide.toml", r"^fires = \[", 'fires = ["the library opens at nine", ')
    faults, _ = check(TODAY)
    assert len(faults) == 1
    assert "the library opens at nine" in str(faults[0])
    assert faults[0].file == "suicide.toml"


@pytest.mark.parametrize(("days", "warned"), [(0, True), (29, True), (30, False), (-1, False)])
def test_what_must_soon_be_reviewed_is_a_warning(
    copy: Copy, check: Check, monkeypatch: pytest.MonkeyPatch, days: int, warned: bool
) -> None:
    monkeypatch.setattr(examples, "faults", lambda _: [])
    copy.change("advice/sleep.md", r"^review_by = .*?$", f"review_by = {TODAY + timedelta(days=days)}")
    faults, warnings = check(TODAY)
    assert [fault.file for fault in warnings] == (["advice/sleep.md"] if warned else [])
    assert [fault.file for fault in faults] == (["advice/sleep.md"] if days < 0 else [])
