"""First Step around Rasa: the front door, the staff console, the store and the rules."""
