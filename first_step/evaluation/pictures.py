"""Pictures of the report: SVG in the page's own colours, each with words that say it."""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from first_step.evaluation.calibration import Reliability, ScopeCurve
from first_step.evaluation.learning_curve import CurvePoint
from first_step.evaluation.svg import INK, SERIES, adapted_svg

# Cells of a matrix, as shares of red, green and blue that show on white and on black.
RIGHT, WRONG = (0.13, 0.55, 0.60), (0.86, 0.36, 0.12)
SMALL, TALLER, LARGE = (6.4, 4.2), (6.4, 4.8), (15.0, 15.0)

Counts = npt.NDArray[np.int64]


def reliability_picture(curve: Reliability) -> str:
    """Return accuracy against probability, with intervals; the diagonal is perfect."""
    figure, axes = _chart("probability of the likeliest label", "how often it was right")
    x = [one.confidence for one in curve.bins]
    y = [one.right.value or 0.0 for one in curve.bins]
    edges = [one.right.wilson or (0.0, 0.0) for one in curve.bins]
    below = [max(0.0, value - low) for value, (low, _) in zip(y, edges, strict=True)]
    above = [max(0.0, high - value) for value, (_, high) in zip(y, edges, strict=True)]
    axes.plot([0, 1], [0, 1], color=INK, linestyle=":", linewidth=1)
    axes.errorbar(x, y, yerr=[below, above], color=SERIES[0], marker="o", capsize=3)
    axes.set(xlim=(0, 1), ylim=(0, 1))
    said = "; ".join(f"{a:.2f} said, {b:.2f} right" for a, b in zip(x, y, strict=True))
    return _svg(figure, "reliability", f"Reliability curve. {said}.")


def scope_picture(curve: ScopeCurve, threshold: float) -> str:
    """Return out of scope answered against in scope answered, with the rule in use marked."""
    figure, axes = _chart("in scope: answered", "out of scope: answered as in scope")
    x = [point.in_scope for point in curve.points]
    y = [point.out_of_scope for point in curve.points]
    axes.plot(x, y, color=SERIES[0])
    at = (curve.in_scope_answered.value or 0.0, curve.out_of_scope_answered.value or 0.0)
    axes.set(xlim=(0, 1), ylim=(0, max(0.1, 1.15 * max(y))))
    axes.plot([at[0]], [at[1]], color=SERIES[1], marker="o", linestyle="")
    axes.annotate(
        f"in use, {threshold:g}",
        at,
        xytext=(-8, 8),
        textcoords="offset points",
        ha="right",
        color=INK,
    )
    return _svg(
        figure,
        "scope",
        f"Curve over the abstaining threshold. In use, {threshold:g}: {at[0]:.1%} of messages in "
        f"scope and {at[1]:.1%} of those out of scope are answered as in scope.",
    )


def learning_picture(points: Sequence[CurvePoint]) -> str:
    """Return accuracy (solid) and top three (dashed) against the number of training examples."""
    figure, axes = _chart("training examples", "share of messages")
    names = list(dict.fromkeys(point.set_name for point in points))
    for name, colour in zip(names, SERIES, strict=False):
        own = [point for point in points if point.set_name == name]
        x = [point.examples for point in own]
        axes.plot(x, [one.accuracy.value for one in own], color=colour, marker="o", label=name)
        axes.plot(x, [one.top_three.value for one in own], color=colour, marker="o",
                  linestyle="--", label=f"{name}, top three")  # fmt: skip
    axes.set_xlim(left=0)
    axes.set_ylim(top=1)
    axes.legend(frameon=False, labelcolor=INK, loc="lower right")
    said = "; ".join(
        f"{point.examples} examples, {point.set_name}: {point.accuracy.value or 0.0:.1%}"
        for point in points
    )
    return _svg(figure, "learning", f"Learning curve. Accuracy with {said}.")


def matrix_picture(counts: Counts, names: Sequence[str], name: str) -> str:
    """Return a confusion matrix; a cell is as dark as its share of the row, wrong ones orange."""
    figure = Figure(figsize=LARGE)
    axes = figure.add_axes((0.16, 0.15, 0.83, 0.84))
    _matrix(axes, counts, names, size=7)
    # Lines between families: the eye finds its label among ninety-four.
    for at in range(1, len(names)):
        if names[at].split("/")[0] != names[at - 1].split("/")[0] and "/" in names[at - 1]:
            axes.axhline(at - 0.5, color=INK, linewidth=0.5, alpha=0.5)
            axes.axvline(at - 0.5, color=INK, linewidth=0.5, alpha=0.5)
    return _svg(figure, name, _matrix_words(counts))


def small_matrix_picture(counts: Counts, names: Sequence[str], name: str) -> str:
    """Return a confusion matrix of a few rows, with the counts in its cells."""
    figure = Figure(figsize=TALLER)
    axes = figure.add_axes((0.2, 0.29, 0.78, 0.69))
    _matrix(axes, counts, names, size=9)
    for row, column in zip(*np.nonzero(counts), strict=True):
        shown = str(counts[row, column])
        axes.text(column, row, shown, ha="center", va="center", color=INK, fontsize=8)
    return _svg(figure, name, _matrix_words(counts))


def _matrix(axes: Axes, counts: Counts, names: Sequence[str], size: int) -> None:
    axes.imshow(_coloured(counts), aspect="auto", interpolation="none")
    axes.set_xticks(range(len(names)), names, rotation=90, fontsize=size)
    axes.set_yticks(range(len(names)), names, fontsize=size)
    axes.set(xlabel="read as", ylabel="should be")
    _plain(axes)


def _matrix_words(counts: Counts) -> str:
    return (
        f"Confusion matrix of {len(counts)} by {len(counts)}: {np.trace(counts)} of "
        f"{counts.sum()} messages on the diagonal, where they should be."
    )


def _coloured(counts: Counts) -> npt.NDArray[np.float64]:
    shares = counts / np.maximum(1, counts.sum(axis=1, keepdims=True))
    cells = np.empty((*counts.shape, 4))
    cells[..., :3] = WRONG
    cells[np.eye(len(counts), dtype=bool), :3] = RIGHT
    # The root makes a few mistakes visible beside many hits.
    cells[..., 3] = np.sqrt(shares) * 0.85
    return cells


def _chart(x: str, y: str) -> tuple[Figure, Axes]:
    figure = Figure(figsize=SMALL)
    axes = figure.add_axes((0.12, 0.14, 0.85, 0.82))
    axes.set(xlabel=x, ylabel=y)
    axes.grid(color=INK, alpha=0.15)
    _plain(axes)
    return figure, axes


def _plain(axes: Axes) -> None:
    axes.patch.set_visible(False)
    axes.tick_params(colors=INK)
    axes.xaxis.label.set_color(INK)
    axes.yaxis.label.set_color(INK)
    for name, spine in axes.spines.items():
        spine.set_color(INK)
        spine.set_visible(name in ("left", "bottom"))


def _svg(figure: Figure, name: str, words: str) -> str:
    figure.patch.set_visible(False)
    stream = io.StringIO()
    # Text stays text: it can be read aloud, searched and shown in the reader's own font.
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": name}):
        figure.savefig(stream, format="svg")
    return adapted_svg(stream.getvalue(), name, words)
