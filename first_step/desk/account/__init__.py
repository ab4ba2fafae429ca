"""What somebody at the desk does about their own sign-in."""
