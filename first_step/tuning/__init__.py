"""Fits the sentence encoder to the training data.

Slow (minutes an epoch on two cores) and seldom needed: the deltas it makes are kept in the
repository, and `first-step train` only fits the classifier on top. Needs TensorFlow, which comes
with Rasa; nothing that serves visitors imports this package.
"""
