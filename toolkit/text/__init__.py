"""The narrative of a report: words, statements, themes, keywords, reuse; offline and deterministic."""
