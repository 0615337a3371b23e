"""The kinds of organisation, and the roles that make sense in each."""

from collections.abc import Mapping
from enum import StrEnum

from aplomb.domain.access.matrix import Role


class Kind(StrEnum):
    SITE = "site"
    GROUP = "group"
    NETWORK = "network"
    REGION = "region"
    ASSOCIATION = "association"
    AUDIT_BODY = "audit_body"
    CONSULTANCY = "consultancy"
    PROVIDER = "provider"


SUPERVISING = frozenset({Kind.GROUP, Kind.NETWORK, Kind.REGION})

ROLES: Mapping[Kind, tuple[Role, ...]] = {
    Kind.SITE: (Role.QUALITY_MANAGER, Role.COMMITTEE_MEMBER, Role.EVALUATOR),
    # Whoever keeps the documents that hold for its sites.
    Kind.GROUP: (Role.READER, Role.QUALITY_MANAGER),
    Kind.NETWORK: (Role.READER, Role.QUALITY_MANAGER),
    Kind.REGION: (Role.READER,),
    Kind.ASSOCIATION: (
        Role.SECRETARY,
        Role.ASSOCIATION_PRESIDENT,
        Role.COMMISSION_PRESIDENT,
        Role.COMMISSION_MEMBER,
    ),
    Kind.AUDIT_BODY: (Role.AUDIT_BODY_MANAGER, Role.AUDITOR),
    Kind.CONSULTANCY: (Role.CONSULTANCY_MANAGER, Role.CONSULTANT),
    Kind.PROVIDER: (Role.EVALUATOR,),
}
