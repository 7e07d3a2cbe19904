"""A wrong or missing setting is one clear line that names it and the remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, load

TOKEN = "123456:abcdefghijklmnopqrstuvwxyz012345"
REAL = {"bot_token": TOKEN, "moderator_chat_id": -100, "data_keys": "1:x"}


def settings(**given: object) -> Settings:
    return load(_env_file=None, **given)


def test_without_a_token_it_is_the_sandbox() -> None:
    assert settings().sandbox
    assert not settings(**REAL).sandbox


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({**REAL, "moderator_chat_id": None}, "MODERATOR_CHAT_ID: is missing"),
        ({**REAL, "data_keys": ""}, "DATA_KEYS: is missing"),
        ({**REAL, "bot_token": "nonsense"}, "BOT_TOKEN: is not a bot token"),
        ({"web_port": 99999}, "WEB_PORT"),
        ({"database_url": "mysql://x"}, "DATABASE_URL: should begin with"),
        ({"timezone": "Mars/Olympus"}, "TIMEZONE: should be a time zone"),
        ({"public_url": "https://x.example"}, "PUBLIC_URL and WEBHOOK_SECRET: set both"),
        ({"rota": Path("/no/such/rota.toml")}, "ROTA: this file does not exist"),
        ({"alert_emails": "lead@example.org"}, "ALERT_EMAILS: this alert route is not built yet"),
        ({"bot_api_url": "telegram"}, "BOT_API_URL: should be an address"),
    ],
)
def test_a_fault_names_the_setting_and_the_remedy(given: dict[str, object], says: str) -> None:
    with pytest.raises(SettingsError) as caught:
        settings(**given)
    assert says in str(caught.value)


def test_no_secret_shows_in_a_fault_or_a_repr() -> None:
    with pytest.raises(SettingsError) as caught:
        settings(bot_token="777:" + "s3cret" * 3, moderator_chat_id=None)
    assert "s3cret" not in str(caught.value)
    assert TOKEN not in repr(settings(**REAL))
