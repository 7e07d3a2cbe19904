"""The edge: Telegram, storage, moderators and the web around the pure core."""
