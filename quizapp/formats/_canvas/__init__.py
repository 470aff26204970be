"""QTI 1.2 as Canvas writes and reads it."""
