"""What problems say to people: for each code, what is wrong and how to mend it."""
