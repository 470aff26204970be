"""Moodle XML: its texts, its kinds of question, its embedded answers, and how they are written."""
