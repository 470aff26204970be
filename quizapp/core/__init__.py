"""The domain: quizzes, questions, scores. No Flask, no database, no clock, no network."""
