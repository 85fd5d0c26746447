"""The peers, written as their users would write them, and well.

What trains the article's network is in each file a function (X, y, start, eta, lam) that returns
what trains for so many passes and gives the θ reached: W1, b1, W2 and b2 one after the other. X is
(n, 2), y (n,) in 0 and 1, eta the rate and lam the penalty on the mean loss; start has four parts.
"""

from functools import cache
from importlib.util import find_spec


@cache
def there(*packages):
    """Whether the packages of a rival are installed; say so where they are not."""
    missing = [package for package in packages if not find_spec(package)]
    for package in missing:
        print(f"left out: {package} is not installed (`make bench` installs it)", flush=True)
    return not missing
