"""A hands-free, voice-guided player for neck-care sessions."""

__version__ = "0.1.0"
