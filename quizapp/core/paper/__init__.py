"""A quiz on paper: the passage in numbered lines, forms A and B, answer sheets and keys."""
