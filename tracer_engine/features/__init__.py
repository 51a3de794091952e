"""From text cells to the numbers learners work on: typed columns, engineered features, views."""
