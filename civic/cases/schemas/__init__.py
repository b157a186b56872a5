"""What programs send and get about cases: types are strict, unknown fields are refused by their name."""
