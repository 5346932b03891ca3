"""An example one can play with: two organisations, their people and customers, and callers who ring.

It is not part of a real installation; everything in it is invented.
"""
