"""Review of single cases: what is drawn, the sheets that go out and come back, and what is estimated from them."""
