"""Forecast of demand. The way through: `weekly` makes regular series, `classes` names their rhythm, `models` forecasts,
`choose` takes the least wrong model, `quantiles` says how far off it may be, `accuracy` how far off it was."""
