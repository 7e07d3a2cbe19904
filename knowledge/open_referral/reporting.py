"""A difference as text for an editor: new, changed, missing; what is guarded; what a new service still needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from knowledge.open_referral import fields
from knowledge.open_referral.accepting import Selection
from knowledge.open_referral.difference import Difference, Met, New
from knowledge.open_referral.fields import Value
from knowledge.vocabulary import ServiceId


def report(found: Difference, unready: Mapping[ServiceId, str], notes: Iterable[str]) -> str:
    """Every line ends; *unready*: new services that cannot be taken in yet, and why."""
    changed = [met for met in found.met if met.changes]
    lines = [line for met in changed for line in _of_met(met)]
    lines += [line for new in found.new for line in _of_new(new, unready.get(new.id, ""))]
    if found.missing:
        lines.append(f"missing from the feed: {', '.join(found.missing)}")
    lines += [f"note: {note}" for note in notes]
    lines.append(
        f"{len(found.met) - len(changed)} the same, {len(changed)} changed, {len(found.new)} new, "
        f"{len(found.missing)} of ours missing from the feed"
    )
    return "\n".join(lines) + "\n"


def unknown(selection: Selection, found: Difference) -> tuple[str, ...]:
    """What was named to be taken in and is nowhere in the difference."""
    known = {str(new.id) for new in found.new} | {str(met.service.id) for met in found.met if met.changes}
    known |= {f"{met.service.id}.{change.field}" for met in found.met for change in met.changes}
    return tuple(sorted(selection.named - known))


def _of_met(met: Met) -> Iterator[str]:
    yield f"changed: {met.service.id} (known by {met.by})"
    for change in met.changes:
        if change.theirs is not None:
            guard = _guard(met.service.id, change.field)
            yield f"  {change.field}: {_shown(change.ours)} → {_shown(change.theirs)}{guard}"
    if missing := [change.field for change in met.changes if change.theirs is None]:
        yield f"  missing from theirs, kept: {', '.join(missing)}"


def _guard(service_id: ServiceId, field: str) -> str:
    if field in fields.NUMBERS:
        return f"  [once it was rung: --accept {service_id}.{field}]"
    return f"  [our wording: --accept {service_id}.{field}]" if field in fields.WORDED else ""


def _of_new(new: New, needs: str) -> Iterator[str]:
    yield f"new: {new.id}"
    yield from (f"  {name}: {_shown(value)}" for name, value in new.fields.items())
    same = f"--same {{}}={fields.clean(new.record.id)}"
    yield from (f"  has the number of {like}; if it is that one: {same.format(like)}" for like in new.like)
    if needs:
        yield f"  cannot be taken in yet: {needs}; say it with --set {new.id}.FIELD=VALUE"


def _shown(value: Value | None) -> str:
    if value is None:
        return "not said"
    if isinstance(value, tuple):
        return ", ".join(value)
    return "yes" if value is True else str(value)
