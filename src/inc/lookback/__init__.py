"""Looking back: an incident as it was known at a moment, and what commits did to its entries."""
