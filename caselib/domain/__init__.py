"""What the words mean: labels, periods, regimes, codes, tables and the tree of units."""
