"""The bot's own web pages and probes."""
