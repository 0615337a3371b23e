"""Evaluations for the tests: a site, its people, a small edition; nothing answered unless said."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from aplomb.apps.accounts.models import User
from aplomb.apps.evaluations import services
from aplomb.apps.evaluations.models import Evaluation
from aplomb.apps.evaluations.sync import SyncAnswer, sync
from aplomb.apps.organisations.models import Organisation
from aplomb.apps.referentials.models import Edition
from tests import factories
from tests.support.small import criterion, data

NOW = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
DEVICE, TABLET = "desk", "tablet"


def small_edition(**more: Any) -> Edition:
    """Two families of two requirements each; 1.1.1 is essential, 1.1.2 takes no NA, 2.2.1 is for sites with a CT."""
    return factories.edition(
        data(
            {
                "1.1": [criterion("1.1.1", essential=True), criterion("1.1.2", na_allowed=False)],
                "1.2": [criterion("1.2.1", weight=2)],
                "2.1": [criterion("2.1.1")],
                "2.2": [criterion("2.2.1", applies_if=["ct"])],
            },
            **more,
        )
    )


@dataclass
class Case:
    """A site with an open evaluation; `anne` leads, `marc` evaluates."""

    site: Organisation
    anne: User
    marc: User
    evaluation: Evaluation

    def say(self, *operations: Mapping[str, Any], by: User | None = None, device: str = DEVICE) -> SyncAnswer:
        """Send operations as somebody (the quality manager by default)."""
        return sync(
            self.evaluation.pk,
            operations,
            standing=factories.standing(by or self.anne),
            device=device,
            since=0,
            at=NOW,
        )

    def assign(self, **parts: list[User]) -> None:
        """Give parts, written with underscores: `_1=[marc]`, `_1_2=[…]`."""
        named = {
            part.lstrip("_").replace("_", "."): [one.pk for one in people] for part, people in parts.items()
        }
        services.assign(self.evaluation.pk, named, standing=factories.standing(self.anne), at=NOW)

    def answer_all(self, score: int = 2) -> None:
        from aplomb.apps.referentials.queries import compiled

        asked = compiled(self.evaluation.edition_id).asked(
            self.evaluation.facts, self.evaluation.selection or None
        )
        self.say(*(op(one.code, score=score) for one in asked))

    def close(self) -> Evaluation:
        return services.close(self.evaluation.pk, standing=factories.standing(self.anne), at=NOW)


def op(criterion: str, base: int = 0, **values: Any) -> dict[str, Any]:
    """An operation on a criterion."""
    return {"id": str(uuid.uuid4()), "criterion": criterion, "base": base, **values}


def note(requirement: str, base: int = 0, **values: Any) -> dict[str, Any]:
    """An operation on a requirement's analysis."""
    return {"id": str(uuid.uuid4()), "requirement": requirement, "base": base, **values}


def case(edition: Edition | None = None, **wanted: Any) -> Case:
    """A case; the keywords are those of `services.create`."""
    site = factories.organisation()
    anne, marc = factories.quality_manager(site), factories.evaluator(site)
    evaluation = services.create(
        site, edition or small_edition(), standing=factories.standing(anne), at=NOW, **wanted
    )
    return Case(site, anne, marc, evaluation)
