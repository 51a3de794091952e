"""The engine at work in child processes, as Qt objects: every signal arrives in the thread of the window."""
