"""Who is on duty tonight: the duty manager and the safeguarding lead."""
