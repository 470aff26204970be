"""Simulated readers: who they are, what they answer and how long they take; all from a seed."""
