"""Charts as SVG, for pages and reports alike: plain data in, text out.

The same functions serve both. On a page a chart is as wide as its place, its colours come from the style sheet
by class; with a `width` in units (or `printed`) it bears its size, and its patterns and print colours inside.
Every chart says in its `<title>` what there is to see, and in its `<desc>` the figures: `alternative` reads
them back for the picture in a PDF. Shares come in exact, from 0 to 1, and are rounded where they are printed.
"""

from aplomb.charts.frame import alternative
from aplomb.charts.gantt import gantt, gantt_feet, gantt_months
from aplomb.charts.heat import Cell, HeatRow, band, bands, heat, heat_table
from aplomb.charts.radar import Spoke, radar
from aplomb.charts.ranked import Gain, gaps
from aplomb.charts.shares import bar, dumbbell, rule, thread
from aplomb.charts.stacks import Part, composition, stack, swatch

__all__ = [
    "Cell",
    "Gain",
    "HeatRow",
    "Part",
    "Spoke",
    "alternative",
    "band",
    "bands",
    "bar",
    "composition",
    "dumbbell",
    "gantt",
    "gantt_feet",
    "gantt_months",
    "gaps",
    "heat",
    "heat_table",
    "radar",
    "rule",
    "stack",
    "swatch",
    "thread",
]
