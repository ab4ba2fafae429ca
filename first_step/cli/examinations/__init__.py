"""What `first-step doctor` looks at besides the servers: one function per check, in lists."""
