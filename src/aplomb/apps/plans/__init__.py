"""A site’s improvement plan: proposals of an evaluation, themes, their actions, what they are to win."""
