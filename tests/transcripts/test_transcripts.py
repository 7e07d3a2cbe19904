"""Every conversation in this folder goes just as it is written; --update-transcripts rewrites them."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogues.guide import Guide
from tests.support.transcript import replay

SCRIPTS = sorted(Path(__file__).parent.glob("*.txt"))


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_goes_as_written(path: Path, guide: Guide, request: pytest.FixtureRequest) -> None:
    written = path.read_text(encoding="utf-8")
    now = replay(written, guide)
    if request.config.getoption("--update-transcripts"):
        path.write_text(now, encoding="utf-8")
        return
    assert now == written


def test_there_are_transcripts_for_both_speakers() -> None:
    names = " ".join(path.stem for path in SCRIPTS)
    assert "parent" in names
    assert "young" in names
