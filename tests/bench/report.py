"""Rows of what was measured beside their budgets, as an aligned table or as JSON."""

from dataclasses import dataclass, field

MEETS, SHORT, OPEN, TELLS = "meets", "falls short", "open", ""


@dataclass
class Row:
    quantity: str
    measured: str
    budget: str = ""
    verdict: str = TELLS
    scenario: str = ""


@dataclass
class Report:
    conditions: dict = field(default_factory=dict)
    rows: list = field(default_factory=list)
    raw: dict = field(default_factory=dict)  # every number, by scenario

    def tell(self, scenario: str, quantity: str, measured: str) -> None:
        self.rows.append(Row(quantity, measured, scenario=scenario))

    def judge(self, scenario: str, quantity: str, measured: str, budget: str, holds: bool) -> None:
        self.rows.append(Row(quantity, measured, budget, MEETS if holds else SHORT, scenario))

    def leave_open(self, scenario: str, quantity: str, measured: str, budget: str) -> None:
        """Near the budget's question, but not an answer to it."""
        self.rows.append(Row(quantity, measured, budget, OPEN, scenario))

    def failed(self, scenario: str, why: str) -> None:
        self.rows.append(Row(scenario, f"not measured: {why}", verdict=SHORT, scenario=scenario))

    def table(self) -> str:
        head = Row("quantity", "measured", "budget", "verdict")
        widths = [max(len(getattr(row, name)) for row in [head, *self.rows]) for name in ("quantity", "measured", "budget")]
        lines, scenario = [], ""
        for row in [head, *self.rows]:
            if scenario and row.scenario != scenario:
                lines.append("")
            scenario = row.scenario
            cells = [text.ljust(width) for text, width in zip((row.quantity, row.measured, row.budget), widths)]
            lines.append("  ".join([*cells, row.verdict]).rstrip())
        lines.insert(1, "  ".join("-" * width for width in [*widths, len(SHORT)]))
        return "\n".join(lines)

    def conditions_text(self) -> str:
        width = max(map(len, self.conditions))
        return "\n".join(f"{name.ljust(width)}  {value}" for name, value in self.conditions.items())

    def as_json(self) -> dict:
        rows = [{"scenario": row.scenario, "quantity": row.quantity, "measured": row.measured, "budget": row.budget,
                 "verdict": row.verdict} for row in self.rows]
        return {"conditions": self.conditions, "rows": rows, "raw": self.raw}
