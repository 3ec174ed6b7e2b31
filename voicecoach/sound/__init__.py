"""The sound card and what is played on it."""
