"""How the command ear's weights are made: takes, scenes, learning, judging."""
