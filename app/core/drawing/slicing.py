"""Boxes cut into frames: slicing trees, solved exactly, and rounded to whole pixels.

In a slicing tree each inner node cuts its box into parts that are beside each other or stacked, and
each leaf is a photo. The width of a subtree in which no photo is cropped is affine in its height,
`width = p * height + q`, gaps included, so that a tree is solved bottom up and placed top down
(after Atkins, "Blocked Recursive Image Composition", 2008).

Every choice here and in annealing is made with + - * / and square roots of floats, which are the
same on every machine. Logarithms and powers are not, nor is `sum`, which adds more exactly since
Python 3.12: one choice made otherwise would be another collage.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import floor, fsum, sqrt
from typing import NamedTuple, TypeAlias


class Box(NamedTuple):
    """A rectangle in whole pixels."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """The first pixel behind it."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """The first pixel below it."""
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class Cut:
    """A box in two parts or more, from left to right or from top to bottom."""

    beside: bool
    """Whether the parts stand beside each other; stacked if not."""
    parts: tuple[Tree, ...]


Tree: TypeAlias = int | Cut
"""A leaf is the number of what is shown there."""

THINNEST = 0.15
"""Of the side that a square frame would have, were all alike: no side of a frame is shorter."""

_Affine: TypeAlias = tuple[float, float]
"""p and q of a subtree."""


# From frames to their tree ------------------------------------------------------------------------


def tree_of(frames: Sequence[Box], gap: int) -> Tree | None:
    """The cuts that frames came from; None unless they fill the box around them with exactly that
    gap between them."""
    return _tree_of(tuple(range(len(frames))), frames, gap)


def _tree_of(which: tuple[int, ...], frames: Sequence[Box], gap: int) -> Tree | None:
    if len(which) == 1:
        return which[0]
    for beside in (False, True):
        groups = _parts(which, frames, gap, beside=beside)
        if len(groups) > 1:
            parts = [part for group in groups if (part := _tree_of(group, frames, gap)) is not None]
            filled = len({_across(_around(group, frames), beside=beside) for group in groups}) == 1
            return Cut(beside, tuple(parts)) if filled and len(parts) == len(groups) else None
    return None


def _across(box: Box, *, beside: bool) -> tuple[int, int]:
    """From where to where a part reaches in the direction in which it is not cut off."""
    return (box.y, box.bottom) if beside else (box.x, box.right)


def _parts(
    which: Sequence[int], frames: Sequence[Box], gap: int, *, beside: bool
) -> list[tuple[int, ...]]:
    """The same frames, parted wherever a cut with exactly that gap goes right through."""
    spans = sorted(
        (
            (frames[each].x, frames[each].right)
            if beside
            else (frames[each].y, frames[each].bottom),
            each,
        )
        for each in which
    )
    groups = [[spans[0][1]]]
    end = spans[0][0][1]
    for (start, stop), each in spans[1:]:
        if start == end + gap:
            groups.append([each])
        else:
            groups[-1].append(each)
        end = max(end, stop)
    return [tuple(group) for group in groups]


def _around(which: Sequence[int], frames: Sequence[Box]) -> Box:
    x, y = min(frames[each].x for each in which), min(frames[each].y for each in which)
    right, bottom = (
        max(frames[each].right for each in which),
        max(frames[each].bottom for each in which),
    )
    return Box(x, y, right - x, bottom - y)


def boxes_beside(
    locked: frozenset[int], tree: Tree, frames: Sequence[Box]
) -> Iterator[tuple[Box, tuple[int, ...]]]:
    """The fewest boxes that hold everything but the locked frames, in reading order, each with what
    is in it now."""
    for free, run in groupby(
        tree.parts if isinstance(tree, Cut) else (tree,),
        key=lambda part: locked.isdisjoint(leaves(part)),
    ):
        if free:  # neighbours that may all change are one box
            inside = tuple(leaf for part in run for leaf in leaves(part))
            yield _around(inside, frames), inside
        else:
            for part in run:
                if isinstance(part, Cut):
                    yield from boxes_beside(locked, part, frames)


def leaves(tree: Tree) -> tuple[int, ...]:
    """In reading order: at each cut what is left of it or above it comes first."""
    return (
        (tree,)
        if isinstance(tree, int)
        else tuple(leaf for part in tree.parts for leaf in leaves(part))
    )


# From a tree to its frames ------------------------------------------------------------------------


def fit(
    tree: Tree, aspects: Sequence[float], box: Box, gap: int, *, thinnest: float = THINNEST
) -> dict[int, Box] | None:
    """The frame of each leaf, so that together they fill the box; None if one would have to be
    thinner than `thinnest`.

    What is thinner by its proportions is cropped until it is not.

    `aspects` are width / height of what the leaves show. A tree has its own aspect ratio, the box
    has another: what must be cropped is shared out evenly, by giving every leaf an aspect ratio
    larger or smaller by the same factor.
    """
    share = thinnest * sqrt(box.width * box.height / len(leaves(tree)))
    placed: dict[int, Box] = {}
    fits = _place(_solved(tree, aspects, box, gap), box, gap, max(1, floor(share)), placed)
    return placed if fits else None


def natural(tree: Tree, aspects: Sequence[float], box: Box, gap: int) -> Box:
    """The largest box in the middle of this one in which the tree crops nothing."""
    p, q = _solve(tree, aspects, 1.0, gap).affine
    height = min(float(box.height), (box.width - q) / p)
    width, height = (
        min(max(floor(side + 0.5), 1), limit)
        for side, limit in ((p * height + q, box.width), (height, box.height))
    )
    return Box(box.x + (box.width - width) // 2, box.y + (box.height - height) // 2, width, height)


class _Solved(NamedTuple):
    """A subtree and how wide it is for its height."""

    tree: Tree
    affine: _Affine
    parts: tuple[_Solved, ...]

    def width(self, height: float) -> float:
        return self.affine[0] * height + self.affine[1]

    def height(self, width: float) -> float:
        return (width - self.affine[1]) / self.affine[0]

    def least(self, gap: int, thinnest: int) -> tuple[int, int]:
        """The smallest width and height in which no side of a frame is thinner."""
        if isinstance(self.tree, int):
            return thinnest, thinnest
        wide, high = zip(*(part.least(gap, thinnest) for part in self.parts), strict=True)
        gaps = gap * (len(self.parts) - 1)
        return (sum(wide) + gaps, max(high)) if self.tree.beside else (max(wide), sum(high) + gaps)


def _solve(tree: Tree, aspects: Sequence[float], factor: float, gap: int) -> _Solved:
    """With every aspect ratio multiplied by the factor."""
    if isinstance(tree, int):
        return _Solved(tree, (aspects[tree] * factor, 0.0), ())
    parts = tuple(_solve(part, aspects, factor, gap) for part in tree.parts)
    p, q = parts[0].affine
    for part in parts[1:]:
        p, q = (_beside if tree.beside else _stacked)((p, q), part.affine, gap)
    return _Solved(tree, (p, q), parts)


def _beside(one: _Affine, other: _Affine, gap: int) -> _Affine:
    return one[0] + other[0], one[1] + other[1] + gap


def _stacked(one: _Affine, other: _Affine, gap: int) -> _Affine:
    both, product = one[0] + other[0], one[0] * other[0]
    return product / both, (one[1] * other[0] + other[1] * one[0] - gap * product) / both


def _solved(tree: Tree, aspects: Sequence[float], box: Box, gap: int) -> _Solved:
    """With the factor that makes the tree as wide as the box is, or as near to it as a few steps
    come."""
    factor = 1.0
    solved = _solve(tree, aspects, factor, gap)
    for _ in range(8):
        p, q = solved.affine
        step = (box.width - q) / (p * box.height)
        if not 0.01 < factor * step < 100 or abs(step - 1) < 1e-6:
            break
        factor *= step
        solved = _solve(tree, aspects, factor, gap)
    return solved


def _place(solved: _Solved, box: Box, gap: int, thinnest: int, placed: dict[int, Box]) -> bool:
    """Give every leaf its frame. Each cut is rounded once, so that both of its sides are exactly
    the gap apart.

    Returns whether the box was large enough.
    """
    wide, high = solved.least(gap, thinnest)
    if box.width < wide or box.height < high:
        return False
    if isinstance(solved.tree, int):
        placed[solved.tree] = box
        return True
    beside = solved.tree.beside
    length = (box.width if beside else box.height) - gap * (len(solved.parts) - 1)
    least = [part.least(gap, thinnest)[0 if beside else 1] for part in solved.parts]
    wanted = [part.width(box.height) if beside else part.height(box.width) for part in solved.parts]
    at = box.x if beside else box.y
    for part, side in zip(solved.parts, _shared_out(length, wanted, least), strict=True):
        _place(
            part,
            Box(at, box.y, side, box.height) if beside else Box(box.x, at, box.width, side),
            gap,
            thinnest,
            placed,
        )
        at += side + gap
    return True


def _shared_out(length: int, wanted: Sequence[float], least: Sequence[int]) -> Iterator[int]:
    """Whole numbers with that sum, in the proportions that are wanted as far as none is less than
    its least."""
    positive = [max(want, 1e-9) for want in wanted]
    for number, few in enumerate(least[:-1]):
        share = positive[number] / fsum(positive[number:])
        side = min(max(floor(length * share + 0.5), few), length - sum(least[number + 1 :]))
        yield side
        length -= side
    yield length
