"""A label's rules, compiled: frozen data with names, as interfaces.md §7 lays them out.

`compile_scheme` takes data that the checker (`formats.scheme`) has found sound. Months, days and weeks are whole
numbers; shares are exact fractions.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from aplomb.domain.applications.conditions import Condition
from aplomb.domain.evaluations.readiness import Thresholds
from aplomb.domain.shared.canonical import canonical_hash
from aplomb.domain.shared.text import Text

FORMAT = "aplomb/scheme/1"


@dataclass(frozen=True, slots=True)
class Owner:
    """Who owns the label; where `configurable`, the installation's settings win over these placeholders."""

    configurable: bool
    name: str
    address: str
    email: str
    website: str


@dataclass(frozen=True, slots=True)
class Readiness:
    """What *ready* asks for in a file of this label; it wins over the edition's rules."""

    overall: Fraction
    family: Fraction
    essential_minimum: int
    completion: Fraction
    not_applicable_family: str
    indispensable_documents: str


@dataclass(frozen=True, slots=True)
class FollowUp:
    """The audit half-way: due so many months after the decision, a window before and after, then grace."""

    at_months: int
    window_months: int
    kind: str
    on_missed: str
    grace_months: int


@dataclass(frozen=True, slots=True)
class PlanRules:
    """How much at a time, and how long a plan should last (months)."""

    max_active_themes: int
    above_maximum: str
    base_months: Fraction
    months_per_extra_site: Fraction
    cap_months: Fraction


@dataclass(frozen=True, slots=True)
class Weeks:
    """So many weeks before something, both ends admitted."""

    min: int
    max: int


@dataclass(frozen=True, slots=True)
class Independence:
    lookback_months: int
    checked_at: tuple[str, ...]
    excludes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Guard:
    """What must be there to leave a step; `block` stops, `warn` says it."""

    code: str
    effect: str
    params: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the path; `after` names those that come before it."""

    code: str
    title: Text
    after: tuple[str, ...]
    guards: tuple[Guard, ...]
    letters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: Text


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the sizing questionnaire, asked once (entity) or of each site."""

    code: str
    scope: str
    type: str
    label: Text
    unit: str
    min: Fraction | None
    max: Fraction | None
    required: bool
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Addition:
    code: str
    half_days: int
    when: Condition
    label: Text


@dataclass(frozen=True, slots=True)
class SizingRow:
    """Days and auditors up to so many half-days; no bound where `half_days_up_to` is absent."""

    half_days_up_to: int | None
    days: int
    auditors: int


@dataclass(frozen=True, slots=True)
class Sizing:
    """From answers to days and auditors, by half-days for each site of the sample."""

    questions: tuple[Question, ...]
    base: int
    additions: tuple[Addition, ...]
    table: tuple[SizingRow, ...]
    lead_profile: str
    profiles_if_two: tuple[str, ...]
    preparation_days: Fraction
    report_days: tuple[Fraction, Fraction]
    follow_up_days: Fraction
    follow_up_auditors: int
    renewal: str

    @cached_property
    def by_code(self) -> Mapping[str, Question]:
        return {question.code: question for question in self.questions}


@dataclass(frozen=True, slots=True)
class Always:
    """Sites that are in the sample whatever the draw."""

    code: str
    when: Condition


@dataclass(frozen=True, slots=True)
class Sampling:
    """How many sites are visited, and which; `of` is `None` where all sites count."""

    of: Condition | None
    factor: Mapping[str, Fraction]
    minimum: int
    always_include: tuple[Always, ...]
    always_included: str
    random_share: Fraction
    not_visited_since_cycles: int
    not_visited_priority: bool


@dataclass(frozen=True, slots=True)
class DocumentRule:
    document: str
    max_age_months: int
    only_if: Condition | None
    check: Text


@dataclass(frozen=True, slots=True)
class IndispensableDocuments:
    """All that the referential marks indispensable; rules refine by code."""

    verified_weeks_before_audit: int
    default_max_age_months: int
    rules: tuple[DocumentRule, ...]


