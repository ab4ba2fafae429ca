"""The staff console: sign-in, the queue of requests, and the page of one request."""
