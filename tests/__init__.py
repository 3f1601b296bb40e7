"""The tests mirror the packages; `flows` holds whole journeys, `faults` crashes and bad input, `bench` measurements."""
