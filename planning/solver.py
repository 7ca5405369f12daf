"""A mixed-integer programme built row by row, solved by HiGHS through scipy."""

from dataclasses import dataclass, field

import numpy as np
import scipy
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

OPTIMAL, LIMIT, INFEASIBLE = 0, 1, 2  # codes of scipy.optimize.milp
SOLVER = f"HiGHS, scipy {scipy.__version__}"


@dataclass
class Programme:
    """Variables and rows, in the order in which they are added: the same programme each time."""

    cost: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    whole: list[int] = field(default_factory=list)
    data: list[float] = field(default_factory=list)
    row: list[int] = field(default_factory=list)
    column: list[int] = field(default_factory=list)
    row_low: list[float] = field(default_factory=list)
    row_high: list[float] = field(default_factory=list)

    def add_variable(self, cost: float, *, upper: float = 1.0, whole: bool = True) -> int:
        """Add a variable from 0 to `upper`; return its number."""
        self.cost.append(cost)
        self.upper.append(upper)
        self.whole.append(int(whole))
        return len(self.cost) - 1

    def add_row(self, terms: dict[int, float], *, low=-np.inf, high=np.inf) -> None:
        """Add low <= sum of coefficient x variable <= high."""
        number = len(self.row_low)
        for column, value in terms.items():
            self.row.append(number)
            self.column.append(column)
            self.data.append(float(value))
        self.row_low.append(low)
        self.row_high.append(high)

    def solve(self, *, gap: float, node_limit: int) -> "Solution":
        """Minimise the cost. The end is a gap or a number of nodes, never a time."""
        shape = (len(self.row_low), len(self.cost))
        rows = csr_array((self.data, (self.row, self.column)), shape=shape)
        result = milp(
            np.array(self.cost),
            integrality=np.array(self.whole),
            bounds=Bounds(np.zeros(len(self.cost)), np.array(self.upper)),
            constraints=LinearConstraint(rows, self.row_low, self.row_high),
            options={"mip_rel_gap": gap, "node_limit": node_limit},
        )
        if result.x is None:
            return Solution(None, result.status, 0.0, 0.0, 0)
        whole = np.array(self.whole, dtype=bool)
        values = np.where(whole, np.round(result.x), result.x)
        bound = result.mip_dual_bound if result.mip_dual_bound is not None else result.fun
        nodes = int(result.mip_node_count or 0)
        return Solution(values, result.status, float(result.fun), float(bound), nodes)


@dataclass(frozen=True)
class Solution:
    """`values`: by number of the variable, None if there is none."""

    values: np.ndarray | None
    status: int
    cost: float
    bound: float
    nodes: int

    @property
    def gap(self) -> float:
        """(cost - bound) / cost, in shares of the cost."""
        return abs(self.cost - self.bound) / max(abs(self.cost), 1e-9)
