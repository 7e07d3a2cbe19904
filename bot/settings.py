"""Environment (or `.env`) to Settings: validated before anything starts, secrets hidden."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

TELEGRAM = "https://api.telegram.org"
_TOKEN_SHAPE = r"\d+:[A-Za-z0-9_-]{20,}"  # noqa: S105 the shape of a token, not one


class SettingsError(ValueError):
    """Settings that cannot be used; one line a fault, each naming the setting and the remedy."""


class Settings(BaseSettings):
    """How this bot runs. Without `bot_token` it is the sandbox."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", hide_input_in_errors=True, frozen=True)

    bot_token: SecretStr | None = None
    bot_api_url: str = TELEGRAM
    moderator_chat_id: int | None = None
    lead_chat_id: int | None = None
    data_dir: Path = Path("data")
    database_url: str = ""
    data_keys: SecretStr | None = None
    web_host: str = "127.0.0.1"
    web_port: Annotated[int, Field(ge=0, le=65535)] = 8080
    public_url: str = ""
    webhook_secret: SecretStr | None = None
    rota: Path | None = None
    timezone: str = "Europe/London"
    alert_emails: Annotated[tuple[str, ...], NoDecode] = ()
    smtp_url: SecretStr | None = None
    alert_webhook_url: SecretStr | None = None
    session_days: Annotated[int, Field(ge=1)] = 30
    closed_case_days: Annotated[int, Field(ge=1)] = 365
    log_level: str = "INFO"
    sandbox_forum: bool = False

    @property
    def sandbox(self) -> bool:
        return self.bot_token is None

    @property
    def token(self) -> str:
        return self.bot_token.get_secret_value() if self.bot_token else ""

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite+aiosqlite:///{(self.data_dir / 'waymark.db').as_posix()}"

    @property
    def webhooks(self) -> bool:
        return bool(self.public_url and self.webhook_secret)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @field_validator(
        "bot_token", "moderator_chat_id", "lead_chat_id", "data_keys", "webhook_secret", "rota",
        "smtp_url", "alert_webhook_url", mode="before",
    )  # fmt: skip
    @classmethod
    def _empty_is_unset(cls, value: object) -> object:
        return None if isinstance(value, str) and not value.strip() else value

    @field_validator("alert_emails", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("bot_api_url")
    @classmethod
    def _is_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise ValueError("should be an address such as https://api.telegram.org")
        return value.rstrip("/")

    @field_validator("public_url")
    @classmethod
    def _is_https(cls, value: str) -> str:
        if value and urlsplit(value).scheme not in ("https", "http"):
            raise ValueError(
                "should be the address at which Telegram reaches this bot, beginning with https://"
            )
        return value.rstrip("/")

    @field_validator("timezone")
    @classmethod
    def _is_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError("should be a time zone such as Europe/London") from error
        return value

    @field_validator("database_url")
    @classmethod
    def _is_database(cls, value: str) -> str:
        if value and not value.startswith(("sqlite+aiosqlite://", "postgresql+asyncpg://")):
            raise ValueError("should begin with sqlite+aiosqlite:/// or postgresql+asyncpg://")
        return value

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        import re

        if self.bot_token is not None:
            if not re.fullmatch(_TOKEN_SHAPE, self.token):
                raise ValueError(
                    "BOT_TOKEN: is not a bot token; copy it whole from BotFather, like 123456:ABC..."
                )
            if self.moderator_chat_id is None:
                raise ValueError(
                    "MODERATOR_CHAT_ID: is missing; add the bot to the moderators' group and set the group's id "
                    "(a negative number), so that no escalation is lost"
                )
            if self.data_keys is None:
                raise ValueError("DATA_KEYS: is missing; make one with: python run_bot.py keys new")
        if bool(self.public_url) != bool(self.webhook_secret):
            raise ValueError("PUBLIC_URL and WEBHOOK_SECRET: set both for webhooks, or neither for polling")
        for name in ("alert_emails", "smtp_url", "alert_webhook_url"):
            if getattr(self, name):  # nobody may believe that an alarm goes out which does not
                raise ValueError(
                    f"{name.upper()}: this alert route is not built yet; unset it and rely on the team's chats"
                )
        if self.rota is not None and not self.rota.is_file():
            raise ValueError("ROTA: this file does not exist; mend the path, or unset it to keep no rota")
        return self


def load(**overrides: object) -> Settings:
    """The settings of this process. Raises SettingsError, one line for each fault."""
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        lines = []
        for problem in error.errors(include_input=False, include_url=False):
            name = ".".join(str(step) for step in problem["loc"]).upper()
            message = problem["msg"].removeprefix("Value error, ")
            lines.append(f"{name}: {message}" if name else message)
        raise SettingsError("\n".join(lines)) from None
