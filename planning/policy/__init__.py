"""Policy: levels from forecast error, lead time and service; lumpy items by simulation; changes within limits."""
