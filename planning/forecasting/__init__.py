"""Forecast of demand: classes, accuracy."""
