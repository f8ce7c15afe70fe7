"""How series hang together: which is part of which, which is a rate of which two. Declared; nothing is an answer."""

from __future__ import annotations

from dataclasses import dataclass

from caselib.domain.label import Label
from caselib.errors import DeclarationError

__all__ = ["RELATIONS", "Follows", "OneName", "Rate", "Relation", "Sum"]


@dataclass(frozen=True)
class Sum:
    """`whole` is counted in `parts`, which exclude each other; `complete`: there are no others.

    >>> Sum("both", ("one", "other")).complete
    True
    """

    whole: str
    parts: tuple[str, ...]
    complete: bool = True

    def __post_init__(self) -> None:
        if not self.parts or self.whole in self.parts:
            raise DeclarationError("a whole has parts, and is none of them", got=(self.whole, self.parts))


@dataclass(frozen=True)
class Rate:
    """`rate` (in percent) is `part` of `whole`, or of `part` and `rest` together: one of them is given.

    >>> Rate("refusal_rate", "refused", rest="arrested").rest
    'arrested'
    """

    rate: str
    part: str
    whole: str = ""
    rest: str = ""

    def __post_init__(self) -> None:
        if bool(self.whole) == bool(self.rest):
            raise DeclarationError("a rate has a whole, or a part and a rest", got=self.rate)


@dataclass(frozen=True)
class Follows:
    """`outcome` is what became of matters of `filed`, maybe of those of an earlier period.

    >>> Follows(outcome="adopted", filed="recommended").filed
    'recommended'
    """

    outcome: str
    filed: str


@dataclass(frozen=True)
class OneName:
    """Rates that were printed under one name in the press, whatever they are the quotient of.

    >>> from caselib.domain.label import Label
    >>> OneName(Label("adoption rate", "采纳率"), ("of_filed", "of_concluded")).rates
    ('of_filed', 'of_concluded')
    """

    name: Label
    rates: tuple[str, ...]


Relation = Sum | Rate | Follows | OneName

