"""The web process: puts the front door, the channels, the desk and the pages together."""
