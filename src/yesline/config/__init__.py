"""Settings, URLs and wiring: the only place that knows everybody. It decides nothing about calls or cases."""
