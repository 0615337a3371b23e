"""What ships with the program: its content, held to the rules of its own trade."""
