"""What a message means: sentence encoder, label classifier, entities, crisis decision.

Used by the components of `bot.nlu` and by the front door, which read the same model file.
"""
