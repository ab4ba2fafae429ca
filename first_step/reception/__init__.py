"""The front door: receives a message, asks whoever holds the conversation, delivers the reply."""
