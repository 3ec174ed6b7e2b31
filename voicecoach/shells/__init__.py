"""What drives the coach: the one loop, with live ports or rehearsed ones."""
