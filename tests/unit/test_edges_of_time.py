"""The rota, Telegram's pace, and the receipts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot import duty
from bot.workflows.pace import Pace
from bot.workflows.ports import Sent
from bot.workflows.receipts import Receipts

LONDON = ZoneInfo("Europe/London")
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)  # a Tuesday


def rota(tmp_path: Path, text: str) -> duty.Rota:
    path = tmp_path / "rota.toml"
    path.write_text(text, encoding="utf-8")
    return duty.read(path, LONDON)


def test_a_rota_tells_who_is_there_and_when_next(tmp_path: Path) -> None:
    found = rota(tmp_path, 'closed = [2026-11-25]\n[[duty]]\nhours = ["mon-fri 09:00-17:00"]\n')
    assert found.on_duty(NOON)
    assert not found.on_duty(NOON + timedelta(hours=6))
    assert not found.on_duty(NOON + timedelta(days=1))
    assert found.next_at(NOON + timedelta(hours=6)) == datetime(2026, 11, 26, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "[[duty]]\nhours = ['whenever']\n", "not toml ["])
def test_a_broken_rota_names_the_setting(tmp_path: Path, text: str) -> None:
    with pytest.raises(duty.RotaError, match="ROTA: "):
        rota(tmp_path, text)


def test_a_chat_gets_a_short_burst_and_then_about_one_a_second() -> None:
    pace = Pace(NOON)
    waits = [pace.wait("person:1", NOON, group=False) for _ in range(8)]
    assert waits[:6] == [timedelta()] * 6
    assert waits[6] > timedelta()
    assert pace.wait("person:2", NOON, group=False) == timedelta()
    assert pace.wait("person:1", NOON, group=False, urgent=True) == timedelta()


def test_the_group_gets_at_most_twenty_a_minute() -> None:
    pace = Pace(NOON)
    sent, at = 0, NOON
    while at < NOON + timedelta(minutes=2):
        if pace.wait("team:moderators", at, group=True) == timedelta():
            sent += 1
        at += timedelta(milliseconds=250)
    assert 36 <= sent <= 58


def test_telegrams_own_word_holds_everything() -> None:
    pace = Pace(NOON)
    pace.hold(NOON + timedelta(seconds=5))
    assert pace.wait("person:1", NOON, group=False, urgent=True) == timedelta(seconds=5)


def test_receipts_are_left_by_a_crash_and_cleared_by_the_commit(tmp_path: Path) -> None:
    receipts = Receipts(tmp_path / "receipts")
    sent = Sent(chat_id=1, message_id=2, thread_id=None)
    receipts.note("a", sent)
    receipts.note("b", sent)
    receipts.clear("a")
    after_crash = Receipts(tmp_path / "receipts")
    assert after_crash.left_over()["b"] == sent
    receipts.clear("b")
    assert Receipts(tmp_path / "receipts").left_over() == {}


def test_a_receipt_cut_off_by_the_crash_counts_as_none(tmp_path: Path) -> None:
    path = tmp_path / "receipts"
    path.write_text('["a", 1, 2, null]\n["b", 1', encoding="utf-8")
    assert set(Receipts(path).left_over()) == {"a"}
