"""What is alike in every language: markdown, emoji, and at the end words and marks."""
