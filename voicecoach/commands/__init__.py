"""The commands: what can be typed, each with its options, and the one line that each mistake gets."""
