r"""The nine equations. Code, trace, documentation, report and studio all quote this table.

Symbols: l a layer, L the last one, i a sample · x input, z weighted sum, a activation (a⁰ = x),
p answer, y target, each (n, width) · W (d_in, d_out) weights, b (d_out,) biases, θ both, flat ·
w sample weights (n,), 1 where there are none · ℓ a sample's loss, L the cost · δ = ∂(Σw L)/∂z ·
λ strength of the penalty, η learning rate · f an activation, f′ its slope · ⊙ element by element.
"""

from typing import NamedTuple

from seethrough.maths.mathml import frac, math, row, sub, subsup, sup


class Equation(NamedTuple):
    """One equation in every spelling that something of seethrough shows."""

    number: str
    plain: str
    latex: str
    mathml: str
    words: str


_PREV, _SUM_W, _DELTA = row("l", "−", "1"), row("Σ", "w"), sup("δ", "l")
_LOSSES = row(sub("Σ", "i"), sub("w", "i"), "ℓ", "(", sub("p", "i"), ",", sub("y", "i"), ")")
_SQUARES = row(sub("Σ", "l"), "‖", sup("W", "l"), sup("‖", "2"))
_W_GRADIENT = row(sup("a", row("l", "−", "1", "⊤")), _DELTA, "+", "λ", sup("W", "l"))
_ROWS = (
    Equation(
        *("E1", "zˡ = aˡ⁻¹ Wˡ + bˡ", r"z^{l} = a^{l-1} W^{l} + b^{l}"),
        math(sup("z", "l"), "=", sup("a", _PREV), sup("W", "l"), "+", sup("b", "l")),
        "weigh and add",
    ),
    Equation(
        *("E2", "aˡ = f(zˡ)", r"a^{l} = f(z^{l})"),
        math(sup("a", "l"), "=", "f", "(", sup("z", "l"), ")"),
        "bend",
    ),
    Equation(
        *("E3", "p = head(zᴸ)", r"p = \mathrm{head}(z^{L})"),
        math("p", "=", "head", "(", sup("z", "L"), ")"),
        "turn scores into the answer",
    ),
    Equation(
        *("E4", "L = Σᵢ wᵢ ℓ(pᵢ, yᵢ) / Σw + λ/(2Σw) Σₗ‖Wˡ‖²"),
        r"L = \frac{\Sigma_{i} w_{i} \ell(p_{i}, y_{i})}{\Sigma w}"
        r" + \frac{\lambda}{2 \Sigma w} \Sigma_{l} \Vert W^{l} \Vert^{2}",
        math("L", "=", frac(_LOSSES, _SUM_W), "+", frac("λ", row("2", _SUM_W)), _SQUARES),
        "the cost: mean loss plus penalty",
    ),
    Equation(
        *("E5", "δᴸ = w ⊙ ∂ℓ/∂zᴸ"),
        r"\delta^{L} = w \odot \frac{\partial \ell}{\partial z^{L}}",
        math(sup("δ", "L"), "=", "w", "⊙", frac(row("∂", "ℓ"), row("∂", sup("z", "L")))),
        "the error at the output",
    ),
    Equation(
        *("E6", "δˡ⁻¹ = (δˡ Wˡᵀ) ⊙ f′(zˡ⁻¹)"),
        r"\delta^{l-1} = (\delta^{l} W^{l\top}) \odot f'(z^{l-1})",
        math(
            *(sup("δ", _PREV), "=", "(", _DELTA, sup("W", row("l", "⊤")), ")", "⊙"),
            *(sup("f", "′"), "(", sup("z", _PREV), ")"),
        ),
        "pass the error back",
    ),
    Equation(
        *("E7", "∂L/∂Wˡ = (aˡ⁻¹ᵀ δˡ + λ Wˡ) / Σw"),
        r"\frac{\partial L}{\partial W^{l}}"
        r" = \frac{a^{l-1\top} \delta^{l} + \lambda W^{l}}{\Sigma w}",
        math(frac(row("∂", "L"), row("∂", sup("W", "l"))), "=", frac(_W_GRADIENT, _SUM_W)),
        "gradient of the weights",
    ),
    Equation(
        *("E8", "∂L/∂bˡ = Σᵢ δˡᵢ / Σw"),
        r"\frac{\partial L}{\partial b^{l}} = \frac{\Sigma_{i} \delta^{l}_{i}}{\Sigma w}",
        math(
            *(frac(row("∂", "L"), row("∂", sup("b", "l"))), "="),
            frac(row(sub("Σ", "i"), subsup("δ", "i", "l")), _SUM_W),
        ),
        "gradient of the biases",
    ),
    Equation(
        *("E9", "θ ← θ − η ∂L/∂θ"),
        r"\theta \leftarrow \theta - \eta \frac{\partial L}{\partial \theta}",
        math("θ", "←", "θ", "−", "η", frac(row("∂", "L"), row("∂", "θ"))),
        "step downhill (or the optimiser's own rule)",
    ),
)
EQUATIONS = {equation.number: equation for equation in _ROWS}
