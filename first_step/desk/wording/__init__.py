"""Which texts are in use although nobody has reviewed them."""
