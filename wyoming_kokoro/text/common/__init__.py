"""The rules that every language shares: markdown, emoji, emphasis, words and marks."""
