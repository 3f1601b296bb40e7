"""Programs that others would write for the same work, as their libraries' own pages say to write them."""
