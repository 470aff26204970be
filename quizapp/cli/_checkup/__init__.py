"""What `quizapp doctor` looks at: one module for each kind of thing that may be wrong."""
