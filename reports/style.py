"""How an implementation looks, everywhere: colour and marker tell the model (Okabe-Ito, safe for the colour-blind), fill and line the backend."""
from dataclasses import dataclass

MODEL_LOOKS = {
    "blocking": ("#E69F00", "s"),
    "multithreaded": ("#D55E00", "^"),
    "callback": ("#0072B2", "o"),
    "promise": ("#CC79A7", "D"),
    "coroutine": ("#009E73", "v"),
}
OTHER_MODELS = (("#56B4E9", "p"), ("#B0A000", "h"))
BACKEND_LOOKS = {
    "epoll": ("full", "solid"),
    "asio": ("none", (0, (5, 2))),
    "posix": ("left", (0, (1.2, 1.4))),
    "pool": ("bottom", (0, (6, 1.5, 1.2, 1.5))),
    "std": ("full", "solid"),
    "tbb": ("none", (0, (5, 2))),
    "io_uring": ("right", (0, (8, 2))),
    "libuv": ("top", (0, (3, 1, 1, 1, 1, 1))),
    "fiber": ("bottom", (0, (4, 1, 1, 1))),
    "asio_stackful": ("left", (0, (5, 1, 1, 1, 1, 1))),
    "select": ("left", (0, (1, 1))),
    "poll": ("bottom", (0, (2, 1))),
    "sigio": ("top", (0, (4, 2, 1, 2))),
    "python": ("right", (0, (3, 1))),
    "python_uvloop": ("none", (0, (3, 1, 1, 1))),
    "node": ("full", (0, (6, 1))),
}
OTHER_BACKENDS = (("left", (0, (2, 2))), ("right", (0, (4, 1))), ("top", (0, (7, 3))))
GREY = "#6b7280"
INK = "#1f2933"
BAND = "#e8ecf1"
GRID = "#e5e7eb"
FONT = ["DejaVu Sans", "Verdana", "sans-serif"]


@dataclass(frozen=True)
class Look:
    colour: str
    marker: str
    fill: str
    line: object

    def marker_style(self, size=7):
        """Keywords of Line2D that draw the marker; half-filled backends show the page through their other half."""
        return {"marker": self.marker, "markersize": size, "fillstyle": self.fill, "color": self.colour, "markeredgecolor": self.colour,
                "markerfacecoloralt": "white", "markeredgewidth": 1.4}


def look(cell):
    """The look of a cell; the null server and the A/A copy are grey, because no model is meant."""
    if cell.role == "null":
        return Look(GREY, "x", "full", "dotted")
    if cell.role == "copy":
        return Look(GREY, "o", "none", "dotted")
    colour, marker = MODEL_LOOKS.get(cell.model) or OTHER_MODELS[sum(map(ord, cell.model)) % len(OTHER_MODELS)]
    fill, line = BACKEND_LOOKS.get(cell.backend) or OTHER_BACKENDS[sum(map(ord, cell.backend)) % len(OTHER_BACKENDS)]
    return Look(colour, marker, fill, line)


def lighter(colour, share):
    """Mixes a #rrggbb colour with white; share 0 keeps it, 1 is white."""
    parts = [int(colour[i:i + 2], 16) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(part + (255 - part) * share):02x}" for part in parts)
