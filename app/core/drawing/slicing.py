"""Boxes cut into frames: slicing trees, improved by annealing, solved exactly, and rounded to whole
pixels.

In a slicing tree each inner node cuts its box into parts that are beside each other or stacked, and
each leaf is a photo. The
width of a subtree in which no photo is cropped is affine in its height, `width = p * height + q`,
gaps included, so that a tree
is solved bottom up and placed top down (after Atkins, "Blocked Recursive Image Composition", 2008).

Every choice is made with + - * / and square roots of floats, which are the same on every machine.
Logarithms and powers are
not, nor is `sum`, which adds more exactly since Python 3.12: one choice made otherwise would be
another collage.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import floor, fsum, sqrt
from random import Random
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
    has another: what must be
    cropped is shared out evenly, by giving every leaf an aspect ratio larger or smaller by the same
    factor.
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


# Annealing ----------------------------------------------------------------------------------------


def arrange(
    aspects: Sequence[float],
    boxes: Sequence[tuple[Box, int]],
    gap: int,
    *,
    rng: Random,
    steps: int,
    in_order: bool,
) -> list[Box] | None:
    """A frame for each aspect ratio: little cropped, and alike in size. None if a frame would be
    thinner than `THINNEST`.

    Each box comes with how many frames it begins with, in all as many as there are aspect ratios;
    unless they stay `in_order`,
    which is the reading order of `leaves` in one box after the other, frames move from box to box.
    """
    best: tuple[float, list[tuple[Tree, Box]]] | None = None
    if not aspects:
        return []
    tries = max(1, steps // _STEPS_A_TRY)
    for _ in range(tries):
        forest = _Forest(aspects, boxes, gap, rng=rng, in_order=in_order)
        forest.anneal(steps // tries)
        cost, trees = forest.best
        if best is None or cost < best[0]:
            best = cost, trees
    frames: dict[int, Box] = {}
    for tree, box in best[1] if best else ():
        placed = fit(tree, aspects, box, gap)
        if placed is None:
            return None
        frames |= placed
    return [frames[number] for number in range(len(aspects))]


_STEPS_A_TRY = 1000
"""With so many more steps annealing begins anew: one bad beginning is not the end."""
_EVENNESS = 0.1
"""What the squared variation of areas costs, where cropping everything away would cost 1."""
_SMALL = 0.355
_TINY = 2.2
"""A smallest frame below this share of the mean area costs so much for each mean area that it
lacks."""
_FREE = 5
"""So many photos can nearly always be arranged with little cropped. Fewer cannot; then evenness
must not ask for more."""
_CROP_COST_OF_FEW = 1.3
"""How much more it costs to crop one of few."""
_CROP_LIMIT = 0.026
_CROP_COST_BEYOND = 6.0
"""Cropping more of many than this part costs so much more for what is beyond it."""
_START_TEMPERATURE = 0.02
"""How much worse a change may be at first."""
_FIRST_CROPPED = 0.1
"""The weight of being cropped at first, while photos find their places; from half of the steps on
it is 1."""
_RAMP = 50
"""Steps after which that weight grows."""


_Node: TypeAlias = tuple[float, float, float, float, float]
"""A subtree, whatever its size. First p and q; then of its cells, which are its frames with half of
the gap around each, each as
large as its share of everything: their aspect ratio together, the sum of their squared areas in
squares of its own area, and
the smallest area in areas of its own."""


class _Forest:
    """A tree for each box, and the changes that annealing tries. Leaves are numbered first, then
    the cuts."""

    def __init__(
        self,
        aspects: Sequence[float],
        boxes: Sequence[tuple[Box, int]],
        gap: int,
        *,
        rng: Random,
        in_order: bool,
    ) -> None:
        self._boxes = [box for box, _ in boxes]
        self._gap = gap
        self._random = rng.random
        self._in_order = in_order
        self._leaves = len(aspects)
        nodes = 2 * self._leaves - len(boxes)
        self._left, self._right, self._above = [-1] * nodes, [-1] * nodes, [-1] * nodes
        self._is_beside = [False] * nodes
        cells = [(box.width + gap) * (box.height + gap) for box in self._boxes]
        self._whole = sum(cells)
        self._shares = [cell / self._whole for cell in cells]
        self._shown = list(range(self._leaves))
        if not in_order:
            self._shuffle(self._shown)
        self._nodes: list[_Node] = [self._leaf(aspects[number]) for number in self._shown]
        self._nodes += [self._nodes[0]] * (nodes - self._leaves)
        self._roots: list[int] = []
        self._replaced: list[tuple[int, _Node]] = []
        self._unused = iter(range(self._leaves, nodes))
        first = 0
        for number, (box, count) in enumerate(boxes):
            root = self._halved(first, first + count, box.width, box.height)
            self._above[root] = ~number  # a box, not a node
            self._roots.append(root)
            first += count
        self._cropped_weight = _FIRST_CROPPED
        self._best_cost = self._cost()
        self._best = self._state()

    def _shuffle(self, items: list[int]) -> None:
        # Random.shuffle draws other numbers than Random.random, and not the same in every version
        # of Python.
        for last in range(len(items) - 1, 0, -1):
            other = int(self._random() * (last + 1))
            items[last], items[other] = items[other], items[last]

    def _leaf(self, aspect: float) -> _Node:
        area, gap = self._whole / self._leaves, self._gap
        # The height for which (aspect * height + gap) * (height + gap) is the area.
        half = gap * (1 + aspect) / 2
        height = (sqrt(max(half * half - aspect * (gap * gap - area), 0.0)) - half) / aspect
        return aspect, 0.0, (aspect * height + gap) / (height + gap), 1.0, 1.0

    def _halved(self, first: int, behind: int, width: float, height: float) -> int:
        """A tree of frames much alike to begin with: across the longer side, with as many on both
        sides."""
        if behind - first == 1:
            return first
        node = next(self._unused)
        count = behind - first
        middle = first + (count + (self._random() < 0.5)) // 2
        part = (middle - first) / count
        beside = width * (0.5 + self._random()) > height
        one, other = (
            (width * part, width * (1 - part)) if beside else (height * part, height * (1 - part))
        )
        self._is_beside[node] = beside
        self._left[node] = self._halved(
            first, middle, one if beside else width, height if beside else one
        )
        self._right[node] = self._halved(
            middle, behind, other if beside else width, height if beside else other
        )
        self._above[self._left[node]] = self._above[self._right[node]] = node
        self._refresh(node)
        return node

    # Annealing

    @property
    def best(self) -> tuple[float, list[tuple[Tree, Box]]]:
        """The least cost that was met, and the tree in each box that has it."""
        left, right, is_beside, shown, roots = self._best

        def tree(node: int) -> Tree:
            if node < self._leaves:
                return shown[node]
            return Cut(is_beside[node], (tree(left[node]), tree(right[node])))

        return self._best_cost, [
            (tree(root), box) for root, box in zip(roots, self._boxes, strict=True)
        ]

    def anneal(self, steps: int) -> None:
        """Try so many changes; what makes it worse is taken less and less often."""
        random, change, cost_of = self._random, self._change, self._cost
        cost = cost_of()
        for step in range(steps):
            if step % _RAMP == 0:
                # Evenness first: from an uneven tree with a perfect ratio no small change leads
                # out.
                self._cropped_weight = _FIRST_CROPPED + (1 - _FIRST_CROPPED) * min(
                    2 * step / steps, 1
                )
                cost = cost_of()
                if 2 * step < steps + 2 * _RAMP:
                    self._best_cost, self._best = cost, self._state()
            cold = 1 - step / steps
            undo = change()
            if undo is None:
                continue
            new = cost_of()
            chance = random()
            if new - cost <= _START_TEMPERATURE * cold * cold * cold * chance * chance * chance:
                cost = new
                if cost < self._best_cost:
                    self._best_cost, self._best = cost, self._state()
            else:
                undo[0](*undo[1])
                for node, was in reversed(self._replaced):
                    self._nodes[node] = was

    def _state(self) -> tuple[list[int], list[int], list[bool], list[int], list[int]]:
        return self._left[:], self._right[:], self._is_beside[:], self._shown[:], self._roots[:]

    def _cost(self) -> float:
        cropped = squares = 0.0
        smallest = 1.0
        for root, box, share in zip(self._roots, self._boxes, self._shares, strict=True):
            p, q, _, square, small = self._nodes[root]
            ratio = (box.width - q) / (p * box.height)
            cropped += share * (1 - ratio if ratio < 1 else 1 - 1 / ratio)
            squares += share * share * square
            small *= share
            smallest = small if small < smallest else smallest
        count = self._leaves
        if count < _FREE:
            cropped *= _CROP_COST_OF_FEW
        elif cropped > _CROP_LIMIT:
            cropped += _CROP_COST_BEYOND * (cropped - _CROP_LIMIT)
        cost = self._cropped_weight * cropped + _EVENNESS * (count * squares - 1)
        lacking = _SMALL - count * smallest
        return cost + _TINY * lacking if lacking > 0 else cost

    def _refresh(self, node: int) -> None:
        """What this node and those above it are like now. The loop in which annealing spends its
        time."""
        nodes, left, right, above, is_beside, gap = (
            self._nodes,
            self._left,
            self._right,
            self._above,
            self._is_beside,
            self._gap,
        )
        replaced = self._replaced
        while node >= 0:
            replaced.append((node, nodes[node]))
            p, q, aspect, squares, smallest = nodes[left[node]]
            p2, q2, aspect2, squares2, smallest2 = nodes[right[node]]
            together = aspect + aspect2
            if is_beside[node]:
                part = aspect / together
                p, q, aspect = p + p2, q + q2 + gap, together
            else:
                part = aspect2 / together
                product = p * p2
                p, q, aspect = (
                    product / (p + p2),
                    (q * p2 + q2 * p - gap * product) / (p + p2),
                    aspect * aspect2 / together,
                )
            rest = 1 - part
            smallest *= part
            smallest2 *= rest
            squares = part * part * squares + rest * rest * squares2
            nodes[node] = p, q, aspect, squares, smallest if smallest < smallest2 else smallest2
            node = above[node]

    # Changes: each tells what undoes it, or None if nothing would be different

    def _change(self) -> _Undo | None:
        self._replaced.clear()
        kind = self._random()
        if len(self._nodes) == self._leaves:
            return None if self._in_order else self._exchange(self._any_leaf(), self._any_leaf())
        if kind < 0.4:
            return self._turn(self._any_cut())
        if self._in_order:
            return self._rotate(self._any_cut(), leftwards=kind < 0.7, turned=self._random() < 0.5)
        if kind < 0.6:
            return self._exchange(self._any_leaf(), self._any_leaf())
        return self._transplant(
            self._any_leaf(),
            int(self._random() * len(self._nodes)),
            first=kind < 0.8,
            beside=self._random() < 0.5,
        )

    def _any_leaf(self) -> int:
        return int(self._random() * self._leaves)

    def _any_cut(self) -> int:
        return self._leaves + int(self._random() * (len(self._nodes) - self._leaves))

    def _turn(self, cut: int) -> _Undo:
        """What was beside is stacked."""
        self._is_beside[cut] = not self._is_beside[cut]
        self._refresh(cut)
        return self._turn, (cut,)

    def _exchange(self, leaf: int, other: int) -> _Undo | None:
        """Two photos take each other's place."""
        nodes, shown = self._nodes, self._shown
        if nodes[leaf] == nodes[other]:
            return None
        shown[leaf], shown[other] = shown[other], shown[leaf]
        self._replaced += ((leaf, nodes[leaf]), (other, nodes[other]))
        nodes[leaf], nodes[other] = nodes[other], nodes[leaf]
        self._refresh(self._above[leaf])
        self._refresh(self._above[other])
        return self._show, (leaf, shown[other], other, shown[leaf])

    def _show(self, leaf: int, photo: int, other: int, other_photo: int) -> None:
        self._shown[leaf], self._shown[other] = photo, other_photo

    def _transplant(self, leaf: int, to: int, *, first: bool, beside: bool) -> _Undo | None:
        """A photo is taken out, and comes to stand next to a photo or a part elsewhere, maybe in
        another box."""
        cut = self._above[leaf]
        if cut < 0 or to in (leaf, cut):  # the only one in its box, or where it is
            return None
        was_first, was_beside = self._left[cut] == leaf, self._is_beside[cut]
        sibling = self._right[cut] if was_first else self._left[cut]
        before = self._above[cut]
        self._graft(leaf, to, first, beside)
        if before >= 0:
            self._refresh(before)
        self._refresh(cut)
        return self._graft, (leaf, sibling, was_first, was_beside)

    def _graft(self, leaf: int, to: int, first: bool, beside: bool) -> None:
        cut = self._above[leaf]
        sibling = self._right[cut] if self._left[cut] == leaf else self._left[cut]
        self._hang(sibling, self._above[cut], instead_of=cut)
        self._hang(cut, self._above[to], instead_of=to)
        self._above[to] = cut
        self._left[cut], self._right[cut] = (leaf, to) if first else (to, leaf)
        self._is_beside[cut] = beside

    def _hang(self, node: int, above: int, *, instead_of: int) -> None:
        self._above[node] = above
        if above < 0:
            self._roots[~above] = node
        elif self._left[above] == instead_of:
            self._left[above] = node
        else:
            self._right[above] = node

    def _rotate(self, cut: int, *, leftwards: bool, turned: bool) -> _Undo | None:
        """(a, (b, c)) becomes ((a, b), c), or the other way round: the order of the photos
        stays."""
        inner = self._right[cut] if leftwards else self._left[cut]
        if inner < self._leaves:
            return None
        was = self._is_beside[inner]
        self._reassociate(cut, inner, leftwards, was != turned)
        self._refresh(inner)
        return self._reassociate, (cut, inner, not leftwards, was)

    def _reassociate(self, cut: int, inner: int, leftwards: bool, beside: bool) -> None:
        one, other = (self._left, self._right) if leftwards else (self._right, self._left)
        outer, middle, last = one[cut], one[inner], other[inner]
        one[cut], other[cut] = inner, last
        one[inner], other[inner] = outer, middle
        self._above[last], self._above[outer] = cut, inner
        self._is_beside[inner] = beside


_Undo: TypeAlias = tuple[Callable[..., object], tuple[object, ...]]
