"""What a person types and reads."""


def start() -> None:
    """Start the program: what the console script `optout` calls."""
    from optout.cli.entry import main

    main()
