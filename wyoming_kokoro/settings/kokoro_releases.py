"""The names of Kokoro's releases, as the setting `engine.release` has them."""

AUTO = "auto"
"""By the name of the model file."""
FIRST, SECOND, CHINESE = "0.19", "1.0", "1.1-zh"
RELEASE_NAMES = (AUTO, SECOND, CHINESE, FIRST)
