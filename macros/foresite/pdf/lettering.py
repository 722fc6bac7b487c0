"""Set the letters of drawings as text over them, where their script joins letters or runs from the right.

WeasyPrint draws the text of an SVG letter by letter from the left, which takes an Arabic word apart and turns a Hebrew
one round. As text of the page over the drawing, words are shaped, and can be searched for.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from foresite.pdf.chapters import SVG

ROOM = {"fs-chart": (239.0, 124.0), "fs-strip": (158.0, 205.0)}
"""How wide and high a drawing of each class may be in millimetres, on A4 and Letter."""
ASCENT = 0.8
"""How far the baseline lies below the top of a line, in heights of the letters."""
CENTRED = 90.0
"""Half of the room of a text that is centred, in units of the drawing."""


def letter_drawings(part: Element) -> None:
    """Set the letters of every drawing in a part of a document that runs from right to left."""
    for parent in list(part.iter()):
        for number, child in enumerate(parent):
            if child.tag == f"{SVG}svg" and (room := _room(child)) and child.find(f".//{SVG}text") is not None:
                parent[number] = _lettered(child, *room)


def _room(drawing: Element) -> tuple[float, float] | None:
    classes = drawing.get("class", "").split()
    return next((ROOM[name] for name in classes if name in ROOM), None)


def _lettered(drawing: Element, widest: float, highest: float) -> Element:
    _, _, width, height = map(float, drawing.get("viewBox", "0 0 1 1").split())
    unit = min(widest / width, highest / height)
    size = f"width: {unit * width:.2f}mm; height: {unit * height:.2f}mm"
    whole = Element("div", {"class": "fs-lettered", "style": f"position: relative; {size}"})
    whole.tail, drawing.tail = drawing.tail, None
    drawing.set("style", f"{size}; max-height: none")
    whole.append(drawing)
    letters = float(drawing.get("font-size", "11"))
    for parent in list(drawing.iter()):
        for text in parent.findall(f"{SVG}text"):
            parent.remove(text)
            # What has a line around it is the ground of the same text.
            if not text.get("stroke"):
                _set(whole, text, unit, width, letters)
    return whole


def _set(whole: Element, text: Element, unit: float, width: float, letters: float) -> None:
    x, y = float(text.get("x", "0")), float(text.get("y", "0"))
    top = unit * (y - ASCENT * letters)
    style = f"position: absolute; top: {top:.2f}mm; font-size: {unit * letters:.2f}mm; line-height: 1; "
    match text.get("text-anchor", "start"):
        case "middle":
            left = unit * (x - CENTRED)
            style += f"left: {left:.2f}mm; width: {unit * 2 * CENTRED:.2f}mm; text-align: center"
        case "end":
            style += f"left: {unit * x:.2f}mm; white-space: nowrap"
        case _:
            # It begins on the right.
            style += f"right: {unit * (width - x):.2f}mm; white-space: nowrap"
    if text.get("font-weight") == "bold":
        style += "; font-weight: bold"
    SubElement(whole, "span", {"style": style}).text = text.text
