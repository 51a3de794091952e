"""From a model and a table's rows to scores."""
