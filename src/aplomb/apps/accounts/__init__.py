"""People: accounts, invitations, second factors, tokens, and the limits that stop guessing."""
