"""Which column of a table plays which role of a blueprint."""
