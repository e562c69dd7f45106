"""Where people decide: the Slack app, and the HTTP address it is reached at."""
