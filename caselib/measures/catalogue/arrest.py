"""The arrest panel: whether arrest is neither too easy nor too hard, read from both sides at once."""

from __future__ import annotations

from caselib.domain.label import Label
from caselib.measures.catalogue import arrest_terms
from caselib.measures.declare import Count, Measure, Rate, months

__all__ = ["MEASURES", "PANEL"]

_LINKED = (
    "refused",
    "refusal_changed",
    "not_prosecuted_after_arrest",
    "withdrawn_after_arrest",
    "acquitted_after_arrest",
    "light_sentence_after_arrest",
    "pretrial_detention",
)
_CHARGE_OPEN = "decision = 'approved' AND charge_decision IS NULL"
# A person who was not prosecuted is never judged: only those who may still be judged are open.
_UNKNOWN = "decision = 'approved' AND judgment = 'not_convicted'"
_JUDGMENT_OPEN = (
    "decision = 'approved' AND judgment IS NULL AND (charge_decision IS NULL OR charge_decision = 'prosecuted')"
)


# Whether somebody was acquitted is as little known of those "not convicted, in what way is not recorded".
_ANY_END = ("not_convicted_after_arrest", "light_sentence_after_arrest")


def _refusal(name: str, of_which: str, label: Label, why: str, caution: str) -> Rate:
    return Rate(
        name=name,
        table="arrest_reviews",
        counts="persons",
        among="decision IS NOT NULL",
        of_which=of_which,
        clock="decided_on",
        label=label,
        why=why,
        caution=caution,
        source="CR 128-141; domain 3.2, 4.1",
        read_with=_LINKED,
    )


def _not_prosecuted(name: str, of_which: str, label: Label, caution: str) -> Rate:
    return Rate(
        name=name,
        table="arrest_reviews",
        counts="persons",
        among="decision = 'approved' AND charge_decision IS NOT NULL",
        of_which=of_which,
        open=_CHARGE_OPEN,
        clock="decided_on",
        # Two months of custody for investigation and six weeks of review, each with extensions: CPL 156-158, 172.
        matures_after=months(7),
        label=label,
        why="Arrest asks for evidence and for a penalty of imprisonment; the later decision shows what became of both.",
        caution=caution,
        source="CR 128-141; domain 3.4",
        read_with=_LINKED,
    )


def _judged(name: str, among: str, of_which: str, label: Label, why: str, caution: str) -> Rate:
    return Rate(
        name=name,
        table="arrest_reviews",
        counts="persons",
        among=f"decision = 'approved' AND {among}",
        of_which=of_which,
        open=_JUDGMENT_OPEN if name in _ANY_END else f"({_JUDGMENT_OPEN}) OR ({_UNKNOWN})",
        clock="decided_on",
        matures_after=months(18),
        label=label,
        why=why,
        caution=caution,
        source="domain 3.4, 4.1, 12",
        read_with=_LINKED,
    )


_QUICK_FIRST = "Light cases are judged first: while a cohort is open, the share of light outcomes stands too high."
_NOT_PROOF = "Later non-prosecution does not by itself prove the arrest wrong: it is judged on the facts at the time."

