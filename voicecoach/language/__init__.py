"""What the coach says and understands in a language other than English, from a folder that a translator can edit."""
