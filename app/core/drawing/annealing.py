"""Slicing trees improved by annealing: photos find their places, little cropped and alike in
size."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import sqrt
from random import Random
from typing import TypeAlias

from app.core.drawing.slicing import Box, Cut, Tree, fit


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
    unless they stay `in_order`, which is the reading order of `leaves` in one box after the other,
    frames move from box to box.
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
the gap around each, each as large as its share of everything: their aspect ratio together, the sum
of their squared areas in squares of its own area, and the smallest area in areas of its own."""


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