MEASURES: tuple[Measure, ...] = (
    Count(
        name="requested",
        table="arrest_reviews",
        counts="persons",
        clock="accepted_on",
        label=Label("Requests received", "受理审查逮捕人数"),
        why="The inflow: a share can't be read without it.",
        caution="A person requested again after supplementary investigation counts again, as in the statistics.",
        source="CR 282, 292",
    ),
    Count(
        name="arrested",
        table="arrest_reviews",
        counts="persons",
        among="decision = 'approved'",
        clock="decided_on",
        label=Label("Arrests approved or decided", "批准和决定逮捕人数"),
        why="The published number of arrests.",
        caution="A volume follows crime and policing first; a fall may be a gain.",
        source="domain 8",
    ),
    _refusal(
        "refused",
        "decision = 'refused'",
        Label("Arrest refused", "不捕率"),
        "How often the conditions of arrest are found not met; one side of the standard.",
        "Policy moved this share strongly between 2021 and 2024; by itself it says nothing of quality.",
    ),
    _refusal(
        "refused_no_crime",
        "refusal_ground = 'no_crime'",
        Label("Refused: no crime", "不构成犯罪不捕率"),
        "Requests in which no criminal fact was found.",
        "Needs the chief procurator's approval; few in number, so read the files rather than the share.",
    ),
    _refusal(
        "refused_insufficient_evidence",
        "refusal_ground = 'insufficient_evidence'",
        Label("Refused: insufficient evidence", "存疑不捕率"),
        "Requests that came before the evidence did.",
        "Depends on what the police send; more of it may be stricter review or weaker requests.",
    ),
    _refusal(
        "refused_no_necessity",
        "refusal_ground = 'no_necessity'",
        Label("Refused: no necessity", "无社会危险性不捕率"),
        "How the condition of social danger is applied.",
        "Depends on offence and on local residents' share; compare only with like cases.",
    ),
    Rate(
        name="refusal_challenged",
        table="arrest_reviews",
        counts="persons",
        among="decision = 'refused'",
        of_which="reconsideration IS NOT NULL OR higher_review IS NOT NULL",
        clock="decided_on",
        label=Label("Refusals challenged by the police", "不捕复议复核提请率"),
        why="The base of the next measure: few refusals are challenged.",
        caution="The last month is unfinished: reconsideration takes 7 days and review by the next level 15.",
        source="CR 290-291; domain 4.1",
        read_with=("refused", "refusal_changed"),
    ),
    Rate(
        name="refusal_changed",
        table="arrest_reviews",
        counts="persons",
        among="decision = 'refused' AND (reconsideration IS NOT NULL OR higher_review IS NOT NULL)",
        of_which="reconsideration = 'changed' OR higher_review = 'changed'",
        clock="decided_on",
        label=Label("Challenged refusals that were changed", "不捕复议复核改变率"),
        why="A refusal that does not stand when looked at again; the counterweight of refusing easily.",
        caution="Small numbers; new evidence since the refusal is an innocent reason.",
        source="CR 290-291; domain 4.2, 4.4",
        read_with=_LINKED,
    ),
    _not_prosecuted(
        "not_prosecuted_after_arrest",
        "charge_decision LIKE 'not_prosecuted%'",
        Label("Arrested, then not prosecuted", "捕后不诉率"),
        _NOT_PROOF,
    ),
    _not_prosecuted(
        "not_prosecuted_no_crime_after_arrest",
        "charge_decision = 'not_prosecuted_no_crime'",
        Label("Arrested, then not prosecuted: no crime", "捕后法定不诉率"),
        f"{_NOT_PROOF} Each such file is read in any case.",
    ),
    _not_prosecuted(
        "not_prosecuted_insufficient_after_arrest",
        "charge_decision = 'not_prosecuted_insufficient'",
        Label("Arrested, then not prosecuted: insufficient evidence", "捕后存疑不诉率"),
        f"{_NOT_PROOF} Evidence may be lost after arrest.",
    ),
    _not_prosecuted(
        "not_prosecuted_minor_after_arrest",
        "charge_decision = 'not_prosecuted_minor'",
        Label("Arrested, then not prosecuted: minor", "捕后相对不诉率"),
        f"{_NOT_PROOF} Restitution and reconciliation often come after arrest.",
    ),
    _not_prosecuted(
        "not_prosecuted_conditional_after_arrest",
        "charge_decision = 'not_prosecuted_conditional'",
        Label("Arrested, then conditionally not prosecuted", "捕后附条件不诉率"),
        f"{_NOT_PROOF} Concerns minors only.",
    ),
    _not_prosecuted(
        "case_withdrawn_after_arrest",
        "charge_decision = 'withdrawn'",
        Label("Arrested, then withdrawn by the investigator", "捕后侦查机关撤回率"),
        "A withdrawal may hide a non-prosecution, or follow a change of jurisdiction.",
    ),
    _judged(
        "withdrawn_after_arrest",
        "judgment IN ('guilty', 'acquitted', 'withdrawn')",
        "judgment = 'withdrawn'",
        Label("Arrested, then prosecution withdrawn", "捕后撤回起诉率"),
        "A charge that was brought and taken back; read each file.",
        "Rare: a share of a small office says little.",
    ),
    _judged(
        "acquitted_after_arrest",
        "judgment IN ('guilty', 'acquitted', 'withdrawn')",
        "judgment = 'acquitted'",
        Label("Arrested, then acquitted", "捕后无罪率"),
        "The gravest outcome of an arrest; read each file.",
        f"Very rare: count and read, do not compare shares. {_NOT_PROOF}",
    ),
    _judged(
        "not_convicted_after_arrest",
        "judgment IS NOT NULL",
        "judgment <> 'guilty'",
        Label("Arrested, then not convicted", "捕后未定罪率"),
        "Acquitted, withdrawn, or not convicted in a way that the source does not record.",
        f"Guilty pleas are judged first. {_NOT_PROOF}",
    ),
    _judged(
        "light_sentence_after_arrest",
        "judgment IS NOT NULL AND judgment = 'guilty' AND sentence IS NOT NULL",
        "sentence IN ('control', 'criminal_detention', 'fine_only', 'exempted')"
        " OR (sentence = 'probation' AND sentence_months <= 36)",
        Label("Arrested, then lightly sentenced", "捕后轻刑率"),
        "Arrest asks for a penalty of imprisonment; a light sentence asks whether custody was needed.",
        _QUICK_FIRST + " A breach of bail also leads to arrest in light cases.",
    ),
    Rate(
        name="pretrial_detention",
        table="arrest_reviews",
        counts="persons",
        among="charge_decision IS NOT NULL AND charge_decision <> 'withdrawn'",
        of_which="decision = 'approved'",
        clock="charge_decided_on",
        label=Label("Arrested, of those whose charge was decided", "诉前羁押占比（审查逮捕人员）"),
        why="How much custody precedes the decision to prosecute.",
        caution="The base holds only persons for whom arrest was requested; the published rate also counts those "
        "charged without a request, and is far lower.",
        source="domain 4.1",
        read_with=_LINKED,
    ),
)

PANEL: tuple[str, ...] = tuple(measure.name for measure in (*MEASURES, *arrest_terms.MEASURES))
