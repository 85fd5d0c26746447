"""Lessons: the network told as a story, with every number of the run."""
