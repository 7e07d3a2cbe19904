"""What every kind of test may ask for."""

from __future__ import annotations

import pytest

from dialogues.guide import Guide
from dialogues.loading import load_guide


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-transcripts", action="store_true", help="rewrite the transcripts for review")


@pytest.fixture(scope="session")
def guide() -> Guide:
    """The real content and wording, screened by signals alone: fast, and the same on every machine."""
    return load_guide()
