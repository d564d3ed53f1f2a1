"""One figure a file; `drawing` turns a matplotlib figure into an SVG for the page, and files beside it."""
