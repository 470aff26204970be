"""quizapp checks whether people understood what they read."""
