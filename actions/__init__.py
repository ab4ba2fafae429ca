"""Everything that the action server loads: the contact flow's validation and the record."""
