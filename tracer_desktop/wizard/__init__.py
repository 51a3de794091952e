"""The training wizard: five steps from a table to a plan, inside the window, drawn from the blueprint's record."""
