"""Telegram's Bot API (core.telegram.org/bots/api): private chats with one bot."""
