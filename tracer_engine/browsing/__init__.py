"""What a front end asks while a table, a run or a file to score is open: pages, facts and outlooks, never a frame."""
