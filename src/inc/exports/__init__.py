"""The record for other programs: tables of plain values, in the formats that tools read."""
