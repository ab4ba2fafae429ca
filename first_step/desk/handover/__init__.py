"""What one shift leaves for the next."""
