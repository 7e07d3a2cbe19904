"""What a message says about safety: levels, signals, and the screen that joins them. Pure."""
