"""What puts rooms together: a session, a recording, a check-up of voice, ear, sound card and files."""
