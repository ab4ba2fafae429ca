"""The website: the widget reads a stream of server-sent events, and its words of help from here."""
