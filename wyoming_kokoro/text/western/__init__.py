"""What is alike in the languages of western Europe that write a decimal comma: shapes in which each puts its words.

A family here holds language rules; a language's own folder holds its `LanguageProfile` (how it counts and what it calls
things), its tables, and the examples of each rule, in `data/examples.tsv`.
"""
