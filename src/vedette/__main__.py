"""`python -m vedette`."""

from vedette.doors.cli import run

if __name__ == "__main__":
    run()
