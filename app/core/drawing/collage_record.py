"""A collage as it is kept, to go on another day."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.core.drawing.collage import Collage, caption_strip
from app.core.drawing.layout import CANVASES, CollageError, Layout, PhotoShape, check, is_count
from app.core.drawing.slicing import Box


def as_record(collage: Collage) -> dict[str, Any]:
    """The collage as JSON can hold it."""
    layout = collage.layout
    return {
        "canvas": layout.canvas.name,
        "gap": layout.canvas.gap,
        "corners": layout.canvas.corners,
        "whole": layout.canvas.whole,
        "paper": collage.paper,
        "caption": collage.caption,
        "seed": collage.seed,
        "in_order": collage.in_order,
        "locked": sorted(collage.locked),
        "photos": [
            {
                "id": photo.id,
                "width": photo.width,
                "height": photo.height,
                "focus": [photo.focus_x, photo.focus_y],
                "by_hand": photo.by_hand,
                "frame": list(box),
            }
            for photo, box in zip(layout.photos, layout.boxes, strict=True)
        ],
    }


def from_record(record: Any) -> Collage | None:
    """The collage of a record; None if any of it is missing or damaged."""
    try:
        return _collage_of(record)
    except (CollageError, KeyError, TypeError, ValueError):
        return None


def told_of(record: Any) -> tuple[int, str]:
    """How many photos a record names, and its caption; as far as it can be read, for one that
    cannot be opened is listed too."""
    said = record if isinstance(record, dict) else {}
    photos, caption = said.get("photos"), said.get("caption")
    return len(photos) if isinstance(photos, list) else 0, caption if isinstance(
        caption, str
    ) else ""


def _collage_of(record: Any) -> Collage:
    canvas = CANVASES[record["canvas"]]
    caption = record["caption"]
    canvas = replace(
        canvas,
        gap=record["gap"],
        corners=record["corners"],
        whole=record["whole"],
        strip=caption_strip(canvas, caption),
    )
    photos, boxes = [], []
    for each in record["photos"]:
        x, y = each["focus"]
        left, top, width, height = each["frame"]
        photos.append(
            PhotoShape(
                id=each["id"],
                width=each["width"],
                height=each["height"],
                focus_x=x,
                focus_y=y,
                # Collages that were kept before this was told show what they showed then.
                by_hand=each.get("by_hand", True),
            )
        )
        boxes.append(Box(left, top, width, height))
        check(is_count(left, 0, canvas.width) and is_count(top, 0, canvas.height), "frame canvas")
    return Collage(
        layout=Layout(canvas=canvas, photos=tuple(photos), boxes=tuple(boxes)),
        seed=record["seed"],
        in_order=record["in_order"],
        locked=frozenset(record["locked"]),
        paper=record["paper"],
        caption=caption,
    )
