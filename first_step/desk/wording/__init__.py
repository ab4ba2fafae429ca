"""Every text that visitors can be shown: where it comes from, and who looked it through."""
