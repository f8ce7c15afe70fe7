"""Ask, narrow down, look at the cases, go on: the explorer, over the same counts as the reports."""
