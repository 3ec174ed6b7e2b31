"""Text to sound, before the session begins."""
