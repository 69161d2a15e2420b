"""`python -m inc` is `inc`."""

from inc.cli.main import run

if __name__ == "__main__":
    run()
