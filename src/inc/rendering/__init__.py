"""Templates: the only place that imports jinja2."""
