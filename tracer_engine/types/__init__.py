"""The records that flow through the engine: frozen, keyword-only, one subject a file."""
