"""A page from a template: numbers with a true minus, formulas as MathML, pictures inside."""

from base64 import b64encode
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from latex2mathml.converter import convert
from markupsafe import Markup, escape

from seethrough.explain import Line, fragment
from seethrough.maths.equations import EQUATIONS

MEDIA = {".svg": "image/svg+xml", ".png": "image/png", ".gif": "image/gif"}
LARGE = 400_000  # bytes from which on a drawing is shown as pixels


@cache
def environment() -> Environment:
    """The templates, and what they may call; what does not exist is an error."""
    env = Environment(
        loader=PackageLoader("seethrough.report"), autoescape=True, undefined=StrictUndefined
    )
    env.filters |= {"num": num, "latex": latex, "lines": calculations}
    env.globals |= {"eq": equation, "picture": picture}
    return env


def render(template: str, **context: Any) -> str:
    """Return the page."""
    return environment().get_template(template).render(**context)


def num(value: float, digits: int = 3) -> str:
    """The number to so many decimals, with a true minus sign and thousands apart."""
    return f"{value:,.{digits}f}".replace("-", "−")


def latex(formula: str) -> Markup:
    """A LaTeX formula as MathML."""
    return Markup(convert(formula))  # noqa: S704 - the converter escapes; formulas are ours


def equation(number: str) -> Markup:
    """An equation of the table: its number, its MathML, its words."""
    row = EQUATIONS[number]
    mathml = Markup(row.mathml.replace("<math", '<math display="block"', 1))  # noqa: S704
    return Markup('<div class="equation"><b>{}</b> {} <span class="words">{}</span></div>').format(
        row.number, mathml, row.words
    )


def calculations(lines: Iterable[Line], *numbers: str) -> Markup:
    """The calculations by these equations, number by number."""
    chosen = [line for line in lines if line.number in numbers]
    return Markup('<div class="steps">{}</div>').format(Markup(fragment(chosen)))  # noqa: S704 - escaped


def picture(source: Path, alt: str, caption: str = "") -> Markup:
    """A figure with the picture inside the page, and in words what it shows."""
    if source.suffix == ".svg" and source.stat().st_size > LARGE:
        source = source.with_suffix(".png")
    data = b64encode(source.read_bytes()).decode()
    return Markup(
        '<figure><img src="data:{};base64,{}" alt="{}"><figcaption>{}</figcaption></figure>'
    ).format(MEDIA[source.suffix], data, alt, escape(caption))
