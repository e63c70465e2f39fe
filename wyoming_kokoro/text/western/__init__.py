"""Rules that western European languages share, which write a decimal comma: each language adds its own words.

The modules here hold the shared rules, a family each. A language's folder holds its `LanguageProfile` (how it counts,
and its words), its tables, and examples for each rule in `data/examples.tsv`. See `docs/adding-a-language.md`.
"""
