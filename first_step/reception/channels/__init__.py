"""One folder for each way of reaching the front door."""
