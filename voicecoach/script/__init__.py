"""Text to frozen data: session cards, rehearsal plans, and where cards are found."""
