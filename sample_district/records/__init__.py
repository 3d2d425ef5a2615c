"""What departments and committees record about people and places of the sample."""
