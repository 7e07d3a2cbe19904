"""Telegram's side: updates in, messages out, the moderators' group."""
