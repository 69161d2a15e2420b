"""What an incident is and what may happen to it: pure, no clock, no environment, no disk."""
