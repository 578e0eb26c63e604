"""Who has an account at each application."""

NAME = "ada"
PASSWORD = "correct-horse-battery"
ADDRESS = "ada@example.eu"
