"""The stages of a talk: each takes what was said at its place and gives back a turn."""
