"""A thin typed client of Asterisk's REST interface: events in, requests out, over one websocket.

It knows the protocol and nothing of help services. Its user is the switch.
"""