RELATIONS: tuple[Relation, ...] = (
    Sum(
        "all_cases_handled",
        ("criminal_all_cases_handled", "civil_all_cases_handled", "admin_all_cases_handled", "pil_cases_filed"),
    ),
    Sum("filing_supervision_cases", ("filing_supervision_file_cases", "filing_supervision_withdraw_cases")),
    Sum("filing_supervision_incl_admin_referral_cases", ("filing_supervision_cases",), complete=False),
    Sum("filing_supervision_cases", ("filing_supervision_complied_cases",), complete=False),
    Sum("civil_protests_plus_retrial_recs", ("civil_protests_filed", "civil_retrial_recs_filed")),
    Sum("admin_protests_plus_retrial_recs", ("admin_protests_filed", "admin_retrial_recs_filed")),
    Sum("civil_trial_plus_enforcement_recs", ("civil_trial_violation_recs", "civil_enforcement_recs")),
    Sum("admin_trial_plus_enforcement_recs", ("admin_trial_violation_recs", "admin_enforcement_recs")),
    Sum("civil_protests_retrial_concluded_by_court", ("civil_protests_retrial_changed",), complete=False),
    Sum("admin_protests_retrial_concluded_by_court", ("admin_protests_retrial_changed",), complete=False),
    Sum("civil_support_prosecution_cases", ("civil_support_prosecution_migrant_workers",), complete=False),
    Sum("pil_cases_filed", ("pil_admin_cases_filed", "pil_civil_cases_filed")),
    Sum(
        "pil_cases_filed",
        ("pil_four_traditional_fields_cases", "pil_ten_new_statutory_fields_cases", "pil_other_fields_cases"),
    ),
    Sum(
        "pil_cases_filed",
        (
            "pil_field_ecology_cases",
            "pil_field_food_drug_cases",
            "pil_field_state_property_cases",
            "pil_new_fields_cases",
        ),
        complete=False,
    ),
    Sum(
        "pil_ten_new_statutory_fields_cases",
        (
            "pil_field_minors_cases",
            "pil_field_safety_production_cases",
            "pil_field_personal_info_cases",
            "pil_field_barrier_free_cases",
            "pil_field_women_cases",
            "pil_field_heroes_cases",
            "pil_field_military_cases",
            "pil_field_anti_telecom_fraud_cases",
            "pil_field_agri_product_quality_cases",
        ),
        complete=False,
    ),
    Sum(
        "pil_four_traditional_fields_cases",
        ("pil_field_ecology_cases", "pil_field_food_drug_cases", "pil_field_state_property_cases"),
        complete=False,
    ),
    Sum("pil_lawsuits_filed", ("pil_admin_lawsuits_filed", "pil_civil_lawsuits_filed")),
    Sum("criminal_all_cases_handled", ("criminal_litigation_supervision_cases",), complete=False),
    Sum("arrest_approved_persons", ("juvenile_arrest_approved_persons",), complete=False),
    Sum("arrest_not_approved_persons", ("juvenile_arrest_not_approved_persons",), complete=False),
    Sum("prosecuted_persons", ("juvenile_prosecuted_persons",), complete=False),
    Sum("not_prosecuted_persons", ("juvenile_not_prosecuted_persons",), complete=False),
    Sum(
        "arrest_not_approved_persons",
        ("arrest_not_approved_no_crime_or_insufficient_evidence_persons", "arrest_not_approved_no_necessity_persons"),
        complete=False,
    ),
    Sum(
        "not_prosecuted_persons",
        ("not_prosecuted_no_crime_or_insufficient_evidence_persons", "not_prosecuted_minor_circumstances_persons"),
        complete=False,
    ),
    Rate("non_arrest_rate_pct", "arrest_not_approved_persons", rest="arrest_approved_persons"),
    Rate("non_prosecution_rate_pct", "not_prosecuted_persons", rest="prosecuted_persons"),
    Rate(
        "juvenile_non_arrest_rate_pct", "juvenile_arrest_not_approved_persons", rest="juvenile_arrest_approved_persons"
    ),
    Rate("juvenile_non_prosecution_rate_pct", "juvenile_not_prosecuted_persons", rest="juvenile_prosecuted_persons"),
    Rate("non_arrest_reconsideration_share_pct", "non_arrest_reconsideration_persons", "arrest_not_approved_persons"),
    Rate(
        "non_prosecution_reconsideration_share_pct", "non_prosecution_reconsideration_persons", "not_prosecuted_persons"
    ),
    Rate("sentencing_rec_adoption_rate_pct", "sentencing_recs_adopted_persons", "sentencing_recs_persons"),
    Rate("sentencing_recs_definite_share_pct", "sentencing_recs_definite_persons", "sentencing_recs_persons"),
    Rate("filing_supervision_compliance_rate_pct", "filing_supervision_complied_cases", "filing_supervision_cases"),
    Rate(
        "investigation_illegality_adoption_rate_pct",
        "investigation_illegality_corrected",
        "investigation_illegality_corrections",
    ),
    Rate(
        "criminal_trial_violation_adoption_rate_pct",
        "criminal_trial_violation_corrected",
        "criminal_trial_violation_corrections",
    ),
    Rate(
        "commutation_parole_correction_rate_pct",
        "commutation_parole_corrected_persons",
        "commutation_parole_corrections_persons",
    ),
    Rate("criminal_protest_change_rate_pct", "criminal_protests_changed", "criminal_protests_concluded_by_court"),
    Rate("civil_protest_change_rate_pct", "civil_protests_changed", "civil_protests_concluded_by_court"),
    Rate(
        "civil_protest_and_retrial_change_rate_pct",
        "civil_protests_retrial_changed",
        "civil_protests_retrial_concluded_by_court",
    ),
    Rate("admin_protest_change_rate_pct", "admin_protests_changed", "admin_protests_concluded_by_court"),
    Rate(
        "admin_protest_and_retrial_change_rate_pct",
        "admin_protests_retrial_changed",
        "admin_protests_retrial_concluded_by_court",
    ),
    Rate("admin_retrial_rec_adoption_rate_pct", "admin_retrial_recs_adopted", "admin_retrial_recs_filed"),
    Rate("pil_admin_share_pct", "pil_admin_cases_filed", "pil_cases_filed"),
    Rate("pil_civil_share_pct", "pil_civil_cases_filed", "pil_cases_filed"),
    Rate("pil_first_instance_support_rate_pct", "pil_first_instance_supported", "pil_first_instance_judgments"),
    Follows("civil_protests_retrial_changed", "civil_protests_plus_retrial_recs"),
    Follows("admin_protests_retrial_changed", "admin_protests_plus_retrial_recs"),
    Follows("civil_retrial_recs_changed", "civil_retrial_recs_filed"),
    Follows("civil_protests_changed", "civil_protests_filed"),
    Follows("admin_protests_changed", "admin_protests_filed"),
    Follows("admin_retrial_recs_adopted", "admin_retrial_recs_filed"),
    Follows("criminal_protests_changed", "criminal_protests_filed"),
    Follows("arrested_then_not_prosecuted_persons", "arrest_approved_persons"),
    OneName(
        Label("adoption of retrial recommendations (administrative)", "再审检察建议采纳率（行政）"),
        ("admin_retrial_rec_adoption_rate_pct", "admin_retrial_rec_change_rate_of_concluded_pct"),
    ),
    OneName(
        Label("adoption of retrial recommendations (civil)", "再审检察建议采纳率（民事）"),
        ("civil_retrial_rec_adoption_rate_pct", "civil_retrial_rec_change_rate_of_concluded_pct"),
    ),
)
