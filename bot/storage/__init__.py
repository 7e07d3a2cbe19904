"""Everything that is kept: SQLite or PostgreSQL behind one transaction, text and Telegram ids sealed."""
