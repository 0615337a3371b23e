"""What proves an answer: files, links, notes and documents of the inventory, beside the criteria that they serve."""
