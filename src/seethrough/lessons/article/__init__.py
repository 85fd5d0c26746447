"""The article, corrected and run: ten parts, from the two moons to real people."""
