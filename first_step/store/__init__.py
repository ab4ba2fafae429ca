"""Everything that is kept: one SQL database, one module of functions per noun.

Each function takes an open Session first (`Database.read`, `Database.write`) and gives back
frozen dataclasses. Start with `database.open_database` and `process_environment`.
"""
