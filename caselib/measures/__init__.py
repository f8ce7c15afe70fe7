"""What is counted: measures declared once, and the one query that counts them."""
