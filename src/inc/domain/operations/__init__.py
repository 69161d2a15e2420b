"""What a responder can do: each operation turns facts into a `Change`."""
