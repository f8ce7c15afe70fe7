"""From counts to findings: panels, histories, comparisons, and what they ask a person to read."""
