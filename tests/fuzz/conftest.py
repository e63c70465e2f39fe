"""How many examples each target gets: few in every run, always the same; `script/fuzz` asks for many new ones."""

import os

import hypothesis

EXAMPLES = int(os.environ.get("WYOMING_KOKORO_FUZZ_EXAMPLES", "0"))
"""Examples for each target; 0 for those of every run."""

hypothesis.settings.register_profile(
    "fuzz",
    parent=hypothesis.settings.get_profile("house"),
    max_examples=EXAMPLES or 60,
    derandomize=not EXAMPLES,
    suppress_health_check=list(hypothesis.HealthCheck),
)
