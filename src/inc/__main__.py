"""`python -m inc` is `inc`; both start here."""

import gc


def run() -> None:
    """Start without the garbage collector: a command is over before it would find any."""
    gc.disable()
    from inc.cli.main import run as run_program

    run_program()


if __name__ == "__main__":
    run()
