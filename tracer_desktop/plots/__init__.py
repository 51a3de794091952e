"""The charts of a run: what each shows, how it is drawn, and the widget that shows, tells, tabulates and saves it.

Nothing here imports matplotlib when it is imported: `loading` does so beside the window's thread.
"""
