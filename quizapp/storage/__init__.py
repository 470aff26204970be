"""What is remembered: readers, attempts, answers. SQLAlchemy, no Flask."""
