"""The rights matrix, as data: actions × roles × relations (reliability-security.md §5.2).

Pages, API, queries and tests read this table and no other. A row appears with the first page that asks it.
"""

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum


class Role(StrEnum):
    """What a person is in an organisation, for a period; the stored values."""

    SECRETARY = "association_secretary"
    ASSOCIATION_PRESIDENT = "association_president"
    COMMISSION_PRESIDENT = "commission_president"
    COMMISSION_MEMBER = "commission_member"
    AUDIT_BODY_MANAGER = "audit_body_manager"
    AUDITOR = "auditor"
    CONSULTANCY_MANAGER = "consultancy_manager"
    CONSULTANT = "consultant"
    QUALITY_MANAGER = "quality_manager"
    COMMITTEE_MEMBER = "committee_member"
    EVALUATOR = "evaluator"
    READER = "reader"
    PUBLIC = "public"
    ADMINISTRATOR = "administrator"


class Relation(StrEnum):
    """How a person stands to the object; the comment gives the table's sign."""

    ANY = "any"  # ● any object
    OWN = "own"  # o own organisation
    NAMED = "named"  # a named on this object
    ENGAGED = "engaged"  # m under an active engagement that the site accepted
    SUPERVISING = "supervising"  # p through an accepted affiliation (group, network, region)
    SEATED = "seated"  # s seated, undertaking accepted, not recused
    SELF = "self"  # x one's own record


ANY, OWN, NAMED, ENGAGED, SUPERVISING, SELF = (
    Relation.ANY,
    Relation.OWN,
    Relation.NAMED,
    Relation.ENGAGED,
    Relation.SUPERVISING,
    Relation.SELF,
)
SEC, PRA, PRC, MEM, ABM, AUD, CSM, CON, SQM, STC, EVA, RDR, PUB, ADM = Role
EVERYBODY = dict.fromkeys(Role, ANY)
SIGNED_IN = {role: ANY for role in Role if role is not PUB}
ONESELF = {role: SELF for role in Role if role is not PUB}
CONSULTANTS = {CSM: ENGAGED, CON: ENGAGED}
SITE = {SQM: OWN, STC: OWN, EVA: OWN}

MATRIX: Mapping[str, Mapping[Role, Relation]] = {
    "referential.read": EVERYBODY,
    "organisation.create": {SEC: ANY, CSM: OWN, CON: OWN, ADM: ANY},
    # Two rows of one organisation become one: whoever keeps the list.
    "organisation.merge": {SEC: ANY, ADM: ANY},
    "organisation.read": {
        SEC: ANY,
        PRA: ANY,
        ADM: ANY,
        ABM: OWN,
        AUD: OWN,
        RDR: SUPERVISING,
        **CONSULTANTS,
        **SITE,
    },
    "organisation.update": {**CONSULTANTS, SQM: OWN, STC: OWN},
    # A consultant's is a proposal, which a member of the site accepts (§5.3, rule 13).
    "committee.read": {**CONSULTANTS, **SITE},
    "committee.update": {**CONSULTANTS, SQM: OWN, STC: OWN},
    # Whoever is in charge of a task or an action says that it is done.
    "task.close": {SQM: OWN, STC: OWN, EVA: NAMED},
    "communication.read": {**CONSULTANTS, **SITE},
    "communication.update": {**CONSULTANTS, SQM: OWN, STC: OWN},
    # A participant's people read it too. What a consultant writes is a proposal until the owner accepts it.
    "solution.read": {**CONSULTANTS, **SITE},
    "solution.update": {**CONSULTANTS, SQM: OWN, STC: OWN},
    "member.read": {SEC: ANY, PRA: ANY, ADM: ANY, ABM: OWN, AUD: OWN, CSM: OWN, CON: OWN, **SITE, RDR: OWN},
    "member.invite": {SEC: OWN, ABM: OWN, CSM: OWN, SQM: OWN, RDR: OWN, ADM: ANY},
    "member.deactivate": {SEC: OWN, ABM: OWN, CSM: OWN, SQM: OWN, RDR: OWN, ADM: ANY},
    "approval.grant": {SEC: ANY},
    "engagement.accept": {SQM: OWN},
    "engagement.end": {SQM: OWN},
    "affiliation.accept": {SQM: OWN},
    "affiliation.leave": {SQM: OWN},
    # What a group, network or region belongs to, since nobody there accepts; a site is only asked.
    "affiliation.arrange": {SEC: ANY, ADM: ANY},
    "evaluation.create": {SQM: OWN},
    "evaluation.assign": {SQM: OWN},
    "evaluation.close": {SQM: OWN},
    "evaluation.reopen": {SQM: OWN},
    "evaluation.read": {**CONSULTANTS, **SITE},
    "evaluation.read_scores": {**CONSULTANTS, **SITE, RDR: SUPERVISING},
    "entry.write": {SQM: NAMED, STC: NAMED, EVA: NAMED},
    "entry.read": {**CONSULTANTS, **SITE},
    "consultant_evaluation.create": CONSULTANTS,
    "consultant_evaluation.write": CONSULTANTS,
    "consultant_evaluation.close": CONSULTANTS,
    "consultant_evaluation.read": {**CONSULTANTS, SQM: OWN, STC: OWN},
    "conflict.resolve": {SQM: OWN, STC: SELF, EVA: SELF},
    "document.read": {**CONSULTANTS, **SITE},
    "document.write": {**CONSULTANTS, SQM: OWN, STC: OWN, EVA: NAMED},
    "document.approve": {SQM: OWN},
    # An evaluator's are those of the documents in their charge, and those that they are asked for. What a site
    # transmitted is read through the file that was frozen then: the association, commission and auditors ask
    # nothing here (§5.3, rule 6).
    "evidence.upload": {**CONSULTANTS, SQM: OWN, STC: OWN, EVA: NAMED},
    "evidence.download": {**CONSULTANTS, SQM: OWN, STC: OWN, EVA: NAMED},
    "evidence.report": {**CONSULTANTS, SQM: OWN, STC: OWN, EVA: NAMED},
    "evidence.purge": {SQM: OWN},
    # Of a file that the guard stopped by mistake, by somebody else than its sender (§10).
    "evidence.release": {SQM: OWN},
    # A reader's is of a site that agreed to show its detail; of the others, the figures. What a consultant writes is
    # a proposal, which a member of the site accepts; an evaluator's own actions are closed by "task.close".
    "plan.read": {**CONSULTANTS, **SITE, RDR: SUPERVISING},
    "plan.write": {CON: ENGAGED, SQM: OWN, STC: OWN},
    # A consultant's is a proposal (§5.3, rule 13); an evaluator writes the measures of those in their charge.
    "indicator.read": {**CONSULTANTS, **SITE},
    "indicator.write": {CON: ENGAGED, SQM: OWN, STC: OWN, EVA: NAMED},
    "sheet.read": SIGNED_IN,
    # The administrator's is of technical and security events alone, without their values (§5.3, rule 18).
    "event_log.read": {SEC: OWN, SQM: OWN, ADM: ANY},
    "my_data.read": ONESELF,
    "my_data.write": ONESELF,
    "platform.settings": {ADM: ANY},
}


def needed(action: str, role: Role) -> Relation | None:
    """The relation that this role needs for this action; nothing where the role is refused."""
    return MATRIX[action].get(role)


def role_allowed(action: str, standings: Iterable[tuple[Role, Collection[Relation]]]) -> Role | None:
    """The first role under which the action is allowed, of a person's standings towards one object.

    Each standing is one role with its relations to the object; they never add up: one must do on its own.
    """
    return next((role for role, held in standings if needed(action, role) in held), None)
