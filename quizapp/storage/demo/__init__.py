"""Simulated classes in the database: made, and taken away without a trace."""