@dataclass(frozen=True, slots=True)
class Grade:
    """What a finding of this grade calls for; days count from the report."""

    code: str
    title: Text
    needs_action: bool
    action_days: int | None
    lift_days: int | None
    blocks_granting: bool


@dataclass(frozen=True, slots=True)
class Findings:
    """`proposal` is read in order, the first that holds wins, and the auditor decides."""

    grades: tuple[Grade, ...]
    proposal: tuple[tuple[str, str], ...]
    lifted_by: str
    lifting_evidence: tuple[str, ...]
    lifting_reason: bool
    definitions: Mapping[str, Text]


@dataclass(frozen=True, slots=True)
class Seat:
    category: str
    title: Text
    count: int


@dataclass(frozen=True, slots=True)
class CommissionRules:
    """Seats, quorum and majority; `quorum_share` is of the seats filled and not recused."""

    seats: tuple[Seat, ...]
    term_months: int
    quorum_share: Fraction
    quorum_minimum: int
    secret: bool
    changeable_until_closed: bool
    tie: str
    notice_days: int
    reports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DecisionRule:
    """A decision that the commission may take, what it must state, and the letter that tells it."""

    code: str
    title: Text
    requires: tuple[str, ...]
    certificate: bool
    letter: str
    letter_follow_up: str | None
    max_months: int | None
    reapply_after_months: int | None


@dataclass(frozen=True, slots=True)
class Blocked:
    when: str
    blocks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Signatory:
    order: int
    role: str
    title: Text


@dataclass(frozen=True, slots=True)
class Measure:
    """Suspension or withdrawal: hearing first; `max_months` bounds a suspension."""

    hearing_days: int
    letter: str
    max_months: int | None = None


@dataclass(frozen=True, slots=True)
class CertificateRules:
    prefix: str
    number_pattern: str
    sequence_digits: int
    signatories: tuple[Signatory, ...]
    states: tuple[str, ...]
    suspension: Measure
    withdrawal: Measure


@dataclass(frozen=True, slots=True)
class Reminder:
    """A letter sent so many months before a date: 0 the day itself, negative after."""

    code: str
    event: str
    months_before: tuple[int, ...]
    to: tuple[str, ...]
    letter: str


@dataclass(frozen=True, slots=True)
class LetterEntry:
    code: str
    kind: str
    title: Text


@dataclass(frozen=True)
class Scheme:
    """One immutable edition of a label's rules."""

    code: str
    edition: str
    title: Text
    owner: Owner
    referential: tuple[str, str]
    award_unit: str
    readiness: Readiness
    validity_months: int
    follow_up: FollowUp
    renewal_opens_months_before: int
    renewal_kind: str
    plan: PlanRules
    mock_audit: Weeks
    mock_audit_outside_window: str
    contradictory_days: int
    independence: Independence
    path: tuple[Step, ...]
    sizing: Sizing
    sampling: Sampling
    documents: IndispensableDocuments
    findings: Findings
    commission: CommissionRules
    decisions: tuple[DecisionRule, ...]
    blocked_decisions: tuple[Blocked, ...]
    notification_days: int
    reconsideration_days: int
    reconsideration_kept_by: str
    certificate: CertificateRules
    reminders: tuple[Reminder, ...]
    letters: tuple[LetterEntry, ...]
    content_hash: str
    data: Mapping[str, Any] = field(repr=False, compare=False)

    @property
    def name(self) -> str:
        """How people and files name it: `label-imagerie@2026.1`."""
        return f"{self.code}@{self.edition}"

    def thresholds(self) -> Thresholds:
        """What *ready* asks for in a file of this label."""
        asked = self.readiness
        return Thresholds(
            overall=asked.overall,
            family=asked.family,
            essential_minimum=asked.essential_minimum,
            completion=asked.completion,
            source="scheme",
        )

    @cached_property
    def steps(self) -> Mapping[str, Step]:
        """The steps of the path by code, in their order."""
        return {step.code: step for step in self.path}

    @cached_property
    def decision(self) -> Mapping[str, DecisionRule]:
        """The decisions by code, in their order."""
        return {rule.code: rule for rule in self.decisions}


