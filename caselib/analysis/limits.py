"""The rules of limits in the reader's language: statistics state them in English and know of no reader."""

from __future__ import annotations

import numpy as np

from caselib.domain.label import Language
from caselib.domain.phrases import say
from caselib.stats.control_chart import TRIAL, Chart
from caselib.stats.funnel import Funnel

__all__ = ["chart_rule", "funnel_rule"]


def funnel_rule(look: Funnel, language: Language) -> str:
    """Say how the limits of a funnel were set."""
    if language == "en":
        return look.rule
    if np.isnan(look.target).all():
        return say(language, "No cases, hence no limits.")
    inner, outer = (f"{100 * level:g}%" for level in look.levels)
    around = {"inner": inner, "outer": outer, "whole": _whole(look, language)}
    if look.overdispersion == "none":
        kind = say(language, "exact binomial" if look.method == "exact" else "score (Wilson)")
        said = say(language, "Limits: {kind}, {inner} and {outer}, around {whole}.", kind=kind, **around)
    elif np.isnan(look.phi):
        few = "Limits: exact binomial, {inner} and {outer}, around {whole}; too few units of some size to tell their "
        said = say(language, few + "spread.", **around)
    else:
        spread = say(language, "variance times φ")
        if look.overdispersion == "additive":
            spread = say(language, "τ = {tau} points of arcsine added", tau=f"{100 * np.sqrt(look.tau2):.2f}")
        wide = (
            "Limits: {inner} and {outer} around {whole}, widened for the spread between units (φ = {phi} of winsorised "
            "z-scores; {spread}; Spiegelhalter 2012)."
        )
        said = say(language, wide, phi=f"{look.phi:.2f}", spread=spread, **around)
    if look.design_effect != 1:
        alike = " Persons of one case fare alike: they count as {effect} times fewer (design effect)."
        said += say(language, alike, effect=f"{look.design_effect:.2f}")
    return said


def _whole(look: Funnel, language: Language) -> str:
    if np.ndim(look.target):
        return say(language, "the share expected of each unit's own mix of cases")
    return say(language, "the share of all together ({share})", share=f"{100 * look.target:.1f}%")


def chart_rule(chart: Chart, language: Language) -> str:
    """Say how the limits of a p-prime chart were set, why anew, and where they are on trial."""
    if language == "en":
        return chart.rule
    spreads = ", ".join(f"{spread:.2f}" for spread in chart.points.groupby("phase")["sigma_z"].first())
    said = say(language, "Limits: Laney's p′ chart, three sigma; σz {spreads}.", spreads=spreads)
    if chart.phases:
        reasons = say(language, "; ").join(phase.reason for phase in chart.phases)
        said += say(language, " New limits from: {reasons}.", reasons=reasons)
    trial = "、".join(str(place + 1) for place, mark in enumerate(chart.trial) if mark)
    if trial:
        said += say(language, " Trial limits (fewer than {least} points) in phase {trial}.", least=TRIAL, trial=trial)
    return said
