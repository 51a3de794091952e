"""The parts every page is built from; each follows the theme while the window runs."""
