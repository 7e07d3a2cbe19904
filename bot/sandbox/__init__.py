"""The sandbox: Telegram's Bot API on this machine, and a page with a chat for each part."""

from bot.sandbox.server import Sandbox

__all__ = ["Sandbox"]
