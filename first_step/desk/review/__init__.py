"""Messages that were not understood, put right by people, and the model that learns from them."""
