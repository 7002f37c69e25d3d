"""Charts as SVG text, by Altair without a browser; readable without colour, in light and in dark.

Every colour is a stand-in that becomes a CSS variable of the page, so that one picture serves both schemes and print.
"""

import re
import textwrap
from typing import Any

import altair as alt
import vl_convert

Row = dict[str, Any]

# Stand-in -> variable of the style sheet. Filled is required, hollow preferred: told apart by form, not by hue.
_INKS = {
    "#010101": "var(--ink)",
    "#020202": "var(--quiet)",
    "#030303": "var(--line)",
    "#040404": "var(--strong)",
    "#050505": "var(--page)",
    "#060606": "var(--accent)",
}
_INNER_ROLES = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')
INK, QUIET, LINE, STRONG, PAGE, ACCENT = _INKS
_FONT = "system-ui, -apple-system, Segoe UI, Roboto, sans-serif"
WIDTHS = {"wide": 640, "narrow": 310}  # a desk or paper; a phone of 360 pixels


def shares(rows: list[Row], title: str, *, width: int) -> str:
    """Bars of the share that requires and that prefers each term, with the 95 % interval of both together."""
    label_width, letters = (112, 16) if width < 400 else (190, 28)
    names = ["|".join(textwrap.wrap(row["name"].replace("|", "/"), letters)) for row in rows]
    rows = [row | {"name": name} for row, name in zip(rows, names, strict=True)]
    parts = [
        {"name": row["name"], "part": part, "from": low, "to": high, "order": order}
        for row in rows
        for order, (part, low, high) in enumerate(
            (("required", 0.0, row["required_share"]), ("preferred", row["required_share"], row["share"]))
        )
        if high > low
    ]
    intervals = [
        {"name": row["name"], "low": row["share_low"], "high": row["share_high"], "share": row["share"]}
        for row in rows
        if row["share_low"] is not None and not row["is_suppressed"]
    ]
    lines = max(name.count("|") for name in names) + 1
    y = alt.Y(
        "name:N",
        sort=names,
        title=None,
        axis=alt.Axis(
            labelExpr="split(datum.label, '|')",
            labelLimit=label_width - 8,
            labelLineHeight=13,
            minExtent=label_width,
            maxExtent=label_width,
            ticks=False,
            labelPadding=8,
            labelOffset=-4,  # beside the bar
        ),
    )
    top = max(
        [row["share_high"] or row["share"] for row in rows if not row["is_suppressed"]] + [row["share"] for row in rows]
    )
    x = alt.X(
        "from:Q",
        title=None,
        scale=alt.Scale(domain=[0, min(1, max(0.1, top))], nice=True),
        axis=_percent_axis(width),
    )
    look = {"required": (STRONG, STRONG), "preferred": (PAGE, STRONG)}
    layers = [
        _chart([part for part in parts if part["part"] == name])
        .mark_bar(size=10, fill=fill, stroke=stroke, strokeWidth=1.2, yOffset=-4)
        .encode(x=x, x2="to:Q", y=y)
        for name, (fill, stroke) in look.items()
    ]
    rule = _chart(intervals).encode(y=y)  # below the bar: on a full one it could not be seen
    layers += [
        rule.mark_rule(stroke=ACCENT, strokeWidth=1.8, yOffset=6).encode(x=alt.X("low:Q", title=None), x2="high:Q"),
        rule.mark_tick(color=ACCENT, thickness=1.8, size=7, yOffset=6).encode(x="low:Q"),
        rule.mark_tick(color=ACCENT, thickness=1.8, size=7, yOffset=6).encode(x="high:Q"),
    ]
    height = (28 + 8 * (lines - 1)) * len(rows)
    return _svg(alt.layer(*layers).properties(width=width - label_width - 18, height=height), title)


def months(rows: list[Row], title: str, *, width: int) -> str:
    """The share by month with its interval. Months too small to quote are left out; the line stops at a break."""
    shown = [row for row in rows if not row["is_suppressed"] and row["share_low"] is not None]
    run, most = 0, 4 if width < 400 else 8
    values: list[Row] = []
    for row in shown:
        run += bool(row["break_because"])
        figures = {"share": row["share"], "low": row["share_low"], "high": row["share_high"]}
        values.append({"month": f"{row['month']}-01", "run": run} | figures)
    x = alt.X(
        "month:T",
        title=None,
        axis=alt.Axis(
            format="%b %Y", grid=False, values=[str(value["month"]) for value in values[:: -(-len(values) // most)]]
        ),
        scale=alt.Scale(padding=18),
    )
    top = min(1.0, max([0.2, *(value["high"] for value in values)]))
    y = alt.Y(
        "share:Q", title=None, scale=alt.Scale(domain=[0, top], nice=True), axis=alt.Axis(format="%", tickCount=5)
    )
    chart = _chart(values)
    layers = [
        chart.mark_rule(stroke=ACCENT, strokeWidth=1.4).encode(x=x, y=alt.Y("low:Q", title=None), y2="high:Q"),
        chart.mark_line(stroke=STRONG, strokeWidth=1.6).encode(x=x, y=y, detail="run:N"),
        chart.mark_point(fill=STRONG, stroke=PAGE, size=44, opacity=1).encode(x=x, y=y),
    ]
    return _svg(alt.layer(*layers).properties(width=width - 50, height=170), title)


def _chart(rows: list[Row]) -> alt.Chart:
    return alt.Chart(alt.InlineData(values=rows))


def _percent_axis(width: int) -> alt.Axis:
    return alt.Axis(format="%", tickCount=4 if width < 400 else 6, orient="top")


def _svg(chart: alt.LayerChart | alt.FacetChart, title: str) -> str:
    """The picture as an <svg> that a screen reader announces by its title."""
    axis: Row = {
        "labelColor": INK,
        "labelFont": _FONT,
        "labelFontSize": 12,
        "gridColor": LINE,
        "domainColor": LINE,
        "tickColor": LINE,
    }
    specification = (
        chart.configure(background="transparent").configure_axis(**axis).configure_view(strokeWidth=0).to_dict()
    )
    svg = vl_convert.vegalite_to_svg(specification, show_warnings=False)
    for stand_in, variable in _INKS.items():
        svg = svg.replace(stand_in, variable)
    head, _, body = svg.partition(">")
    body = _INNER_ROLES.sub("", body)  # the picture is one image with one name, not forty marks without
    label = title.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    return f'{head} role="img" aria-label="{label}">{body}'
