"""The page of counts: what is asked, understood, given up, and how soon people are called."""
