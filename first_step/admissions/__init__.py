"""The pure rules of admissions: no files, no sockets, no environment, no clock."""
