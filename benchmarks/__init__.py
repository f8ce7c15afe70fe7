"""What is fast is measured side by side in one run, never as a timed test."""
