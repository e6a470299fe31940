"""People: full figures and portraits, drawn by age, hair, dress and pose."""
