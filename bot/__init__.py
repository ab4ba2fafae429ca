"""Everything that the Rasa server loads by name from config.yml, endpoints.yml, credentials.yml."""
