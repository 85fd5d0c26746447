"""MathML by short functions: `row(sup("a", "l"), "=", "1")` reads like the formula.

A part is finished MathML (it starts with "<") or one token: a number, a name or a sign.
"""


def token(part: str) -> str:
    """One part as MathML: numbers become <mn>, names <mi>, signs <mo>."""
    if part.startswith("<"):
        return part
    if part[0].isdigit():
        return f"<mn>{part}</mn>"
    if part in "()":
        return f'<mo stretchy="false">{part}</mo>'
    kind = "mi" if part[0].isalpha() or part == "∂" else "mo"
    return f"<{kind}>{part}</{kind}>"


def row(*parts: str) -> str:
    """The parts side by side, as one group."""
    return f"<mrow>{''.join(map(token, parts))}</mrow>"


def sup(base: str, exponent: str) -> str:
    """Base with a superscript."""
    return f"<msup>{token(base)}{token(exponent)}</msup>"


def sub(base: str, index: str) -> str:
    """Base with a subscript."""
    return f"<msub>{token(base)}{token(index)}</msub>"


def subsup(base: str, index: str, exponent: str) -> str:
    """Base with a subscript and a superscript."""
    return f"<msubsup>{token(base)}{token(index)}{token(exponent)}</msubsup>"


def frac(top: str, bottom: str) -> str:
    """The top over the bottom."""
    return f"<mfrac>{token(top)}{token(bottom)}</mfrac>"


def math(*parts: str, block: bool = False) -> str:
    """The whole formula, ready to stand in a page."""
    display = ' display="block"' if block else ""
    return f'<math xmlns="http://www.w3.org/1998/Math/MathML"{display}>{row(*parts)}</math>'
