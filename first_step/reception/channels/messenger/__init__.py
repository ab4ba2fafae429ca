"""Facebook Messenger (developers.facebook.com/docs/messenger-platform): one page's inbox."""
