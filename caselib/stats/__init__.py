"""Pure functions on arrays and frames, each with formula, meaning and source. They know no case."""
