"""What office files keep apart from their words: numbers, styles, and what they do not show."""
