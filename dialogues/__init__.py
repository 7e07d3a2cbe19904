"""What the bot says, and when. Pure: step(session, event, library) -> Turn(session, effects)."""
