"""Who may sign in to the console, with which roles."""
