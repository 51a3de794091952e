"""What tables and lists show: Qt models on what the engine answers."""
