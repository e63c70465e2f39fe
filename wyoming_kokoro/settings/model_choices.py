"""Names for what a model can be run as: the precision of its generator, and how phrases are streamed.

No setting offers them: real speech is spoiled by all but the first of each.
"""

FULL, INT8, INT8_ALL = "full", "int8", "int8-all"
PRECISIONS = (FULL, INT8, INT8_ALL)
"""How the generator computes, the most exact first: as the model file says, with its residual blocks in eight bits, or
with all of its convolutions in eight bits."""
TUNED_PRECISIONS = PRECISIONS[1:]
"""Those that must be made on the machine first."""

EXACT, BALANCED, FAST = "exact", "balanced", "fast"
STREAMING_MODES = (EXACT, BALANCED, FAST)
"""How a phrase is rendered, the most exact first: as a whole, or in windows that are heard sooner."""
