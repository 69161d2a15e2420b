"""The reviews of a team: what a week, a month or a quarter was like, beside the one before."""