def compile_scheme(data: Mapping[str, Any]) -> Scheme:
    """The scheme that these data describe; they must be free of problems."""
    return Scheme(
        code=data["code"],
        edition=data["edition"],
        title=Text.of(data["title"]),
        owner=Owner(**data["owner"]),
        referential=(data["referential"]["code"], data["referential"]["edition"]),
        award_unit=data["award_unit"],
        readiness=_readiness(data["readiness"]),
        validity_months=data["validity_months"],
        follow_up=FollowUp(**data["follow_up"]),
        renewal_opens_months_before=data["renewal"]["opens_months_before"],
        renewal_kind=data["renewal"]["kind"],
        plan=_plan(data["plan"]),
        mock_audit=Weeks(**data["mock_audit"]["weeks_before"]),
        mock_audit_outside_window=data["mock_audit"]["outside_window"],
        contradictory_days=data["contradictory"]["days"],
        independence=Independence(
            data["independence"]["lookback_months"],
            tuple(data["independence"]["checked_at"]),
            tuple(data["independence"]["excludes"]),
        ),
        path=tuple(_step(item) for item in data["path"]),
        sizing=_sizing(data["sizing"]),
        sampling=_sampling(data["sampling"]),
        documents=_documents(data["indispensable_documents"]),
        findings=_findings(data["findings"]),
        commission=_commission(data["commission"]),
        decisions=tuple(_decision(item) for item in data["decisions"]),
        blocked_decisions=tuple(
            Blocked(item["when"], tuple(item["blocks"])) for item in data["blocked_decisions"]
        ),
        notification_days=data["notification"]["days"],
        reconsideration_days=data["reconsideration"]["days"],
        reconsideration_kept_by=data["reconsideration"]["kept_by"],
        certificate=_certificate(data["certificate"]),
        reminders=tuple(
            Reminder(
                item["code"],
                item["event"],
                tuple(item["months_before"]),
                tuple(item["to"]),
                item["letter"],
            )
            for item in data["reminders"]
        ),
        letters=tuple(
            LetterEntry(item["code"], item["kind"], Text.of(item["title"])) for item in data["letters"]
        ),
        content_hash=canonical_hash(data),
        data=data,
    )


def _exact(value: int | Decimal) -> Fraction:
    return Fraction(value)


def _bound(value: int | Decimal | None) -> Fraction | None:
    return None if value is None else Fraction(value)


def _readiness(data: Mapping[str, Any]) -> Readiness:
    return Readiness(
        overall=_exact(data["overall"]),
        family=_exact(data["family"]),
        essential_minimum=data["essential_minimum"],
        completion=_exact(data["completion"]),
        not_applicable_family=data["not_applicable_family"],
        indispensable_documents=data["indispensable_documents"],
    )


def _plan(data: Mapping[str, Any]) -> PlanRules:
    months = data["months"]
    return PlanRules(
        max_active_themes=data["max_active_themes"],
        above_maximum=data["above_maximum"],
        base_months=_exact(months["base"]),
        months_per_extra_site=_exact(months["per_extra_site"]),
        cap_months=_exact(months["cap"]),
    )


def _step(data: Mapping[str, Any]) -> Step:
    return Step(
        code=data["code"],
        title=Text.of(data["title"]),
        after=tuple(data["after"]),
        guards=tuple(
            Guard(item["code"], item["effect"], item.get("params") or {}) for item in data["guards"]
        ),
        letters=tuple(data["letters"]),
    )


def _sizing(data: Mapping[str, Any]) -> Sizing:
    rule = data["rule"]
    off_site, follow_up = rule["off_site_days"], rule["follow_up"]
    return Sizing(
        questions=tuple(_question(item) for item in data["questions"]),
        base=rule["per_site"]["base"],
        additions=tuple(
            Addition(item["code"], item["half_days"], Condition.of(item["when"]), Text.of(item["label"]))
            for item in rule["per_site"]["additions"]
        ),
        table=tuple(SizingRow(**item) for item in rule["table"]),
        lead_profile=rule["team"]["lead_profile"],
        profiles_if_two=tuple(rule["team"]["required_profiles_if_two"]),
        preparation_days=_exact(off_site["preparation"]),
        report_days=(_exact(off_site["report"]["min"]), _exact(off_site["report"]["max"])),
        follow_up_days=_exact(follow_up["days"]),
        follow_up_auditors=follow_up["auditors"],
        renewal=rule["renewal"],
    )


