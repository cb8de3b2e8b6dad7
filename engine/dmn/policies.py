"""How the rules that hit become one answer, for each hit policy of the standard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from engine.dmn.table import (
    Aggregation,
    DecisionFailed,
    DecisionTable,
    HitPolicy,
    RulesDisagree,
    SeveralRulesHit,
    ValueNotAllowed,
)
from engine.feel import numbers
from engine.feel.values import Value, equal
from engine.texts import Text


@dataclass(frozen=True)
class Hit:
    """A rule that hit, with the result of each of its output columns."""

    rule: str
    results: tuple[Value, ...]


def answer(
    table: DecisionTable, hits: tuple[Hit, ...]
) -> tuple[tuple[Value, ...], tuple[str, ...]]:
    """The results, and the ids of the rules that gave them; there is at least one hit.

    Raises DecisionFailed when the policy forbids this combination of hits.
    """
    return _POLICIES[table.hit_policy](table, hits)


Answer = tuple[tuple[Value, ...], tuple[str, ...]]


def _unique(table: DecisionTable, hits: tuple[Hit, ...]) -> Answer:
    if len(hits) > 1:
        raise _ambiguous(SeveralRulesHit, table, hits, "Flera regler stämmer", "Several rules hit")
    return _first(table, hits)


def _first(_table: DecisionTable, hits: tuple[Hit, ...]) -> Answer:
    return hits[0].results, (hits[0].rule,)


def _any(table: DecisionTable, hits: tuple[Hit, ...]) -> Answer:
    if not _is_same(hits):
        raise _ambiguous(
            RulesDisagree,
            table,
            hits,
            "Reglerna som stämmer ger olika svar",
            "The rules that hit disagree",
        )
    return hits[0].results, _rules(hits)


def _priority(table: DecisionTable, hits: tuple[Hit, ...]) -> Answer:
    ranks = [_rank(table, hit) for hit in hits]
    winners = tuple(hit for hit, rank in zip(hits, ranks, strict=True) if rank == min(ranks))
    if not _is_same(winners):
        raise _ambiguous(
            RulesDisagree,
            table,
            winners,
            "Reglerna har samma prioritet",
            "The rules have the same priority",
        )
    return winners[0].results, _rules(winners)


def _collect(table: DecisionTable, hits: tuple[Hit, ...]) -> Answer:
    if table.aggregation is None:
        raise _ambiguous(
            SeveralRulesHit, table, hits, "Sammanräkning saknas", "There is no aggregation"
        )
    if table.aggregation is Aggregation.COUNT:
        return (Decimal(len(hits)),), _rules(hits)
    found = [result for hit in hits for result in hit.results if isinstance(result, Decimal)]
    if len(found) < len(hits):
        raise _ambiguous(
            ValueNotAllowed, table, hits, "En regel gav inget tal", "A rule gave no number"
        )
    return (_AGGREGATIONS[table.aggregation](found),), _rules(hits)


def _rank(table: DecisionTable, hit: Hit) -> tuple[int, ...]:
    """The place of each ranked result among its column's values; the lowest wins."""
    return tuple(
        next(place for place, value in enumerate(output.ranking) if equal(value, result))
        for output, result in zip(table.outputs, hit.results, strict=True)
        if output.ranking
    )


def _is_same(hits: tuple[Hit, ...]) -> bool:
    first = list(hits[0].results)
    return all(equal(first, list(hit.results)) for hit in hits[1:])


def _rules(hits: tuple[Hit, ...]) -> tuple[str, ...]:
    return tuple(hit.rule for hit in hits)


def _ambiguous(
    kind: type[DecisionFailed], table: DecisionTable, hits: tuple[Hit, ...], sv: str, en: str
) -> DecisionFailed:
    rules = ", ".join(_rules(hits))
    return kind(
        Text(f"Tabellen {table.id}: {sv}: {rules}.", f"Table {table.id}: {en}: {rules}."),
        _rules(hits),
    )


_POLICIES: dict[HitPolicy, Callable[[DecisionTable, tuple[Hit, ...]], Answer]] = {
    HitPolicy.UNIQUE: _unique,
    HitPolicy.FIRST: _first,
    HitPolicy.ANY: _any,
    HitPolicy.PRIORITY: _priority,
    HitPolicy.COLLECT: _collect,
}
_AGGREGATIONS: dict[Aggregation, Callable[[list[Decimal]], Decimal]] = {
    Aggregation.SUM: numbers.total,
    Aggregation.MIN: min,
    Aggregation.MAX: max,
}
