"""Answers waiting turns: claims one, asks Rasa, stores what it said.

Any number of workers, in any number of processes, may run on one database. What one leaves
unfinished another claims when its lease is over.
"""
