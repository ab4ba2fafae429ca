"""Calls in progress: whoever is ringing learns at once that the person withdrew."""
