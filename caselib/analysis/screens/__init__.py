"""Screens: patterns that raise a question, with innocent answers; the office concerned sees it first."""

from caselib.analysis.screens.catalogue import SCREENS
from caselib.analysis.screens.declare import Screen, Span
from caselib.analysis.screens.run import Question, Screens, screens

__all__ = ["SCREENS", "Question", "Screen", "Screens", "Span", "screens"]
