"""Groups of a ring: cases that really belong together, found from what they share.

A ring is whatever hangs together by a tie, so that two groups with one common employer become one
ring. Louvain communities of the graph of cases and ties part them again.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from math import log2

import networkx

from review.models import RingTie

# below 1 groups are larger: at 1, two cases with a tie of their own are torn from the twenty that
# share a device with one of them; at 0.3 a ring of 59 falls into five
RESOLUTION = 0.3
SEED = 1  # of the search: a page loaded again shows the same groups
# a picture of so many cases can be read as it is; in a larger one, cases that share one tie and
# nothing else are drawn as one node from six on
READABLE, FEWEST_COLLAPSED = 16, 6

Link = tuple[str, str]  # kind and id of a tie


@dataclass(frozen=True)
class RingGroup:
    """Cases that share ties: case id → its ties; the group of `home` comes first in a list."""

    ties: dict[str, frozenset[Link]]

    @property
    def case_ids(self) -> list[str]:
        """Cases with most ties first."""
        return sorted(self.ties, key=lambda c: (-len(self.ties[c]), c))

    @property
    def links(self) -> Counter[Link]:
        """Cases of the group by tie, without ties that only one of them has."""
        counts = Counter(link for links in self.ties.values() for link in links)
        return Counter({link: n for link, n in counts.items() if n > 1})

    @property
    def kinds(self) -> Counter[str]:
        """Ties by kind."""
        return Counter(kind for kind, _ in self.links)

    def collapse_hubs(self, home: str) -> tuple[list[str], dict[Link, int]]:
        """Return the cases to draw, and tie → number of cases that hang on it alone.

        `home` is always drawn.
        """
        if len(self.ties) <= READABLE:
            return self.case_ids, {}
        links, alone = self.links, defaultdict(list)
        for case_id, held in self.ties.items():
            shared = [link for link in held if link in links]
            if len(shared) == 1 and case_id != home:
                alone[shared[0]].append(case_id)
        collapsed = {link: ids for link, ids in alone.items() if len(ids) >= FEWEST_COLLAPSED}
        hidden = {case_id for ids in collapsed.values() for case_id in ids}
        shown = [c for c in self.case_ids if c not in hidden]
        return shown, {link: len(ids) for link, ids in collapsed.items()}


def split_ring(ties: list[RingTie], home: str) -> list[RingGroup]:
    """Split a ring into groups, the one of the case `home` first, then the largest."""
    by_case = defaultdict(set)
    graph = networkx.Graph()
    for tie in sorted(ties, key=lambda t: (t.case_id, t.link_kind, t.link_id)):
        link = (tie.link_kind, tie.link_id)
        by_case[tie.case_id].add(link)
        # what a whole district shares ties less than what a few do
        weight = 1 / log2(1 + max(tie.link_subjects, 1))
        graph.add_edge(("case", tie.case_id), ("link", *link), weight=weight)
    found = _find_communities(graph) if graph else []
    groups = [
        RingGroup({n[1]: frozenset(by_case[n[1]]) for n in nodes if n[0] == "case"})
        for nodes in found
    ]
    groups = [g for g in groups if g.ties]
    return sorted(groups, key=lambda g: (home not in g.ties, -len(g.ties), g.case_ids[0]))


def _find_communities(graph):
    return networkx.community.louvain_communities(graph, resolution=RESOLUTION, seed=SEED)
