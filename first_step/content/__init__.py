"""Reads and checks the folder content/: every sentence that a visitor can see."""
