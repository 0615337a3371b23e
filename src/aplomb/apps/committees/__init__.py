"""Who leads quality at a site: the steering committee, its meetings and decisions, the communication plan."""
