"""What a user takes away: the report, and the scored list."""
