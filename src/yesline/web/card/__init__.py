"""What of a card is personal: masked until proven, the proof itself, the household, and two cards of one person."""
