"""The one box: finds people, telephones, contracts, cases and places from everywhere, by keyboard."""
