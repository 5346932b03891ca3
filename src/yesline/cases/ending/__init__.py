"""Asked twice whether it is over, at decent times, and silent: then it is, until they say otherwise."""
