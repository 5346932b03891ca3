"""The office: administrators set their organisation up."""
