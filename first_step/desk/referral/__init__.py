"""One request: how to reach the person safely, and what has been done."""