def _question(data: Mapping[str, Any]) -> Question:
    return Question(
        code=data["code"],
        scope=data["scope"],
        type=data["type"],
        label=Text.of(data["label"]),
        unit=data.get("unit", ""),
        min=_bound(data.get("min")),
        max=_bound(data.get("max")),
        required=data["required"],
        options=tuple(Option(item["value"], Text.of(item["label"])) for item in data.get("options") or ()),
    )


def _sampling(data: Mapping[str, Any]) -> Sampling:
    count, since = data["count"], data["not_visited_since"]
    return Sampling(
        of=None if isinstance(count["of"], str) else Condition.of(count["of"]),
        factor={kind: _exact(value) for kind, value in count["factor"].items()},
        minimum=count["minimum"],
        always_include=tuple(
            Always(item["code"], Condition.of(item["when"])) for item in data["always_include"]
        ),
        always_included=data["always_included"],
        random_share=_exact(data["random_share"]),
        not_visited_since_cycles=since["cycles"],
        not_visited_priority=since["priority"],
    )


def _documents(data: Mapping[str, Any]) -> IndispensableDocuments:
    return IndispensableDocuments(
        verified_weeks_before_audit=data["verified_weeks_before_audit"],
        default_max_age_months=data["default_max_age_months"],
        rules=tuple(
            DocumentRule(
                item["document"],
                item["max_age_months"],
                Condition.of(item["only_if"]) if "only_if" in item else None,
                Text.of(item["check"]),
            )
            for item in data["rules"]
        ),
    )


def _findings(data: Mapping[str, Any]) -> Findings:
    return Findings(
        grades=tuple(
            Grade(
                code=item["code"],
                title=Text.of(item["title"]),
                needs_action=item["needs_action"],
                action_days=item.get("action_days"),
                lift_days=item.get("lift_days"),
                blocks_granting=item.get("blocks_granting_until_lifted", False),
            )
            for item in data["grades"]
        ),
        proposal=tuple((item["when"], item["grade"]) for item in data["proposal"]),
        lifted_by=data["lifting"]["by"],
        lifting_evidence=tuple(data["lifting"]["evidence"]),
        lifting_reason=data["lifting"]["recorded_reason"],
        definitions={grade: Text.of(text) for grade, text in data["definitions"].items()},
    )


def _commission(data: Mapping[str, Any]) -> CommissionRules:
    return CommissionRules(
        seats=tuple(Seat(item["category"], Text.of(item["title"]), item["count"]) for item in data["seats"]),
        term_months=data["term_months"],
        quorum_share=_exact(data["quorum"]["share"]),
        quorum_minimum=data["quorum"]["minimum"],
        secret=data["ballot"]["secret"],
        changeable_until_closed=data["ballot"]["changeable_until_closed"],
        tie=data["tie"],
        notice_days=data["notice_days"],
        reports=tuple(data["reports"]),
    )


def _decision(data: Mapping[str, Any]) -> DecisionRule:
    return DecisionRule(
        code=data["code"],
        title=Text.of(data["title"]),
        requires=tuple(data["requires"]),
        certificate=data["certificate"],
        letter=data["letter"],
        letter_follow_up=data.get("letter_follow_up"),
        max_months=data.get("max_months"),
        reapply_after_months=data.get("reapply_after_months"),
    )


def _certificate(data: Mapping[str, Any]) -> CertificateRules:
    return CertificateRules(
        prefix=data["prefix"],
        number_pattern=data["number"]["pattern"],
        sequence_digits=data["number"]["sequence_digits"],
        signatories=tuple(
            Signatory(item["order"], item["role"], Text.of(item["title"])) for item in data["signatories"]
        ),
        states=tuple(data["states"]),
        suspension=Measure(**data["suspension"]),
        withdrawal=Measure(**data["withdrawal"]),
    )
