"""Understanding and safety measured on messages that no model trained on."""
