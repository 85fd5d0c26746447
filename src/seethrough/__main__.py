"""`python -m seethrough`."""

from seethrough.cli.app import main

if __name__ == "__main__":
    main()
