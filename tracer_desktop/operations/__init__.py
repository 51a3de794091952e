"""One plain function for each thing a user does."""
