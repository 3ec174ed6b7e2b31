"""What the coach knows and decides: pure data and functions, no device, file, clock, thread or log."""
