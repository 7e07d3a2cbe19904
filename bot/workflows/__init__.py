"""What happens between an event and its messages: turns, moderation, delivery, timers, retention."""
