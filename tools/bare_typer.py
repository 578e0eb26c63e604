"""A bare two-command Typer program: what `optout --help` is measured against."""

import typer

app = typer.Typer(rich_markup_mode=None)


@app.command()
def one() -> None:
    """Do one thing."""


@app.command()
def two() -> None:
    """Do another thing."""


if __name__ == "__main__":
    app()
